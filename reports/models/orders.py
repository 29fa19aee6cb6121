"""Orders to the worker: counting a county's month takes too long for a page to wait for it."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from accounts.territory import TerritoryQuerySet
from core.constraints import choice_constraint


class ReportOrderKind(models.TextChoices):
    OPEN = "open", pgettext_lazy("order", "Open the month")
    COUNT = "count", pgettext_lazy("order", "Count again")
    FREEZE = "freeze", pgettext_lazy("order", "Freeze")
    CORRECT = "correct", pgettext_lazy("order", "Begin a correction")


class ReportOrderQuerySet(TerritoryQuerySet):
    area_path = "county__path"
    to_look = Permission.REPORT_KEEP

    def waiting(self):
        """Not carried out yet: at most one for each month of a county."""
        return self.filter(finished_at=None)


class ReportOrder(models.Model):
    """What somebody asked the worker to do with a month, and what came of it: `failure` says in words why nothing was
    done. `version` is the one on the page, or the one to come."""

    county = models.ForeignKey(Area, models.CASCADE, related_name="+", verbose_name=_("county"))
    month = models.DateField(_("month"))
    version = models.PositiveSmallIntegerField(_("version"), default=1)
    kind = models.CharField(_("kind"), max_length=10, choices=ReportOrderKind)
    seen = models.CharField(_("state on the page"), max_length=10, blank=True)
    why = models.CharField(_("reason"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    language = models.CharField(_("language"), max_length=10)
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True)
    failure = models.CharField(_("why nothing was done"), max_length=500, blank=True)

    objects = ReportOrderQuerySet.as_manager()

    class Meta:
        verbose_name = _("order for a month")
        verbose_name_plural = _("orders for months")
        ordering = ["-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["county", "month"], condition=Q(finished_at=None), name="one_order_at_a_time"
            ),
            choice_constraint("order_kind_known", "kind", ReportOrderKind),
            models.CheckConstraint(
                name="only_finished_orders_failed", condition=Q(failure="") | Q(finished_at__isnull=False)
            ),
        ]

    class Privacy:
        plain = {
            "county",
            "month",
            "version",
            "kind",
            "seen",
            "why",
            "by",
            "language",
            "asked_at",
            "finished_at",
            "failure",
        }
        secret = health = set()

    def __str__(self):
        return f"{self.kind} {self.county.code} {self.month:%Y-%m} v{self.version}"

    def get_absolute_url(self):
        return reverse("reports:order", args=[self.pk])
