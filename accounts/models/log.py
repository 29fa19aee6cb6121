"""The access log."""

import pgtrigger
from django.apps import apps
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.events import ACCESS_ACTIONS
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet

from .areas import Area
from .people import User


class AccessEventQuerySet(TerritoryQuerySet):
    area_path = "area__path"
    to_look = Permission.AUDIT_VIEW

    def visible_to(self, user):
        """Keep what happened in the auditor's territory, and what has no place (such as signing in) when somebody who
        works there did it."""
        areas = user.areas_where(self.to_look)
        return self.filter(
            Q(area__in=Area.objects.within(*areas)) | Q(area=None, user__in=User.objects.working_in(*areas))
        )


class AccessEvent(models.Model):
    """An entry in the access log: who opened, changed or exported what, when and why. Rows are only ever added."""

    at = models.DateTimeField(_("when"), default=timezone.now)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("who"))
    action = models.CharField(_("what was done"), max_length=40)
    subject_type = models.CharField(max_length=40, blank=True)
    subject_id = models.CharField(max_length=40, blank=True)
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
            models.Index(fields=["user", "at"]),
            BrinIndex(fields=["at"], name="log_by_day"),
        ]
        triggers = [pgtrigger.Protect(name="insert_only", operation=pgtrigger.Update | pgtrigger.Delete)]

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
