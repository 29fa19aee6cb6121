"""Deletion of old batches: personal data that nobody published or corrected in time is removed (departments/endings.py
says when)."""

from departments.models import BatchState, FeedBatch, FeedProblem

from .files import delete_batch_files

OPEN_STATES = (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)


def forget_batches(left) -> int:
    """Discard those of these batches that are open, delete the files and problems of all of them, and return how many
    there were."""
    for batch in left:
        delete_batch_files(batch)
    FeedProblem.objects.filter(batch__in=left).delete()
    theirs = FeedBatch.objects.filter(pk__in=[batch.pk for batch in left])
    theirs.filter(state__in=OPEN_STATES).update(state=BatchState.DISCARDED)
    theirs.update(has_error_file=False, preview=[])
    return len(left)
