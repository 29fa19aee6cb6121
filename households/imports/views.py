"""The pages of the registry import: send a file, see what it would do and what is wrong in it, save or discard it."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission, guard, plain_file
from core.listing import list_page
from core.listing.export import XLSX_TYPE
from households.import_messages import IMPORT_STEPS
from households.imports.read.files import import_file_parts
from households.models import ImportBatch, ImportMeaning, ImportState

from . import actions
from .column_words import account_in_words, changed_columns
from .columns import ACCOUNT_TABLE, COUNTS_TABLE, IMPORT_LISTING, MEANING_LISTING, PROBLEM_LISTING
from .forms import ImportFilter, ImportMeaningForm, ImportProblemFilter, ImportUploadForm
from .meanings import forget_meaning, remember_meaning, unknown_in
from .sheet import IMPORT_SHEETS
from .template_file import registry_template

EXPLAINABLE = (ImportState.CHECKED, ImportState.FAILED)  # checked again, it reads what is explained now
GOOD_ROWS_ONLY = [{"name": "good_rows", "value": "1"}]


@never_cache
@guard(Permission.IMPORT_REGISTRY)
def import_list(request):
    """Show the imports of one's county, the newest first, and the form that begins the next one."""
    form = ImportUploadForm(request.POST or None, request.FILES or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data
        batch = actions.receive_import(by=request.user, language=get_language(), **sent)
        return redirect(batch)
    batches = ImportBatch.objects.visible_to(request.user).select_related("by", "county")
    return list_page(
        request,
        batches,
        ImportFilter,
        IMPORT_LISTING,
        template="households/imports/list.html",
        form=form,
        sheets=IMPORT_SHEETS.values(),
    )


@plain_file
@require_GET
@guard(Permission.IMPORT_REGISTRY)
def import_template(request):
    """Download the template of the import, in the reader's language."""
    headers = {"Content-Disposition": 'attachment; filename="registry.xlsx"'}
    return HttpResponse(registry_template(), content_type=XLSX_TYPE, headers=headers)


def visible_import(request, pk):
    return get_object_or_404(ImportBatch.objects.visible_to(request.user).select_related("by", "county"), pk=pk)


@never_cache
@guard(Permission.IMPORT_REGISTRY)
def import_page(request, pk):
    """Show one import: how far it is, what it would add and change, and every problem with its remedy."""
    batch = visible_import(request, pk)
    return list_page(
        request,
        batch.problems.all(),
        ImportProblemFilter,
        PROBLEM_LISTING,
        template="households/imports/detail.html",
        batch=batch,
        may=allowed_import_actions(batch),
        good_rows_only=GOOD_ROWS_ONLY,
        counts_table=COUNTS_TABLE,
        account_table=ACCOUNT_TABLE,
        counts=[(IMPORT_SHEETS[counts["sheet"]].title, counts) for counts in batch.counts],
        changes=changed_columns(batch),
        account=account_in_words(batch),
        unknown=unknown_in(batch) if batch.state in EXPLAINABLE else [],
        **import_progress_context(batch),
    )


def allowed_import_actions(batch) -> dict:
    """Return which buttons the page shows."""
    here = batch.state not in (ImportState.SAVED, ImportState.DISCARDED) and bool(import_file_parts(batch))
    return {
        "check": here and batch.state in (ImportState.CHECKED, ImportState.FAILED),
        "save": here and batch.state == ImportState.CHECKED and batch.writes,
        "discard": batch.state in actions.MAY_DISCARD,
    }


def import_progress_context(batch) -> dict:
    """Return the last progress, and whether the job is stalled."""
    job = actions.latest_import_job(batch) if batch.is_at_work else None
    return {
        "job": job,
        "step": IMPORT_STEPS.get(job.step, "") if job else "",
        "is_stalled": batch.is_at_work and (job is None or not job.is_open or job.is_stalled),
        "asked": GOOD_ROWS_ONLY if batch.good_rows else [],
    }


@never_cache
@guard(Permission.IMPORT_REGISTRY)
def import_progress(request, pk):
    """Show the progress bar alone; once the work is done, htmx is told to reload the page."""
    batch = visible_import(request, pk)
    if not batch.is_at_work:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "households/imports/_progress.html", {"batch": batch, **import_progress_context(batch)})


