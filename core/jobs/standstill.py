"""Jobs that stand still: a worker took them, and nothing comes of it."""

import datetime as dt

from django.utils import timezone

from .kinds import JOB_KINDS
from .models import Job, JobState

TO_BE_ENDED = dt.timedelta(minutes=5)  # after its time is over a job is ended, reported and sent again


def jobs_standing_still() -> list[Job]:
    """Return the jobs of which nothing was heard for half of the time that their kind may take, and those that take
    longer than they may: whoever should have ended them is hung as well."""
    now, running = timezone.now(), Job.objects.filter(state=JobState.RUNNING, started_at__isnull=False)
    return [job for job in running if job.kind in JOB_KINDS and stands_still(job, now)]


def stands_still(job, now) -> bool:
    limit = dt.timedelta(minutes=job.kind_of_job.minutes)
    heard = max(job.started_at, job.heartbeat_at or job.started_at)
    return now - heard > limit / 2 or now - job.started_at > limit + TO_BE_ENDED
