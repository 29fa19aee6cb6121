"""Every sheet of a month as a page, the lists behind its figures, and what changed since the month before."""

import django_filters
from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from core.listing import list_page
from reports.models import ReportRow
from reports.month.views import requested_report
from reports.sheets import REPORT_SHEETS
from reports.sheets.details import LIST_COLUMNS
from reports.sheets.table import ReportFigures, fill_sheet, rows_behind_figure, with_household_heads

from . import movements as month_movements
from . import page

REPORT_ROW_SORTS = {
    "village": ("village__path", "household__number"),
    "number": "household__number",
    "people": "people",
    "on": "on",
    "times": "times",
    "yuan": "yuan",
}


class NoRowFilter(django_filters.FilterSet):
    """A list behind a figure is what the figure counts, no more and no less."""

    class Meta:
        model = ReportRow
        fields = ()


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def report_sheet_page(request, county, month, version, sheet):
    """A sheet with its figures; a detail sheet with its households too."""
    report, place = requested_report(request, county, month, version)
    one = sheet_or_404(sheet)
    filled = fill_sheet(ReportFigures(report, place.areas), one)
    context = page.sheet_context(report, place, one) | {"rows": page.sheet_table_rows(filled, place)}
    if not one.is_detail or not place.listed:
        return render(request, "reports/sheets/sheet.html", context)
    found = rows_behind_figure(report, one.codes, place.listed)
    record_list_access(request, report, place, sheet=one.code, count=found.count())
    return render_row_list(request, found, "reports/sheets/sheet.html", columns=one.details, **context)


def sheet_or_404(code):
    if code not in REPORT_SHEETS:
        raise Http404
    return REPORT_SHEETS[code]


def record_list_access(request, report, place, **what):
    """A line in the access log: which list, where, and how long; no names."""
    where = place.area or report.county
    record_access(request.user, "report_listed", report, area=where, **what)


def render_row_list(request, found, template, **context):
    return list_page(
        request,
        with_household_heads(found),
        NoRowFilter,
        template,
        sorts=REPORT_ROW_SORTS,
        sortable=REPORT_ROW_SORTS,
        **context,
    )


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def report_row_list(request, county, month, version, sheet):
    """The households that a figure counted, as they were then."""
    report, place = requested_report(request, county, month, version)
    one, figure = sheet_or_404(sheet), page.requested_figure(request.GET, sheet_or_404(sheet))
    if not place.listed:
        raise Http404
    told = page.requested_figure_context(ReportFigures(report, place.listed), one, figure)
    found = rows_behind_figure(report, told["cell"].codes, place.listed)
    record_list_access(request, report, place, sheet=one.code, count=found.count(), **figure.codes)
    context = page.sheet_context(report, place, one) | told
    return render_row_list(request, found, "reports/sheets/rows.html", columns=LIST_COLUMNS, **context)


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def movement_page(request, county, month, version):
    """Who came in and who went out since last month, and why; and the month beside another."""
    report, place = requested_report(request, county, month, version)
    context = month_movements.movement_context(request, report, place)
    if not place.listed:
        return render(request, "reports/sheets/movements.html", context)
    found = month_movements.movement_rows(report, place.listed)
    record_list_access(request, report, place, sheet="movements", count=found.count())
    return list_page(
        request,
        with_household_heads(found),
        month_movements.MovementKindFilter,
        "reports/sheets/movements.html",
        sorts=REPORT_ROW_SORTS,
        sortable=REPORT_ROW_SORTS,
        columns=month_movements.MOVEMENT_COLUMNS,
        **context,
    )
