"""What can be done with a job: ask for it, repeat it, cancel it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from core.broker import send_to_worker

from .models import OPEN_JOB_STATES, Job, JobState

AT_ONCE = dt.timedelta()
PEOPLE = "people"  # the queue of what people asked for: workers look there first


@transaction.atomic
def ask_job(kind, *, key="", county="", by=None, **args) -> Job:
    """Ask for a job in the background. While a job with the same `key` is open, that one is returned, and sent again
    when no worker is working on it. `county` is the code of the county the job is about."""
    values = {"kind": kind, "county": county, "args": args, "owner": by, "language": get_language() or "en"}
    if not key:
        job = Job.objects.create(**values)
    else:
        job, is_new = Job.objects.get_or_create(key=key, state__in=OPEN_JOB_STATES, defaults=values)
        if not is_new:
            if job.is_stalled:
                repeat_job(job)
            return job
    send_job(job)
    return job


def send_job(job, *, after: dt.timedelta = AT_ONCE) -> None:
    """Hand a job to a worker when this transaction commits. Without a broker the job waits, and the sweep of each
    minute sends it again."""
    limit = job.kind_of_job.minutes * 60
    options = {
        "countdown": after.total_seconds(),
        "soft_time_limit": limit,
        "time_limit": limit + 60,  # a minute to report the end
    } | ({"queue": PEOPLE} if job.owner_id else {})
    # robust: an error here must not reach the person, whose change is committed already.
    transaction.on_commit(lambda: send_to_worker("core.tasks.run_job", str(job.pk), **options), robust=True)


@transaction.atomic
def repeat_job(job) -> bool:
    """Run a job again that failed, was set aside or is stalled. Returns False when it is being worked on or done by
    now."""
    held = Job.objects.select_for_update(no_key=True).get(pk=job.pk)  # a button that is pressed twice sends it once
    if held.state not in (JobState.FAILED, JobState.SET_ASIDE) and not held.is_stalled:
        return False
    open_already = held.key and Job.objects.open().filter(key=held.key).exclude(pk=held.pk).exists()
    if open_already:
        return False
    now = timezone.now()
    Job.objects.filter(pk=job.pk).update(
        state=JobState.WAITING, attempts=0, retried=0, asked_at=now, not_before=now, finished_at=None, expires_at=None,
        failure="", error="", step="", done=0, total=0,
    )  # fmt: skip
    job.refresh_from_db()
    send_job(job)
    return True


def cancel_job(job) -> bool:
    """Stop a job; the worker notices when it reports progress next. Returns False when the job is over by now."""
    from .work import close_job

    stopped = close_job(job, JobState.CANCELLED)
    job.refresh_from_db()
    return stopped
