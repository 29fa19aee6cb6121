"""What an administrator can do with background work: have it tried again, with an entry in the access log."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.details import name_access_detail
from accounts.audit.log import record_access
from core.jobs.actions import repeat_job
from core.jobs.kinds import JOB_KINDS
from core.outbox.actions import retry_outbox_row
from core.outbox.kinds import OUTBOX_KINDS
from core.workflow import StaleState

name_access_detail("kind", named=lambda kind: (known := JOB_KINDS.get(kind)) and known.label)
name_access_detail("kind", named=lambda kind: (known := OUTBOX_KINDS.get(kind)) and known.label)


@transaction.atomic
def retry_job(job, *, by) -> None:
    """Have a job tried again that was given up or is stalled. Raises StaleState when it no longer is."""
    if not repeat_job(job):
        raise StaleState(_("This job is already done or being worked on. Nothing was changed."))
    record_access(by, "job_retried", kind=job.kind, county=job.county)


@transaction.atomic
def retry_outbox(row, *, by) -> None:
    """Have a row of the outbox tried again that was set aside. Raises StaleState when it no longer is."""
    if not retry_outbox_row(row):
        raise StaleState(_("This was already delivered, or is being tried again. Nothing was changed."))
    record_access(by, "outbox_retried", kind=row.kind, county=row.county)
