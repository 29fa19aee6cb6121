"""Background work, for the administrator: what waits, what is being done, what was given up and why. It shows kinds,
states and times, and nobody's data."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission, guard
from core.jobs.models import Job
from core.listing import list_page
from core.outbox.models import OutboxRow
from core.workflow import StaleState

from . import actions
from .columns import JOB_LISTING, OUTBOX_TABLE
from .filters import JobFilter

MOST_ROWS_SHOWN = 50  # of the outbox


def visible_in_background(user, queryset):
    """Keep the work of the counties that this person administers, and of the whole site."""
    codes = {area.county_code for area in user.areas_where(Permission.BACKGROUND_WORK)}
    return queryset.filter(county__in=["", *codes]) if codes else queryset.none()


@never_cache
@require_GET
@guard(Permission.BACKGROUND_WORK)
def background_work(request):
    """Show the jobs, the newest first, and the rows of the outbox that were tried and failed."""
    tried = visible_in_background(request.user, OutboxRow.objects.filter(attempts__gt=0).order_by("-attempts", "id"))
    return list_page(
        request,
        visible_in_background(request.user, Job.objects.all()),
        JobFilter,
        JOB_LISTING,
        template="accounts/background/work.html",
        outbox=tried[:MOST_ROWS_SHOWN],
        outbox_table=OUTBOX_TABLE,
        version=settings.VERSION,
    )


@require_POST
@guard(Permission.BACKGROUND_WORK)
def background_job_retry(request, pk):
    """Have a job tried again that was given up or is stalled."""
    job = get_object_or_404(visible_in_background(request.user, Job.objects.all()), pk=pk)
    return retry_and_return(request, actions.retry_job, job)


@require_POST
@guard(Permission.BACKGROUND_WORK)
def background_outbox_retry(request, pk):
    """Have a row of the outbox tried again that was set aside."""
    row = get_object_or_404(visible_in_background(request.user, OutboxRow.objects.all()), pk=pk)
    return retry_and_return(request, actions.retry_outbox, row)


def retry_and_return(request, retry, subject):
    try:
        retry(subject, by=request.user)
        messages.success(request, _("It is tried again."))
    except StaleState as error:
        messages.error(request, str(error))
    return redirect("accounts:background")
