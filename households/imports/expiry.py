"""Deletion of old imports: personal data that nobody saved or corrected in time is removed (households/endings.py says
when)."""

from households.models import ImportBatch, ImportProblem, ImportState

from . import uploads

OPEN_IMPORT_STATES = (ImportState.UPLOADED, ImportState.CHECKED, ImportState.FAILED)


def forget_imports(left) -> int:
    """Discard those of these imports that are open, delete the files and problems of all of them, and return how many
    there were."""
    for batch in left:
        uploads.delete_import_files(batch)
    theirs = ImportBatch.objects.filter(pk__in=[batch.pk for batch in left])
    ImportProblem.objects.filter(batch__in=left).delete()
    theirs.filter(state__in=OPEN_IMPORT_STATES).update(state=ImportState.DISCARDED)
    theirs.update(has_error_file=False)
    return len(left)
