"""Which month and which place a page shows: the user's whole territory in the county, or one place (?area=)."""

import datetime as dt
from functools import cached_property

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.areas.places import area_by_code
from accounts.models import Area
from accounts.permissions import Permission
from core.templatetags import pw
from core.text import join_words
from reports.counting.places_then import named_then
from reports.dashboard.page import widest_areas
from reports.models import MonthlyReport


def parse_month(text) -> dt.date:
    """Return the first day of a month such as 2026-10; anything else is not found."""
    try:
        return dt.datetime.strptime(text, "%Y-%m").date()
    except ValueError as error:
        raise Http404 from error


def visible_report(user, county, month, version) -> MonthlyReport:
    """Return one version of a month, when the person sees figures somewhere in its county."""
    visible = MonthlyReport.objects.visible_to(user).select_related("county")
    return get_object_or_404(visible, county__code=county, month=parse_month(month), version=version)


def overlapping_areas(ones, others) -> list[Area]:
    """Return the areas inside both territories: of two nested areas, the smaller."""
    pairs = [(one, other) for one in ones for other in others]
    inner = [one for one, other in pairs if one.path.startswith(other.path)]
    return widest_areas(inner + [other for one, other in pairs if other.path.startswith(one.path)])


class ReportPlace:
    """A place in a month as one person may see it: `areas` for figures, `listed` for households."""

    home, sheet_page, rows_page = "reports:month", "reports:sheet", "reports:report-rows"

    def __init__(self, user, report, code=""):
        self.user, self.report = user, report
        self.asked = area_by_code(code, Area.objects.within(report.county)) if code else None
        self.areas = self.held(Permission.INDICATOR_VIEW)
        if not self.areas:
            raise Http404

    def held(self, permission) -> list[Area]:
        """Return the part of this place in which the person has `permission`."""
        return overlapping_areas(self.user.areas_where(permission), [self.asked or self.report.county])

    @cached_property
    def listed(self) -> list[Area]:
        return self.held(Permission.HOUSEHOLD_VIEW)

    @property
    def area(self) -> Area | None:
        """The one area of this page; None for a territory of several."""
        return self.areas[0] if len(self.areas) == 1 else None

    @property
    def is_whole(self) -> bool:
        return self.areas == [self.report.county]

    @property
    def name(self) -> str:
        return join_words(area.name for area in self.areas)

    def may_list(self, area) -> bool:
        """Return whether the person may see every household that a figure of `area` (None: the whole place) counts."""
        wanted = overlapping_areas([area], self.areas) if area else self.areas
        return overlapping_areas(wanted, self.listed) == wanted

    # Where each page leads

    @property
    def title(self) -> str:
        return report_title(self.report)

    @property
    def url_args(self) -> list:
        return report_url_args(self.report)

    def address(self, name, *more, area=None, **query) -> str:
        """Return the address of a page of this month, at the same place or at `area`."""
        where = area or self.asked
        asked = {"area": where.code} if where else {}
        return reverse(name, args=[*self.url_args, *more], query=asked | query)

    def crumbs(self, name, *more, **query) -> list[dict]:
        """Return the months, the month, and the places from the county down, each linking to the page `name`."""
        months = reverse("reports:months", query={"county": self.report.county.code})
        month = {"label": self.title, "url": self.address(self.home)}
        places = [{"label": one.name, "url": self.address(name, *more, area=one, **query)} for one in self.above()]
        return [{"label": _("Monthly report"), "url": months}, month, *places]

    def above(self) -> list[Area]:
        """Return the areas from the county down to this one; those larger than the user's territory show only its
        part."""
        codes = self.area.path.strip("/").split("/") if self.area else [self.report.county.code]
        return named_then(self.report, Area.objects.filter(code__in=codes).order_by("path"))

    def below(self, name, *more, **query) -> list[dict]:
        """Return the places one level down, or those of a territory of several."""
        inside = Area.objects.filter(parent=self.area).order_by("path") if self.area else self.areas
        inside = named_then(self.report, inside)
        return [{"label": one.name, "url": self.address(name, *more, area=one, **query)} for one in inside]


def report_url_args(report) -> list:
    """Return the arguments that identify a report in an address."""
    return [report.county.code, f"{report.month:%Y-%m}", report.version]


def report_title(report) -> str:
    """Return the title of a report, such as October 2026 and which correction of it."""
    month = pw.month(report.month)
    if report.version == 1:
        return month
    return _("%(month)s, version %(version)s") % {"month": month, "version": report.version}
