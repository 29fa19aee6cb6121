"""The tasks of Celery: doors to jobs and the outbox, nothing more."""

from celery import shared_task

from core.jobs.actions import ask_job
from core.jobs.sweep import send_stalled_jobs
from core.jobs.work import work_on_job
from core.outbox.actions import deliver_outbox, sweep_outbox

LIMITS = {"soft_time_limit": 600, "time_limit": 660}  # seconds: what takes longer is ended, and its rows come again
LOOK_AGAIN = 5  # seconds: a killed worker's statement goes on in the database for a moment, and holds its lock


@shared_task(bind=True, max_retries=None)
def run_job(self, pk: str):
    """Do a job. One that finds another worker at it looks again soon."""
    if not work_on_job(pk):
        raise self.retry(countdown=LOOK_AGAIN)


@shared_task
def start_job(kind: str, **args) -> str:
    """Ask for a job that the clock starts; while the last one is still open, that one is meant."""
    return str(ask_job(kind, key=kind, **args).pk)


@shared_task(bind=True, max_retries=30, **LIMITS)
def deliver_from_outbox(self, kind: str, county: str) -> int:
    """Deliver what lies in the outbox for one county. One that finds another worker at it looks again at once: that one
    may have read the outbox before the row was there."""
    delivered = deliver_outbox(kind, county)
    if delivered is None:
        raise self.retry(countdown=1)
    return delivered


@shared_task(**LIMITS)
def sweep() -> tuple[int, int]:
    """Each minute: send jobs again that nobody is at, and deliver what lies in the outbox."""
    return send_stalled_jobs(), sweep_outbox()
