"""What people ask about their own data: a copy, a correction, its erasure (PIPL articles 44 to 47)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint
from core.crypto.fields import EncryptedField
from core.dates import today
from core.step_rows import steps_of
from core.workflow import Transition

from .registry import Household, Member


class RequestKind(models.TextChoices):
    COPY = "copy", pgettext_lazy("data request", "A copy of the data")
    CORRECT = "correct", pgettext_lazy("data request", "A correction")
    ERASE = "erase", pgettext_lazy("data request", "Erasure")


class RequestState(models.TextChoices):
    RECEIVED = "received", pgettext_lazy("data request", "Waits for a decision")
    GRANTED = "granted", pgettext_lazy("data request", "Granted, to be done")
    DONE = "done", pgettext_lazy("data request", "Done")
    REFUSED = "refused", pgettext_lazy("data request", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("data request", "Withdrawn")


OPEN_REQUEST_STATES = (RequestState.RECEIVED, RequestState.GRANTED)


class DataRequestQuerySet(TerritoryQuerySet):
    area_path = "household__village__path"
    to_look = Permission.DATA_VIEW

    def open(self):
        return self.filter(state__in=OPEN_REQUEST_STATES)


class DataRequest(models.Model):
    """What a household, or one person of it, asked about its data. Whoever recorded it does not decide it."""

    household = models.ForeignKey(Household, models.CASCADE, related_name="data_requests", verbose_name=_("household"))
    member = models.ForeignKey(
        Member, models.CASCADE, null=True, blank=True, related_name="data_requests", verbose_name=_("person")
    )
    kind = models.CharField(_("what is asked"), max_length=10, choices=RequestKind)
    who = EncryptedField(_("who asked, and by which paper they were known"))
    words = EncryptedField(_("in their words"), default="")
    asked_on = models.DateField(_("asked on"), default=today)
    due_on = models.DateField(_("to be answered by"))
    state = models.CharField(_("state"), max_length=10, choices=RequestState, default=RequestState.RECEIVED)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"), default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("decided by")
    )

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("data request")
        verbose_name_plural = _("data requests")
        ordering = ["-asked_on", "-pk"]
        constraints = [
            choice_constraint("data_request_kind_known", "kind", RequestKind),
            choice_constraint("data_request_state_known", "state", RequestState),
            models.CheckConstraint(
                name="another_person_decides_a_request",
                condition=~Q(state__in=["granted", "done", "refused"])
                | Q(decided_by__isnull=False) & ~Q(decided_by=F("recorded_by")),
            ),
        ]

    class Privacy:
        plain = {"household", "member", "kind", "asked_on", "due_on", "state", "recorded_by", "recorded_at",
                 "decided_by"}  # fmt: skip
        secret = {"who", "words"}
        health = set()

    def __str__(self):
        return f"{self.get_kind_display()} {self.asked_on}"

    def get_absolute_url(self):
        return reverse("households:data-request", args=[self.pk])


@steps_of("request")
class DataRequestTransition(Transition):
    """Who recorded, granted, refused, withdrew or did what somebody asked about their data."""

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="transitions", verbose_name=_("data request"))

    class Meta(Transition.Meta):
        verbose_name = _("step of a data request")
        verbose_name_plural = _("steps of data requests")

    class Privacy:
        plain = {"request", "step", "source", "target", "effective_on", "at", "by"}
        secret = {"reason"}
        health = set()
