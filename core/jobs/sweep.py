"""The regular maintenance of jobs: stalled ones are sent again each minute, old ones deleted each night."""

from django.utils import timezone

from core.locks import held_locks

from .actions import send_job
from .models import PATIENCE, Job

MOST_SENT_AT_ONCE = 200


def send_stalled_jobs() -> int:
    """Send every stalled job again: its worker was killed, or the broker lost it. A job that was sent twice is done
    once."""
    late = Job.objects.open().filter(not_before__lt=timezone.now() - PATIENCE).order_by("not_before")
    late = list(late[:MOST_SENT_AT_ONCE])
    held = held_locks(job.lock for job in late)
    stalled = [job for job in late if job.lock not in held]
    for job in stalled:
        send_job(job)
    return len(stalled)


def forget_old_jobs() -> int:
    """Delete jobs whose time to be kept is over; their results are kept elsewhere. Returns how many there were."""
    return Job.objects.filter(expires_at__lte=timezone.now()).delete()[0]
