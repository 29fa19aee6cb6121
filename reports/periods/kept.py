"""What is kept of a period: of each month the version that counts, which is the last one that was frozen. A month that
is not frozen is missing, and every page says so."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Area
from core.templatetags import pw
from core.text import join_words
from reports.models import MonthlyReport
from reports.month.spans import Span, span_title


@dataclass(frozen=True)
class Period:
    """The frozen months of a period of a county. Like a month it says of which county and day it tells, and since when
    places are called as they are there."""

    county: Area
    span: Span
    reports: list[MonthlyReport]

    @property
    def title(self) -> str:
        return span_title(self.span)

    @property
    def month(self) -> dt.date:
        """Its first month: places merged before it began are not told."""
        return self.span.first

    @property
    def last(self) -> MonthlyReport | None:
        """The last month, for what is told as it stood at the end."""
        return next((one for one in self.reports if one.month == self.span.last), None)

    @property
    def as_of(self) -> dt.date:
        return self.reports[-1].as_of if self.reports else self.span.last_day

    @property
    def counted_at(self) -> dt.datetime | None:
        return self.reports[-1].counted_at if self.reports else None

    @property
    def missing(self) -> list[dt.date]:
        held = {one.month for one in self.reports}
        return [month for month in self.span.months if month not in held]

    @property
    def kept_words(self) -> str:
        """Say of how many months the figures are made, and which are missing."""
        missing = join_words(pw.month(one) for one in self.missing)
        told = {"months": len(self.span.months), "kept": len(self.reports), "missing": missing}
        if not self.missing:
            return _("All months of the period are frozen: %(kept)s of %(months)s.") % told
        return (
            _(
                "Of %(months)s months %(kept)s are frozen. Not in these figures, because they are not frozen: "
                "%(missing)s."
            )
            % told
        )


def kept_period(user, county, span) -> Period:
    """Return what a person may see of a period."""
    return Period(county, span, list(counting_reports(user, county).filter(month__range=(span.first, span.last))))


def counting_reports(user, county):
    """Return the frozen version that counts of each month of a county, by month."""
    found = MonthlyReport.objects.visible_to(user).sealed().filter(county=county).select_related("county")
    return found.order_by("month", "-version").distinct("month")
