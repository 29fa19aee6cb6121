"""The tasks of Celery, which only call the jobs and the outbox."""

from celery import shared_task

from core.jobs.actions import ask_job
from core.jobs.sweep import send_stalled_jobs
from core.jobs.work import work_on_job
from core.outbox.actions import deliver_outbox, sweep_outbox

LOOK_AGAIN = 5  # seconds: a killed worker's SQL runs on in the database for a moment and holds its lock


@shared_task(bind=True, max_retries=None)
def run_job(self, pk: str):
    """Do a job. While another worker is working on it, look again soon."""
    if not work_on_job(pk):
        raise self.retry(countdown=LOOK_AGAIN)


@shared_task
def start_job(kind: str, **args) -> str:
    """Ask for a job on schedule. While the last one is open, no second one is made."""
    return str(ask_job(kind, key=kind, **args).pk)


@shared_task(bind=True, max_retries=30)
def deliver_from_outbox(self, kind: str, county: str) -> int:
    """Deliver what is in the outbox for one county. While another worker does, look again at once: that one may have
    read the outbox before the row was there."""
    delivered = deliver_outbox(kind, county)
    if delivered is None:
        raise self.retry(countdown=1)
    return delivered


@shared_task
def sweep() -> tuple[int, int]:
    """Send stalled jobs again and deliver what is in the outbox; runs each minute."""
    return send_stalled_jobs(), sweep_outbox()
