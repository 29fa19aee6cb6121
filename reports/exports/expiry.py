"""Files that are over their week are deleted; that they were made, by whom and why stays on record."""

import datetime as dt
import shutil

from django.utils import timezone

from core.locks import EXPORT, alone
from reports.models import AT_WORK, Export, ExportState

from .run import workshop

FORGOTTEN = dt.timedelta(days=1)  # after which nobody makes it any more


def forget_old() -> int:
    """Delete the files of exports that expired, and give up those that nobody made in a day; returns how many files."""
    now = timezone.now()
    for export in Export.objects.filter(state__in=AT_WORK, asked_at__lt=now - FORGOTTEN):
        give_up(export)
    over = list(Export.objects.filter(state=ExportState.DONE, expires_at__lte=now))
    for export in over:
        export.move(ExportState.DONE, to=ExportState.EXPIRED)
        export.path.unlink(missing_ok=True)
    return len(over)


def give_up(export) -> None:
    """Nobody made it, and nobody is at it: what a worker is still writing, however long it takes, is left to it."""
    with alone(EXPORT, export.pk.int) as nobody_is_at_it:
        if nobody_is_at_it and export.move(*AT_WORK, to=ExportState.FAILED, failure="forgotten"):
            shutil.rmtree(workshop(export), ignore_errors=True)
