"""What people and the clock do with jobs: ask for one, send it once more, cancel it."""

import datetime as dt

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from core.broker import send_to_worker

from .models import OPEN_JOB_STATES, Job, JobState

AT_ONCE = dt.timedelta()


@transaction.atomic
def ask_job(kind, *, key="", county="", by=None, **args) -> Job:
    """Have something done in the background. While a job with the same `key` is open, that one is the answer, sent
    again if nobody is at it. `county` is the code of the county it is about."""
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
    """Hand a job to a worker once this transaction stands. Without a broker it waits, and its page says so; the sweep
    of each minute sends it again."""
    limit = job.kind_of_job.minutes * 60
    options = {"countdown": after.total_seconds(), "soft_time_limit": limit, "time_limit": limit + 60}
    transaction.on_commit(lambda: send_to_worker("core.tasks.run_job", str(job.pk), **options), robust=True)


@transaction.atomic
def repeat_job(job) -> bool:
    """Have a job done once more that failed, was set aside, or that nobody is at. False when somebody is at it or it is
    done by now."""
    held = Job.objects.select_for_update(no_key=True).get(pk=job.pk)  # pressed twice, it is sent once
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
    """Stop a job; the worker finds out at its next word of progress. False when it is over by now."""
    from .work import close_job

    stopped = close_job(job, JobState.CANCELLED)
    job.refresh_from_db()
    return stopped
