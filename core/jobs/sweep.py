"""The regular maintenance of jobs: stalled ones are sent again each minute, old ones deleted each night."""

import datetime as dt

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from core.locks import held_locks

from .actions import send_job
from .kinds import JOB_KINDS
from .models import PATIENCE, SWEEP, Job, JobState, TimetableEntry

MOST_SENT_AT_ONCE = 200
UNKNOWN_KIND = "kind no longer known"  # as an error of a job
ENTRIES_KEPT = dt.timedelta(days=30)
SENT_AGAIN_AFTER = dt.timedelta(minutes=5)  # so that a long queue does not fill up with the same jobs


def send_stalled_jobs() -> int:
    """Send every stalled job again: its worker was killed, or the broker lost it. A job that was sent twice is done
    once."""
    set_unknown_jobs_aside()
    now = timezone.now()
    silent = Q(heartbeat_at=None) | Q(heartbeat_at__lt=now - SENT_AGAIN_AFTER)
    late = Job.objects.open().filter(silent, not_before__lt=now - PATIENCE).order_by("not_before")[:MOST_SENT_AT_ONCE]
    held = held_locks(job.lock for job in late)
    stalled = [job for job in late if job.lock not in held]
    for job in stalled:
        send_job(job)
    Job.objects.filter(pk__in=[job.pk for job in stalled]).update(heartbeat_at=now)
    return len(stalled)


def set_unknown_jobs_aside() -> None:
    """Set aside jobs of a kind that the program no longer knows: one such job would stop the sweep."""
    now = timezone.now()
    Job.objects.open().exclude(kind__in=JOB_KINDS).update(
        state=JobState.SET_ASIDE, finished_at=now, expires_at=now + dt.timedelta(30), error=UNKNOWN_KIND
    )


def forget_old_jobs() -> int:
    """Delete jobs whose time to be kept is over; their results are kept elsewhere. Returns how many there were."""
    return Job.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def forget_left_entries() -> int:
    """Delete what the timetable remembers of kinds that left it long ago: a version that is taken back finds its own.
    Returns how many there were."""
    left = TimetableEntry.objects.exclude(kind__in=[SWEEP, *settings.TIMETABLE])
    return left.filter(asked_at__lt=timezone.now() - ENTRIES_KEPT).delete()[0]
