"""The tasks of Celery, which only call the jobs and the outbox."""

from celery import shared_task

from core.jobs.sweep import send_stalled_jobs
from core.jobs.timetable import ask_due_jobs
from core.jobs.work import work_on_job
from core.outbox.actions import deliver_outbox, sweep_outbox

LIMITS = {"soft_time_limit": 600, "time_limit": 660}  # seconds: what takes longer is ended, and its rows come again
LOOK_AGAIN = 5  # seconds: a killed worker's SQL runs on in the database for a moment and holds its lock


@shared_task(bind=True, max_retries=None)
def run_job(self, pk: str):
    """Do a job. While another worker is working on it, look again soon."""
    if not work_on_job(pk):
        raise self.retry(countdown=LOOK_AGAIN)


@shared_task(bind=True, max_retries=30, **LIMITS)
def deliver_from_outbox(self, kind: str, county: str) -> int:
    """Deliver what is in the outbox for one county. While another worker does, look again at once: that one may have
    read the outbox before the row was there."""
    delivered = deliver_outbox(kind, county)
    if delivered is None:
        raise self.retry(countdown=1)
    return delivered


@shared_task(**LIMITS)
def sweep() -> tuple[int, int, int]:
    """Ask for the jobs whose hour has come, send stalled ones again and deliver what is in the outbox; runs each
    minute."""
    return len(ask_due_jobs()), send_stalled_jobs(), sweep_outbox()