@require_POST
@guard(Permission.IMPORT_REGISTRY)
def import_check(request, pk):
    """Have the file checked again, for example after the registry was corrected or the job had stalled."""
    batch = visible_import(request, pk)
    if not actions.request_import_check(batch=batch, by=request.user):
        messages.warning(request, _("This import is closed. Send the file again to check it."))
    return redirect(batch)


@require_POST
@guard(Permission.IMPORT_REGISTRY)
def import_save(request, pk):
    """Have everything saved, or only the households without an error."""
    batch = visible_import(request, pk)
    good_rows = bool(request.POST.get("good_rows"))
    if batch.errors and not good_rows and batch.state == ImportState.CHECKED:
        messages.error(request, _("Nothing was saved: correct the errors first, or save the good rows only."))
    elif len(settled := settled_remarks(request, batch)) < len(batch.to_settle):
        messages.error(request, _("Nothing was saved: say of each point below that it is right, or correct the file."))
    elif batch.awaited:
        messages.error(request, _("Nothing was saved: somebody else must decide first. See below."))
    elif not actions.request_import_save(batch=batch, by=request.user, good_rows=good_rows, settled=settled):
        messages.warning(request, _("This import cannot be saved now. Look at its state below."))
    return redirect(batch)


def settled_remarks(request, batch) -> list:
    """Return the remarks that the form calls right."""
    ticked = set(request.POST.getlist("settled"))
    return [remark for remark in batch.to_settle if remark.key in ticked]


@require_POST
@guard(Permission.IMPORT_REGISTRY)
def import_discard(request, pk):
    """Discard the file; the registry stays as it is."""
    batch = visible_import(request, pk)
    if actions.discard_import(batch=batch, by=request.user):
        messages.success(request, _("Discarded. The file is deleted; the registry was not changed."))
    else:
        messages.warning(request, _("This import can no longer be discarded. Look at its state below."))
    return redirect(batch)


@never_cache
@guard(Permission.IMPORT_REGISTRY)
def import_errors(request, pk):
    """Download the rows to correct, as a workbook, with an entry in the access log."""
    batch = visible_import(request, pk)
    try:
        file = actions.open_error_file(batch=batch, by=request.user)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=f"errors-{batch.pk}.xlsx")


@require_POST
@guard(Permission.IMPORT_REGISTRY)
def import_meaning_say(request, pk):
    """Remember for the county of this import what a word or a column means."""
    batch, form = visible_import(request, pk), ImportMeaningForm(request.POST)
    if form.is_valid():
        said = remember_meaning(county=batch.county, by=request.user, **form.cleaned_data)
        told = {"seen": said.seen, "meaning": said.meaning}
        messages.success(
            request, _("Remembered: “%(seen)s” means “%(meaning)s”. Check the file again to use it.") % told
        )
    else:
        messages.error(request, _("Nothing was remembered: choose one of the known meanings."))
    return redirect(batch)


@never_cache
@guard(Permission.IMPORT_REGISTRY)
def import_meanings(request):
    """Show what words and columns mean in the files of one's county."""
    said = ImportMeaning.objects.visible_to(request.user).select_related("county", "by")
    return list_page(request, said, None, MEANING_LISTING)


@require_POST
@guard(Permission.IMPORT_REGISTRY)
def import_meaning_forget(request, pk):
    """Remove one meaning; what was saved by it stays."""
    meaning = get_object_or_404(ImportMeaning.objects.visible_to(request.user), pk=pk)
    forget_meaning(meaning=meaning, by=request.user)
    messages.success(request, _("Removed. Later files are stopped by “%(seen)s” again.") % {"seen": meaning.seen})
    return redirect("households:import-meanings")
