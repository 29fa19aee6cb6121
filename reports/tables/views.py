"""Every sheet of a month as a page, the lists behind its figures, and what changed since the month before."""

import django_filters
from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
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
from .columns import row_listing


class NoRowFilter(django_filters.FilterSet):
    """No filters: a list behind a figure is exactly what the figure counts."""

    class Meta:
        model = ReportRow
        fields = ()


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def report_sheet_page(request, county, month, version, sheet):
    """Show a sheet with its figures; a detail sheet with its households too."""
    report, place = requested_report(request, county, month, version)
    one = sheet_or_404(sheet)
    filled = fill_sheet(ReportFigures(report, place.areas), one)
    context = page.sheet_context(report, place, one) | {"rows": page.sheet_table_rows(filled, place)}
    if not one.is_detail or not place.listed:
        return render(request, "reports/sheets/sheet.html", context)
    found = rows_behind_figure(report, one.codes, place.listed)
    record_list_access(request, report, place, sheet=one.code, count=found.count())
    listing = row_listing(
        one.details,
        _("%(title)s: the households, as they were then") % {"title": one.title},
        empty=_("Nobody in this month and this place."),
    )
    return render_row_list(request, found, listing, "reports/sheets/sheet.html", **context)


def sheet_or_404(code):
    if code not in REPORT_SHEETS:
        raise Http404
    return REPORT_SHEETS[code]


def record_list_access(request, report, place, **what):
    """Record in the access log which list was opened, where, and how long it is; no names."""
    where = place.area or report.county
    record_access(request.user, "report_listed", report, area=where, **what)


def render_row_list(request, found, listing, template, filterset=NoRowFilter, **context):
    return list_page(request, with_household_heads(found), filterset, listing, template=template, **context)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def report_row_list(request, county, month, version, sheet):
    """Show the households that a figure counted, as they were then."""
    report, place = requested_report(request, county, month, version)
    one, figure = sheet_or_404(sheet), page.requested_figure(request.GET, sheet_or_404(sheet))
    if not place.listed:
        raise Http404
    told = page.requested_figure_context(ReportFigures(report, place.listed), one, figure)
    found = rows_behind_figure(report, told["cell"].codes, place.listed)
    record_list_access(request, report, place, sheet=one.code, count=found.count(), **figure.codes)
    context = page.sheet_context(report, place, one) | told
    context |= {"empty_link": _("Back to the sheet"), "empty_url": context["back"]}
    listing = row_listing(
        LIST_COLUMNS,
        _("The households that the figure counts"),
        empty=_("The figure is zero: there is nobody to list."),
        details=True,
    )
    return render_row_list(request, found, listing, "reports/sheets/rows.html", **context)


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def movement_page(request, county, month, version):
    """Show who came in and who left since last month, and why; and the month beside another."""
    report, place = requested_report(request, county, month, version)
    context = month_movements.movement_context(request, report, place)
    if not place.listed:
        return render(request, "reports/sheets/movements.html", context)
    found = month_movements.movement_rows(report, place.listed)
    record_list_access(request, report, place, sheet="movements", count=found.count())
    listing = row_listing(
        month_movements.MOVEMENT_COLUMNS,
        _("Who came in, who left, and why"),
        empty=_("Nobody came in or left in this month and this place."),
    )
    template, kinds = "reports/sheets/movements.html", month_movements.MovementKindFilter
    return render_row_list(request, found, listing, template, kinds, **context)
