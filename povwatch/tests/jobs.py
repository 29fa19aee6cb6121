"""Background work in tests: done here and at once, as a worker does it."""

from core.jobs.actions import ask_job
from core.jobs.models import Job
from core.jobs.work import work_on_job
from core.outbox.actions import sweep_outbox


def do_job(kind, **asked) -> Job:
    """Ask for a job as the pages do, and do it."""
    job = ask_job(kind, **asked)
    work_on_job(job.pk)
    job.refresh_from_db()
    return job


def do_open_jobs() -> list[Job]:
    """Do whatever waits, the oldest first."""
    jobs = list(Job.objects.open().order_by("asked_at"))
    for job in jobs:
        work_on_job(job.pk)
        job.refresh_from_db()
    return jobs


def empty_outbox() -> int:
    """Deliver what lies in the outbox."""
    return sweep_outbox()
