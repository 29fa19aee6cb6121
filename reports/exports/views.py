"""The pages of exports: ask for one, see how far it is, fetch it; and the list of one's own."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission, guard
from core.listing import list_page
from core.workflow import Overtaken, Refused
from reports.models import Export, ExportKind, ExportState
from reports.month.place import Place, report_for

from . import about, actions
from .forms import ExportFilter, ExportForm

ASKED = ("kind", "area", "sheet", "lists")  # what an address may fill in


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def exports(request):
    """One's own exports, newest first: what they hold, how far they are, until when they can be fetched."""
    mine = Export.objects.visible_to(request.user).select_related("report__county")
    return list_page(
        request, mine, ExportFilter, "reports/exports/list.html", sorts={"newest": ("-asked_at",)},
    )  # fmt: skip


@never_cache
@guard(Permission.REPORT_EXPORT)
def export_new(request, county, month, version):
    """What is to be in the file; ?kind=, ?area=, ?sheet= and ?lists= fill the form in."""
    report = report_for(request.user, county, month, version)
    place = Place(request.user, report, request.GET.get("area", ""))
    form = ExportForm(request.POST or None, user=request.user, report=report, initial=filled_in(request.GET))
    if not form.held:
        raise PermissionDenied(_("Your role lets you export in another county only."))
    if request.method == "POST" and form.is_valid() and (made := asked_for(form, request.user)):
        return redirect(made)
    status = 422 if form.errors else 200
    context = {"form": form, "report": report, "crumbs": place.crumbs("reports:month")}
    return render(request, "reports/exports/new.html", context, status=status)


def filled_in(query) -> dict:
    return {"kind": ExportKind.WORKBOOK, **{name: query[name] for name in ASKED if name in query}}


def asked_for(form, user) -> Export | None:
    """The export, or nothing when the form says what is missing."""
    try:
        return actions.ask(by=user, language=get_language(), **form.asked())
    except actions.NeedsReason as error:
        form.add_error("reason", str(error))
    except PermissionDenied as error:
        form.add_error(None, str(error))


def mine(request, pk) -> Export:
    return get_object_or_404(Export.objects.visible_to(request.user).select_related("report__county"), pk=pk)


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export(request, pk):
    """One export: how far it is, or its file."""
    return page_of(request, mine(request, pk))


def page_of(request, export, status=200):
    return render(request, "reports/exports/detail.html", about_it(export), status=status)


def about_it(export) -> dict:
    return {
        "export": export, "lists": about.lists(export), "places": [area.name for area in export.areas],
        "is_stalled": export.is_stalled, "is_ready": export.state == ExportState.DONE,
    }  # fmt: skip


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export_progress(request, pk):
    """The bar alone; once the work is done, htmx is told to load the page anew."""
    export = mine(request, pk)
    if not export.is_at_work:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "reports/exports/_progress.html", about_it(export))


@require_POST
@guard(Permission.REPORT_EXPORT)
def export_cancel(request, pk):
    """Stop an export that waits or is being made."""
    export = mine(request, pk)
    try:
        actions.cancel(export=export)
    except Overtaken as error:
        messages.error(request, str(error))
        return page_of(request, export, status=409)
    messages.success(request, _("Cancelled. Nothing of the file is kept."))
    return redirect("reports:exports")


@require_POST
@guard(Permission.REPORT_EXPORT)
def export_again(request, pk):
    """Have it made once more, when there is no file, or nobody is at work on it."""
    export = mine(request, pk)
    try:
        actions.again(export=export)
    except Overtaken as error:
        messages.error(request, str(error))
        return page_of(request, export, status=409)
    return redirect(export)


@never_cache
@require_GET
@guard(Permission.REPORT_EXPORT)
def export_file(request, pk):
    """The file. Fetching it is a line in the access log."""
    export = mine(request, pk)
    try:
        file = actions.take(export=export, by=request.user)
    except Refused as error:
        messages.error(request, str(error))
        return page_of(request, export, status=410)
    return FileResponse(file, as_attachment=True, filename=export.file_name)
