"""What departments' data ends: the files of batches that nobody published."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from departments.batches.expiry import OPEN_STATES, forget_batches
from departments.models import BatchState, FeedAnswer, FeedBatch, FeedRow
from households.ending.anonymous import forget
from households.ending.kinds import beginning_of, ends


def due_batches(county, up_to):
    """Return the batches with files or listed problems that were sent before `up_to` and are not being worked on."""
    old = FeedBatch.objects.filter(county=county, created_at__lt=beginning_of(up_to)).order_by("pk")
    left = Q(has_error_file=True) | Q(state__in=OPEN_STATES)
    return old.filter(left).exclude(state__in=[BatchState.CHECKING, BatchState.PUBLISHING])


@ends(
    "department_files",
    order=20,
    key="keep_upload_days",
    label=_("Files and listed problems of departments' batches"),
    due=due_batches,
)
def end_batches(county, up_to, most) -> int:
    return forget_batches(list(due_batches(county, up_to)[:most]))


forget(FeedAnswer, "alert__household", words="")
forget(FeedRow, "member__household")
