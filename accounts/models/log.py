"""The access log."""

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.events import ACCESS_ACTIONS
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint
from core.history import insert_only

from .areas import Area
from .log_cut import LINE_IS_CUT
from .people import User


class AccessEventQuerySet(TerritoryQuerySet):
    area_path = "area__path"
    to_look = Permission.AUDIT_VIEW

    def visible_to(self, user):
        """Keep what happened in the auditor's territory; what has no place (such as signing in) when somebody who works
        there did it; and what nobody known did, such as a sign-in with a name that does not exist."""
        areas = user.areas_where(self.to_look)
        if not areas:
            return self.none()
        without_place = Q(user=None) | Q(user__in=User.objects.working_in(*areas))
        return self.filter(Q(area__in=Area.objects.within(*areas)) | Q(without_place, area=None))

    def about_household(self, pk):
        """Keep the lines of looks at this household, changes of it, and lists on which it stood."""
        return self.filter(households__contains=[pk])


class AccessOutcome(models.TextChoices):
    DONE = "done", pgettext_lazy("access log", "Done")
    REFUSED = "refused", pgettext_lazy("access log", "Refused")
    NOT_FOUND = "not_found", pgettext_lazy("access log", "Not found, or not theirs to see")
    FAILED = "failed", pgettext_lazy("access log", "Sign-in failed")
    LOCKED = "locked", pgettext_lazy("access log", "Sign-in locked")


class AccessEvent(models.Model):
    """An entry in the access log: who opened, changed or exported what, of which households, from where, when and why.
    Rows are only ever added.

    `county` is the code of the county in whose chain the line stands (see accounts/audit/chain.py); empty when no
    county is concerned. `households` are the numbers of all households on the page or in the file."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    action = models.CharField(_("what was done"), max_length=40)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
    county = models.CharField(max_length=6, blank=True, default="", db_default="")
    address = models.GenericIPAddressField(_("from"), null=True, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=10, choices=AccessOutcome, default=AccessOutcome.DONE, db_default=AccessOutcome.DONE
    )
    households = ArrayField(models.BigIntegerField(), default=list, blank=True, db_default=[])
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+", verbose_name=_("area"))
    reason = models.CharField(_("why"), max_length=200, blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = AccessEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("access event")
        verbose_name_plural = _("access events")
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["subject_type", "subject_id"]),
            models.Index(fields=["user", "at"], name="log_by_person"),
            models.Index(fields=["at"], name="log_by_day"),
            models.Index(fields=["county", "at"], name="log_by_county"),
            models.Index(fields=["address", "at"], name="log_by_address"),
            models.Index(fields=["action", "at"], name="log_by_action"),
            models.Index(fields=["outcome", "at"], condition=~Q(outcome="done"), name="log_not_done"),
            GinIndex(fields=["households"], name="log_by_household"),
        ]
        constraints = [choice_constraint("access_outcome_known", "outcome", AccessOutcome)]
        triggers = [insert_only(ended=LINE_IS_CUT)]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H:%M} {self.user_id} {self.action}"

    @property
    def in_words(self):
        """Return what was done, as a clerk says it."""
        return ACCESS_ACTIONS.get(self.action, self.action)

    @property
    def subject(self) -> str:
        """Return what it was done to: the kind of thing and its number."""
        return f"{self.subject_model._meta.verbose_name} {self.subject_id}" if self.subject_type else ""

    @property
    def subject_url(self) -> str:
        """Return the address of the thing, when it has a page."""
        if not self.subject_type:
            return ""
        model = self.subject_model
        return model(pk=self.subject_id).get_absolute_url() if hasattr(model, "get_absolute_url") else ""

    @property
    def subject_model(self):
        return apps.get_model(self.subject_type)
