"""Which period and which place a page shows."""

from django.http import Http404

from accounts.areas.places import area_by_code
from accounts.models import Area
from reports.month.place import ReportPlace
from reports.month.spans import parse_span

from .kept import kept_period


class PeriodPlace(ReportPlace):
    """A place in a period as one person may see it."""

    home, sheet_page, rows_page = "reports:period", "reports:period-sheet", "reports:period-rows"

    @property
    def title(self) -> str:
        return self.report.title

    @property
    def url_args(self) -> list:
        return [self.report.county.code, self.report.span.word]


def requested_place(request, county, word) -> PeriodPlace:
    """Return the place of a page of a period; a period or county that is not there is not found."""
    try:
        span = parse_span(word)
    except ValueError as error:
        raise Http404 from error
    period = kept_period(request.user, area_by_code(county, Area.objects.counties()), span)
    return PeriodPlace(request.user, period, request.GET.get("area", ""))
