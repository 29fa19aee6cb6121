"""The background jobs of departments."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from core.jobs.kinds import job_kind
from core.jobs.models import JobState
from departments.batches import run as batch_run
from departments.batches.actions import begin_publishing
from departments.batches.again import match_waiting_rows
from departments.batches.months import expect_feeds
from households.counties import counties_with_households
from households.import_messages import ProblemMessage

from .models import BatchState, FeedBatch


def give_up_batch(job) -> None:
    """Mark the batch as failed because its job failed, so that its page says so and which limit was reached."""
    batch, kind = FeedBatch.objects.get(pk=job.args["batch"]), job.kind_of_job
    error = job.error.partition(" at ")[0]
    limits = {
        "MemoryError": ProblemMessage("work_too_large", {"limit": kind.megabytes}),
        "SoftTimeLimitExceeded": ProblemMessage("work_too_long", {"limit": kind.minutes}),
    }
    if job.state == JobState.SET_ASIDE:
        batch_run.fail_batch(batch, ProblemMessage("work_given_up", {"times": kind.attempts}))
    else:
        unexpected = ProblemMessage("unexpected", {"kind": error or job.state})
        batch_run.fail_batch(batch, limits.get(error, unexpected))


@job_kind("feed_check", label=_("Check a batch of a department"), minutes=60, gave_up=give_up_batch)
def check_batch(job) -> None:
    """Check what a department sent. After a killed worker the job runs again, starting from the file."""
    batch = FeedBatch.objects.get(pk=job.args["batch"])
    batch.move(BatchState.UPLOADED, to=BatchState.CHECKING)
    batch_run.run_batch_check(batch, report=job.tell)
    if batch.publishes_itself and batch.state == BatchState.CHECKED and batch.writes:
        begin_publishing(batch, by=batch.by)


@job_kind("feed_publish", label=_("Publish a batch of a department"), minutes=60, gave_up=give_up_batch)
def publish_batch(job) -> None:
    """Publish a checked batch, as above. By hand: `manage.py import_feed`."""
    batch_run.run_batch_publish(FeedBatch.objects.get(pk=job.args["batch"]), report=job.tell)


@job_kind("expect_feeds", label=_("Note which data of departments is due"))
def expect_feeds_of_counties(job) -> int:
    """Note what is due in each county, and match rows whose person came into the registry since. Returns how many were
    matched."""
    counties = Area.objects.counties().filter(code__in=counties_with_households())
    for county in counties:
        expect_feeds(county)
    return sum(match_waiting_rows(county) for county in counties)
