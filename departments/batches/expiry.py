"""Deletion of old batches: personal data that nobody published or corrected within a month is removed."""

import datetime as dt

from core.dates import shanghai_now
from departments.models import BatchState, FeedBatch, FeedProblem

from .files import delete_batch_files

BATCHES_KEPT = dt.timedelta(days=30)
OPEN_STATES = (BatchState.UPLOADED, BatchState.CHECKED, BatchState.FAILED)


def forget_old_batches() -> int:
    """Discard open batches older than 30 days, and delete files and problems of all batches that old. Returns how many
    there were."""
    working = [BatchState.CHECKING, BatchState.PUBLISHING]
    old = FeedBatch.objects.filter(created_at__lt=shanghai_now() - BATCHES_KEPT).exclude(state__in=working)
    left = list(old.filter(has_error_file=True) | old.filter(state__in=OPEN_STATES))
    for batch in left:
        delete_batch_files(batch)
    FeedProblem.objects.filter(batch__in=left).delete()
    theirs = FeedBatch.objects.filter(pk__in=[batch.pk for batch in left])
    theirs.filter(state__in=OPEN_STATES).update(state=BatchState.DISCARDED)
    theirs.update(has_error_file=False, preview=[])
    return len(left)
