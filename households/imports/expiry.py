"""Deletion of old imports: personal data that nobody saved or corrected within a month is removed."""

import datetime as dt

from core.dates import shanghai_now
from households.models import ImportBatch, ImportProblem, ImportState

from . import uploads

IMPORTS_KEPT = dt.timedelta(days=30)
OPEN_IMPORT_STATES = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)


def forget_old_imports() -> int:
    """Discard open imports older than 30 days, and delete files and problems of all imports that old. Returns how many
    there were."""
    old = ImportBatch.objects.filter(created_at__lt=shanghai_now() - IMPORTS_KEPT).exclude(
        state__in=[ImportState.CHECKING, ImportState.SAVING]
    )
    left = list(old.filter(has_error_file=True) | old.filter(state__in=OPEN_IMPORT_STATES))
    for batch in left:
        uploads.delete_import_files(batch)
    ImportProblem.objects.filter(batch__in=left).delete()
    ImportBatch.objects.filter(pk__in=[batch.pk for batch in left], state__in=OPEN_IMPORT_STATES).update(
        state=ImportState.DISCARDED
    )
    ImportBatch.objects.filter(pk__in=[batch.pk for batch in left]).update(has_error_file=False)
    return len(left)
