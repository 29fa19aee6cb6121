"""Orders to the worker, because counting a county's month takes too long for a page. An order is a job."""

import datetime as dt
from functools import cached_property

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission
from core.jobs.models import Job, JobQuerySet


class ReportOrderKind(models.TextChoices):
    OPEN = "month_open", pgettext_lazy("order", "Open the month")
    COUNT = "month_count", pgettext_lazy("order", "Count again")
    FREEZE = "month_freeze", pgettext_lazy("order", "Freeze")
    CORRECT = "month_correct", pgettext_lazy("order", "Begin a correction")


class ReportOrderQuerySet(JobQuerySet):
    def visible_to(self, user):
        """Return the orders of counties whose months this person manages."""
        counties = Area.objects.counties().within(*user.areas_where(Permission.REPORT_KEEP))
        return self.filter(county__in=counties.values("code"))


class ReportOrderManager(models.Manager):
    def get_queryset(self):
        return super().get_queryset().filter(kind__in=ReportOrderKind.values)


class ReportOrder(Job):
    """What somebody asked the worker to do with a month. `version` is the one on the page, or the next one; `seen` is
    the state on that page, `why` the reason of a correction."""

    # A proxy tells apart what the table holds together, so its manager is another one.
    objects = ReportOrderManager.from_queryset(ReportOrderQuerySet)()  # type: ignore[assignment, misc]

    class Meta:
        proxy = True
        verbose_name = _("report order")
        verbose_name_plural = _("report orders")

    class Privacy(Job.Privacy):
        pass

    def get_absolute_url(self):
        return reverse("reports:order", args=[self.pk])

    @cached_property
    def area(self) -> Area:
        return Area.objects.get(code=self.county)

    @property
    def month(self) -> dt.date:
        return dt.date.fromisoformat(self.args["month"])

    @property
    def version(self) -> int:
        return self.args["version"]

    @property
    def seen(self) -> str:
        return self.args.get("seen", "")

    @property
    def why(self) -> str:
        return self.args.get("why", "")
