"""Deletion of export files after a week. Who had them made, and why, stays on record."""

import datetime as dt

from django.utils import timezone

from core.crypto.files import delete_stored_file
from core.files.work_folder import clear_left_work
from core.jobs.actions import cancel_job
from reports.models import UNFINISHED_EXPORT_STATES, Export, ExportState

GIVE_UP_AFTER = dt.timedelta(days=1)  # no worker makes an older one


def delete_expired_exports() -> int:
    """Delete the files of exports that expired, give up those that nobody made in a day, and return how many files were
    deleted."""
    now = timezone.now()
    clear_left_work()
    for export in Export.objects.filter(state__in=UNFINISHED_EXPORT_STATES, asked_at__lt=now - GIVE_UP_AFTER):
        give_up_export(export)
    over = list(Export.objects.filter(state=ExportState.DONE, expires_at__lte=now))
    for export in over:
        export.move(ExportState.DONE, to=ExportState.EXPIRED)
        delete_stored_file(export.stored_name)
    return len(over)


def give_up_export(export) -> None:
    """Mark an export that nobody made as failed, unless a worker is still writing it."""
    if export.job and export.job.is_worked_at:
        return
    if export.move(*UNFINISHED_EXPORT_STATES, to=ExportState.FAILED, failure="forgotten") and export.job:
        cancel_job(export.job)
