"""The pages of exports: ask for one, see how far it is, fetch it; and the list of one's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission, guard
from core.listing import list_page
from core.workflow import ActionRefused, StaleState
from reports.models import Export, ExportKind, ExportState
from reports.month.place import ReportPlace, visible_report

from . import about, actions
from .columns import EXPORT_LISTING
from .forms import ReportExportFilter, ReportExportForm

EXPORT_QUERY_FIELDS = ("kind", "area", "sheet", "lists")  # what an address may fill in


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export_list(request):
    """One's own exports, newest first: what they hold, how far they are, until when they can be fetched."""
    mine = Export.objects.visible_to(request.user).select_related("report__county")
    step = {"empty_link": _("Monthly reports"), "empty_url": reverse("reports:months")}
    return list_page(request, mine, ReportExportFilter, EXPORT_LISTING, **step)


@never_cache
@guard(Permission.REPORT_EXPORT)
def export_new(request, county, month, version):
    """Show what is to be in the file; ?kind=, ?area=, ?sheet= and ?lists= fill the form in."""
    report = visible_report(request.user, county, month, version)
    place = ReportPlace(request.user, report, request.GET.get("area", ""))
    form = ReportExportForm(
        request.POST or None, user=request.user, report=report, initial=export_form_initial(request.GET)
    )
    if not form.held:
        raise PermissionDenied(_("Your role lets you export in another county only."))
    if request.method == "POST" and form.is_valid() and (made := request_export_from_form(form, request.user)):
        return redirect(made)
    status = 422 if form.errors else 200
    context = {"form": form, "report": report, "crumbs": place.crumbs("reports:month")}
    return render(request, "reports/exports/new.html", context, status=status)


def export_form_initial(query) -> dict:
    return {"kind": ExportKind.WORKBOOK, **{name: query[name] for name in EXPORT_QUERY_FIELDS if name in query}}


def request_export_from_form(form, user) -> Export | None:
    """Return the export, or nothing when the form says what is missing."""
    try:
        return actions.request_export(by=user, language=get_language(), **form.asked())
    except actions.ExportNeedsReason as error:
        form.add_error("reason", str(error))
    except PermissionDenied as error:
        form.add_error(None, str(error))


def own_export(request, pk) -> Export:
    return get_object_or_404(Export.objects.visible_to(request.user).select_related("report__county"), pk=pk)


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export_page(request, pk):
    """Show one export: how far it is, or its file."""
    return render_export_page(request, own_export(request, pk))


def render_export_page(request, export, status=200):
    return render(request, "reports/exports/detail.html", export_context(export), status=status)


def export_context(export) -> dict:
    return {
        "export": export,
        "lists": about.export_lists_in_words(export),
        "places": [area.name for area in export.areas],
        "is_stalled": export.is_stalled,
        "is_ready": export.state == ExportState.DONE,
    }


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export_progress(request, pk):
    """Show the bar alone; once the work is done, htmx is told to load the page anew."""
    export = own_export(request, pk)
    if not export.is_at_work:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "reports/exports/_progress.html", export_context(export))


@require_POST
@guard(Permission.REPORT_EXPORT)
def export_cancel(request, pk):
    """Stop an export that waits or is being made."""
    export = own_export(request, pk)
    try:
        actions.cancel_export(export=export)
    except StaleState as error:
        messages.error(request, str(error))
        return render_export_page(request, export, status=409)
    messages.success(request, _("Cancelled. Nothing of the file is kept."))
    return redirect("reports:exports")


@require_POST
@guard(Permission.REPORT_EXPORT)
def export_again(request, pk):
    """Have it made once more, when there is no file, or nobody is at work on it."""
    export = own_export(request, pk)
    try:
        actions.remake_export(export=export)
    except StaleState as error:
        messages.error(request, str(error))
        return render_export_page(request, export, status=409)
    return redirect(export)


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export_file(request, pk):
    """Show the file. Fetching it is a line in the access log."""
    export = own_export(request, pk)
    try:
        file = actions.fetch_export_file(export=export, by=request.user)
    except ActionRefused as error:
        messages.error(request, str(error))
        return render_export_page(request, export, status=410)
    return FileResponse(file, as_attachment=True, filename=export.file_name)
