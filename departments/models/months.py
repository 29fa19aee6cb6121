"""When each feed is due, and whether it came: one row a county, feed and month."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.departments import Department
from accounts.models import Area

from .reach import DepartmentQuerySet

THIN = 10  # times fewer rows than usual


class FeedMonthQuerySet(DepartmentQuerySet):
    def silent(self, day):
        """Keep the months that did not come by their day, or came with a tenth of the usual rows at most (WRK-09)."""
        late = Q(came_on=None, due_on__lt=day)
        return self.filter(late | Q(came_on__isnull=False, usual_rows__gt=0, usual_rows__gte=F("rows") * THIN))


class FeedMonth(models.Model):
    """One month of a feed in a county: until when it is due, on which day it first came, and with how many rows.
    `usual_rows` is the median of the six months before."""

    county = models.ForeignKey(Area, models.PROTECT, related_name="+", verbose_name=_("county"))
    feed = models.CharField(_("feed"), max_length=30)
    department = models.CharField(_("department"), max_length=18, choices=Department)
    month = models.DateField(_("month"))
    due_on = models.DateField(_("due on"))
    came_on = models.DateField(_("came on"), null=True)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    usual_rows = models.PositiveIntegerField(_("usual number of rows"), null=True)

    objects = FeedMonthQuerySet.as_manager()

    class Meta:
        verbose_name = _("month of a feed")
        verbose_name_plural = _("months of feeds")
        ordering = ["-month", "feed"]
        constraints = [models.UniqueConstraint(fields=["county", "feed", "month"], name="one_month_a_feed")]

    class Privacy:
        plain = {"county", "feed", "department", "month", "due_on", "came_on", "rows", "usual_rows"}
        secret = health = set()

    def __str__(self):
        return f"{self.feed} {self.month:%Y-%m}"

    @property
    def is_thin(self) -> bool:
        """Whether it came with a tenth of the usual rows, or with fewer."""
        usual = self.usual_rows or 0
        return self.came_on is not None and usual > 0 and usual >= self.rows * THIN
