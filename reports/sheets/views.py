"""Every sheet of a month as a page, the lists behind its figures, and what changed since the month before."""

import django_filters
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.audit.log import record
from accounts.permissions import Permission, guard
from core.listing import list_page
from reports.models import ReportLine
from reports.month import movements as month_movements
from reports.month.views import asked

from . import SHEETS, page
from .details import LISTED
from .table import Figures, lines_of, table, with_heads

SORTS = {
    "village": ("village__path", "household__number"), "number": "household__number", "people": "people", "on": "on",
    "times": "times", "yuan": "yuan",
}  # fmt: skip


class NoFilter(django_filters.FilterSet):
    """A list behind a figure is what the figure counts, no more and no less."""

    class Meta:
        model = ReportLine
        fields = ()


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def sheet(request, county, month, version, sheet):
    """A sheet with its figures; a detail sheet with its households too."""
    report, place = asked(request, county, month, version)
    one = known(sheet)
    filled = table(Figures(report, place.areas), one)
    context = page.about(report, place, one) | {"rows": page.rows(filled, place)}
    if not one.is_detail or not place.listed:
        return render(request, "reports/sheets/sheet.html", context)
    found = lines_of(report, one.codes, place.listed)
    note(request, report, place, sheet=one.code, count=found.count())
    return line_page(request, found, "reports/sheets/sheet.html", columns=one.details, **context)


def known(code):
    if code not in SHEETS:
        raise Http404
    return SHEETS[code]


def note(request, report, place, **what):
    """A line in the access log: which list, where, and how long; no names."""
    where = place.area or report.county
    record(request.user, "report_listed", report, area=where, **what)


def line_page(request, found, template, **context):
    return list_page(request, with_heads(found), NoFilter, template, sorts=SORTS, sortable=SORTS, **context)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def lines(request, county, month, version, sheet):
    """The households that a figure counted, as they were then."""
    report, place = asked(request, county, month, version)
    one, figure = known(sheet), page.figure_asked(request.GET, known(sheet))
    if not place.listed:
        raise Http404
    told = page.told(Figures(report, place.listed), one, figure)
    found = lines_of(report, told["cell"].codes, place.listed)
    note(request, report, place, sheet=one.code, count=found.count(), **figure.codes)
    context = page.about(report, place, one) | told
    return line_page(request, found, "reports/sheets/rows.html", columns=LISTED, **context)


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def movements(request, county, month, version):
    """Who came in and who went out since last month, and why; and the month beside another."""
    report, place = asked(request, county, month, version)
    context = month_movements.about(request, report, place)
    if not place.listed:
        return render(request, "reports/sheets/movements.html", context)
    found = month_movements.lines(report, place.listed)
    note(request, report, place, sheet="movements", count=found.count())
    return list_page(
        request, with_heads(found), month_movements.KindFilter, "reports/sheets/movements.html", sorts=SORTS,
        sortable=SORTS, columns=month_movements.COLUMNS, **context,
    )  # fmt: skip
