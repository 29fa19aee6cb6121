"""The pages of exports: ask for one, see its progress, fetch it; and the list of the user's own."""

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
from .columns import EXPORT_LISTING, export_subject
from .forms import ReportExportFilter, ReportExportForm

EXPORT_QUERY_FIELDS = ("kind", "area", "sheet", "lists")  # fields that an address may fill in


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export_list(request):
    """Show the user's own exports, newest first: what they hold, their progress, and until when they can be fetched."""
    mine = Export.objects.visible_to(request.user).select_related("report__county", "county")
    step = {"empty_link": _("Monthly reports"), "empty_url": reverse("reports:months")}
    return list_page(request, mine, ReportExportFilter, EXPORT_LISTING, **step)


@never_cache
@guard(Permission.REPORT_EXPORT)
def export_new(request, county, month, version):
    """Ask for a file; ?kind=, ?area=, ?sheet= and ?lists= fill in the form."""
    report = visible_report(request.user, county, month, version)
    place = ReportPlace(request.user, report, request.GET.get("area", ""))
    form = ReportExportForm(
        request.POST or None, user=request.user, report=report, initial=export_form_initial(request.GET)
    )
    if not form.held:
        raise PermissionDenied(_("Your role allows exports only in another county."))
    if request.method == "POST" and form.is_valid() and (made := request_export_from_form(form, request.user)):
        return redirect(made)
    status = 422 if form.errors else 200
    context = {"form": form, "report": report, "crumbs": place.crumbs("reports:month")}
    return render(request, "reports/exports/new.html", context, status=status)


def export_form_initial(query) -> dict:
    return {"kind": ExportKind.WORKBOOK, **{name: query[name] for name in EXPORT_QUERY_FIELDS if name in query}}


def request_export_from_form(form, user) -> Export | None:
    """Return the export, or None when the form shows an error."""
    try:
        return actions.request_export(by=user, language=get_language(), **form.asked())
    except actions.ExportNeedsReason as error:
        form.add_error("reason", str(error))
    except PermissionDenied as error:
        form.add_error(None, str(error))
    return None


def own_export(request, pk) -> Export:
    return get_object_or_404(Export.objects.visible_to(request.user).select_related("report__county", "county"), pk=pk)


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export_page(request, pk):
    """Show one export: its progress, or its file."""
    return render_export_page(request, own_export(request, pk))


def render_export_page(request, export, status=200):
    return render(request, "reports/exports/detail.html", export_context(export), status=status)


def export_context(export) -> dict:
    return {
        "export": export,
        "lists": about.export_lists_in_words(export),
        "subject": export_subject(export),
        "places": [area.name for area in export.areas],
        "is_stalled": export.is_stalled,
        "is_ready": export.state == ExportState.DONE,
    }


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export_progress(request, pk):
    """Show the progress bar alone; when the work is done, htmx reloads the page."""
    export = own_export(request, pk)
    if not export.is_at_work:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "reports/exports/_progress.html", export_context(export))


@require_POST
@guard(Permission.REPORT_EXPORT)
def export_cancel(request, pk):
    """Cancel an export that waits or is being made."""
    export = own_export(request, pk)
    try:
        actions.cancel_export(export=export)
    except StaleState as error:
        messages.error(request, str(error))
        return render_export_page(request, export, status=409)
    messages.success(request, _("Cancelled. The file is not kept."))
    return redirect("reports:exports")


@require_POST
@guard(Permission.REPORT_EXPORT)
def export_again(request, pk):
    """Ask for the same file again, when there is none or its worker is gone."""
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
    """Send the file. Fetching it is recorded in the access log."""
    export = own_export(request, pk)
    try:
        file = actions.fetch_export_file(export=export, by=request.user)
    except ActionRefused as error:
        messages.error(request, str(error))
        return render_export_page(request, export, status=410)
    return FileResponse(file, as_attachment=True, filename=export.file_name)
