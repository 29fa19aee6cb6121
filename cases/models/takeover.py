"""Decided cases that a registry file brings: taken over from before the county worked here, or because a county leader
confirmed the list of them."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from cases.choices import CaseState, CaseType, ClearMethod
from core.constraints import choice_constraint
from core.step_rows import steps_of
from core.workflow import Transition
from households.choices import RiskType
from households.models import Household, ImportBatch


class TakeoverState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("list of cases", "To confirm")
    CONFIRMED = "confirmed", pgettext_lazy("list of cases", "Confirmed")
    REFUSED = "refused", pgettext_lazy("list of cases", "Refused")
    FIRST_LOAD = "first_load", _("First load of the county")


class TakeoverQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.CASE_TAKEOVER

    def waiting(self):
        """Return the lists that a leader is to look at: nothing is asked of a file that was discarded meanwhile."""
        return self.filter(state=TakeoverState.WAITING).exclude(batch__state="discarded")


class Takeover(models.Model):
    """The list of the cases that one file would decide or change. `digest` tells it from every other list: the same
    file sent again needs no second confirmation, and a confirmation holds for nothing but this list."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="takeovers", verbose_name=_("registry import"))
    digest = models.CharField(_("digest of the list"), max_length=32)
    state = models.CharField(_("state"), max_length=10, choices=TakeoverState, default=TakeoverState.WAITING)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("sent by")
    )
    asked_at = models.DateTimeField(_("sent"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True)
    taken_at = models.DateTimeField(_("taken over"), null=True)

    objects = TakeoverQuerySet.as_manager()

    class Meta:
        verbose_name = _("list of decided cases in a file")
        verbose_name_plural = _("lists of decided cases in files")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "digest"], condition=Q(taken_at=None), name="a_list_of_cases_is_asked_once"
            ),
            choice_constraint("takeover_state_known", "state", TakeoverState),
            models.CheckConstraint(
                name="a_list_is_confirmed_by_another",
                condition=~Q(state="confirmed")
                | Q(decided_by__isnull=False) & (Q(asked_by=None) | ~Q(decided_by=F("asked_by"))),
            ),
            models.CheckConstraint(
                name="only_what_may_be_is_taken_over",
                condition=Q(taken_at=None) | Q(state__in=["confirmed", "first_load"]),
            ),
        ]
        triggers = [pgtrigger.ReadOnly(name="list_as_asked", fields=["county", "digest", "asked_by", "asked_at"])]

    class Privacy:
        plain = {"county", "batch", "digest", "state", "asked_by", "asked_at", "decided_by", "decided_at", "taken_at"}
        secret = health = set()

    def __str__(self):
        return f"{self.batch}: {self.get_state_display()}"

    def get_absolute_url(self):
        return reverse("cases:takeover", args=[self.pk])

    @property
    def words(self) -> str:
        """Return where its cases came from and who answers for them, for the page of each."""
        day = timezone.localdate(self.decided_at or self.taken_at or self.asked_at)
        told = {"file": self.batch.file_name, "day": f"{day:%Y-%m-%d}", "who": self.decided_by or ""}
        if self.state == TakeoverState.FIRST_LOAD:
            return gettext("Taken over from “%(file)s” on %(day)s, with the first load of the county.") % told
        return gettext("Taken over from “%(file)s”, confirmed by %(who)s on %(day)s.") % told


@steps_of("takeover")
class TakeoverTransition(Transition):
    """One step of a list of decided cases: who sent it, confirmed or refused it."""

    takeover = models.ForeignKey(Takeover, models.PROTECT, related_name="transitions")

    class Meta(Transition.Meta):
        verbose_name = _("step of a list of decided cases")
        verbose_name_plural = _("steps of lists of decided cases")

    class Privacy:
        plain = {"takeover", "step", "source", "target", "effective_on", "at", "by"}
        secret = {"reason"}
        health = set()

    def __str__(self):
        return self.step


class TakenOverCaseQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.CASE_TAKEOVER


class TakenOverCase(models.Model):
    """One case of such a list: what stands here, and what it would be after the file."""

    takeover = models.ForeignKey(Takeover, models.PROTECT, related_name="cases")
    number = models.CharField(_("number of the household"), max_length=30)
    household = models.ForeignKey(Household, models.SET_NULL, null=True, related_name="+", verbose_name=_("household"))
    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    # Empty while only the file knows the village.
    village = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("village"))
    episode_no = models.PositiveSmallIntegerField(_("episode"))
    state_before = models.CharField(_("state here"), max_length=18, choices=CaseState, blank=True)
    state = models.CharField(_("state in the file"), max_length=18, choices=CaseState)
    case_type = models.CharField(_("type"), max_length=10, choices=CaseType, blank=True)
    risks = ArrayField(models.CharField(max_length=4, choices=RiskType), verbose_name=_("risks"))
    identified_on = models.DateField(_("identified on"), null=True)
    cleared_on = models.DateField(_("cleared on"), null=True)
    clear_method = models.CharField(_("how cleared"), max_length=10, choices=ClearMethod, blank=True)
    ended_on = models.DateField(pgettext_lazy("case", "ended on"), null=True)

    objects = TakenOverCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("decided case in a file")
        verbose_name_plural = _("decided cases in files")
        ordering = ["village__path", "number", "episode_no"]
        triggers = [pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete)]

    class Privacy:
        plain = {"takeover", "number", "household", "county", "village", "episode_no", "state_before", "state",
                 "case_type", "identified_on", "cleared_on", "clear_method", "ended_on"}  # fmt: skip
        secret = set()
        health = {"risks"}

    def __str__(self):
        return f"{self.number} / {self.episode_no}"
