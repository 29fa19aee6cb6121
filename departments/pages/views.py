"""The pages of feeds and batches: what is due, a template, sending a month, what came of it."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.permissions import Permission, guard, plain_file
from core.listing import list_page
from departments.batches import actions, files
from departments.feeds import FEEDS
from departments.messages import BATCH_STEPS
from departments.models import BatchState, FeedBatch
from departments.models.reach import may_for_department

from .columns import BATCH_LISTING, COUNT_WORDS, FEED_TABLE, PROBLEM_LISTING, preview_table
from .due import feeds_of
from .forms import BatchFilter, BatchForm, FeedProblemFilter, sending_counties
from .template_file import feed_template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
GOOD_ROWS_ONLY = [{"name": "good_rows", "value": "1"}]


@never_cache
@require_GET
@guard(Permission.FEED_VIEW)
def feed_list(request):
    """Show the feeds of one's department (for the county all): what is due when, and what came."""
    return render(request, "departments/pages/feeds.html", {"table": FEED_TABLE, "feeds": feeds_of(request.user)})


def visible_feed(request, code):
    """Return a feed that this person may see. Raises Http404."""
    found = FEEDS.get(code)
    if found is None or code not in {one["feed"].code for one in feeds_of(request.user)}:
        raise Http404
    return found


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.FEED_VIEW)
def feed_page(request, code):
    """Show one feed: what it holds, its template, the form that sends a month, and what was sent so far."""
    feed = visible_feed(request, code)
    form = None
    if sending_counties(request.user, feed.department):
        form = BatchForm(request.POST or None, request.FILES or None, user=request.user, feed=feed)
    if request.method == "POST" and form and form.is_valid():
        batch = actions.receive_batch(feed=feed.code, by=request.user, language=get_language(), **form.cleaned_data)
        return redirect(batch)
    sent = FeedBatch.objects.visible_to(request.user).filter(feed=feed.code).select_related("by", "county")
    template = "departments/pages/feed.html"
    return list_page(request, sent, BatchFilter, BATCH_LISTING, template=template, form=form, feed=feed)


@plain_file
@require_GET
@guard(Permission.FEED_VIEW)
def feed_template_file(request, code):
    """Download the template of a feed."""
    feed = visible_feed(request, code)
    headers = {"Content-Disposition": f'attachment; filename="{feed.code}.xlsx"'}
    return HttpResponse(feed_template(feed), content_type=XLSX, headers=headers)


def visible_batch(request, pk) -> FeedBatch:
    return get_object_or_404(FeedBatch.objects.visible_to(request.user).select_related("by", "county"), pk=pk)


@never_cache
@require_GET
@guard(Permission.FEED_VIEW)
def batch_page(request, pk):
    """Show one batch: how far it is, what it would add and change, and every problem with its remedy."""
    batch = visible_batch(request, pk)
    return list_page(
        request,
        batch.problems.all(),
        FeedProblemFilter,
        PROBLEM_LISTING,
        template="departments/pages/batch.html",
        batch=batch,
        feed=FEEDS[batch.feed],
        may=allowed_batch_actions(request.user, batch),
        good_rows_only=GOOD_ROWS_ONLY,
        preview_table=preview_table(FEEDS[batch.feed]),
        counts=[(label, batch.counts[name]) for name, label in COUNT_WORDS.items() if batch.counts.get(name)],
        **batch_progress_context(batch),
    )


def allowed_batch_actions(user, batch) -> dict:
    """Return which buttons the page shows."""
    sends = may_for_department(user, Permission.FEED_SEND, batch.county, batch.department)
    here = sends and bool(files.batch_parts(batch))
    return {
        "check": here and batch.state in (BatchState.CHECKED, BatchState.FAILED),
        "publish": here and batch.state == BatchState.CHECKED and batch.writes,
        "discard": sends and batch.state in actions.MAY_DISCARD,
        "errors": sends and batch.has_error_file,
    }


def batch_progress_context(batch) -> dict:
    """Return the last progress, and whether the job is stalled."""
    job = actions.latest_batch_job(batch) if batch.is_at_work else None
    return {
        "job": job,
        "step": BATCH_STEPS.get(job.step, "") if job else "",
        "is_stalled": batch.is_at_work and (job is None or not job.is_open or job.is_stalled),
        "asked": GOOD_ROWS_ONLY if batch.good_rows else [],
    }


@never_cache
@require_GET
@guard(Permission.FEED_VIEW)
def batch_progress(request, pk):
    """Show the progress bar alone; once the work is done, htmx is told to reload the page."""
    batch = visible_batch(request, pk)
    if not batch.is_at_work:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "departments/pages/_progress.html", {"batch": batch, **batch_progress_context(batch)})


@require_POST
@guard(Permission.FEED_SEND)
def batch_check(request, pk):
    """Have the file checked again."""
    batch = visible_batch(request, pk)
    if not actions.request_batch_check(batch=batch, by=request.user):
        messages.warning(request, _("This batch is closed. Send the file again to check it."))
    return redirect(batch)


@require_POST
@guard(Permission.FEED_SEND)
def batch_publish(request, pk):
    """Publish everything, or only the rows without an error."""
    batch = visible_batch(request, pk)
    good_rows = bool(request.POST.get("good_rows"))
    if batch.errors and not good_rows:
        messages.error(request, _("Nothing was published: correct the errors first, or publish the good rows only."))
    elif not actions.request_batch_publish(batch=batch, by=request.user, good_rows=good_rows):
        messages.warning(request, _("This batch cannot be published now. Look at its state below."))
    return redirect(batch)


@require_POST
@guard(Permission.FEED_SEND)
def batch_discard(request, pk):
    """Discard the file; nothing of it was published."""
    batch = visible_batch(request, pk)
    if actions.discard_batch(batch=batch, by=request.user):
        messages.success(request, _("Discarded. The file is deleted; nothing of it was published."))
    else:
        messages.warning(request, _("This batch can no longer be discarded. Look at its state below."))
    return redirect(batch)


@never_cache
@require_GET
@guard(Permission.FEED_SEND)
def batch_errors(request, pk):
    """Download the rows to correct, as a workbook, with an entry in the access log."""
    batch = visible_batch(request, pk)
    try:
        file = actions.open_batch_errors(batch=batch, by=request.user)
    except FileNotFoundError:
        raise Http404 from None
    return FileResponse(file, as_attachment=True, filename=f"errors-{batch.pk}.xlsx")
