"""Any period of a county: its sheets, the lists behind their figures, and files of both."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.areas.places import requested_county
from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from reports.month.spans import parse_span, span_title
from reports.tables.page import requested_figure
from reports.tables.views import render_row_list

from . import files, page
from .columns import PERIOD_LIST_COLUMNS, period_listing
from .figures import rows_behind_period
from .kept import counting_reports
from .place import requested_place
from .sheets import PERIOD_SHEETS

PAGE = "reports/periods/period.html"
name_access_detail(
    "period", label=pgettext_lazy("access log", "period"), named=lambda word: span_title(parse_span(word))
)


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def period_choice(request):
    """Go to the chosen period of a county, or to the year so far of its last frozen month."""
    county, _counties = requested_county(request, Permission.INDICATOR_VIEW)
    last = counting_reports(request.user, county).values_list("month", flat=True).last()
    if last is None:
        return render(request, "reports/periods/none.html", {"county": county})
    word = request.GET.get("period") or f"{last:%Y}-to-{last:%m}"
    area = {"area": request.GET["area"]} if request.GET.get("area") else {}
    try:
        return redirect(reverse("reports:period", args=[county.code, parse_span(word).word], query=area))
    except ValueError as error:
        raise Http404 from error


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def period_page(request, county, span):
    """Show a period at a glance."""
    place, sheet = requested_place(request, county, span), PERIOD_SHEETS["all"]
    return render(request, PAGE, page.period_context(place, sheet) | page.sheet_figures_context(place, sheet))


@never_cache
@require_GET
@guard(Permission.INDICATOR_VIEW)
def period_sheet(request, county, span, sheet):
    """Show a sheet of a period; a detail sheet with its households too."""
    place, one = requested_place(request, county, span), sheet_or_404(sheet)
    context = page.period_context(place, one) | page.sheet_figures_context(place, one)
    if not one.is_detail or not place.listed:
        return render(request, PAGE, context)
    found = rows_behind_period(place.report, one.codes, place.listed)
    record_period_access(request, "report_listed", place, sheet=one.code, count=found.count())
    caption = _("%(title)s: the households, as they were then") % {"title": one.title}
    listing = period_listing(one.details, caption, empty=_("Nobody in this period and this place."))
    return render_row_list(request, found, listing, PAGE, **context)


def sheet_or_404(code):
    if code not in PERIOD_SHEETS:
        raise Http404
    return PERIOD_SHEETS[code]


def record_period_access(request, action, place, **what) -> None:
    """Record in the access log which figures or list were opened or taken along; no names."""
    where = place.area or place.report.county
    record_access(request.user, action, area=where, period=place.report.span.word, **what)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def period_rows(request, county, span, sheet):
    """Show the lines that a figure of a period counts, as they were then."""
    place, one = requested_place(request, county, span), sheet_or_404(sheet)
    asked = requested_figure(request.GET, one)
    if not place.listed:
        raise Http404
    told = page.listed_figure_context(place, one, asked)
    found = rows_behind_period(place.report, told["cell"].codes, place.listed)
    record_period_access(request, "report_listed", place, sheet=one.code, count=found.count(), **asked.codes)
    context = page.period_context(place, one) | told
    context |= {"empty_link": _("Back to the sheet"), "empty_url": context["back"]}
    listing = period_listing(
        PERIOD_LIST_COLUMNS,
        _("The households that the figure counts, month by month"),
        empty=_("The figure is zero: there is nobody to list."),
        details=True,
    )
    return render_row_list(request, found, listing, "reports/periods/rows.html", **context)


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def period_file(request, county, span, kind):
    """Return the figures of a period as a file: the workbook of all sheets, or one sheet (?sheet=) as CSV."""
    place = requested_place(request, county, span)
    areas, sheet = place.held(Permission.REPORT_EXPORT), request.GET.get("sheet", "")
    if not areas:
        raise PermissionDenied(_("Your role allows exports only in another place."))
    if kind not in files.WRITERS or not place.report.reports:
        raise Http404
    sheets = list(PERIOD_SHEETS.values()) if kind == "xlsx" else [sheet_or_404(sheet or "all")]
    record_period_access(request, "period_exported", place, file=kind, sheet=sheet)
    contents = files.PeriodContents(place.report, areas, sheets, request.user)
    name = files.file_name(place, sheet, kind)
    return HttpResponse(
        files.WRITERS[kind](contents),
        content_type=files.CONTENT_TYPES[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
