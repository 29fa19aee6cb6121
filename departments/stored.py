"""Files of departments: what was sent, until it is published or discarded, and what is wrong with it."""

from django.utils.translation import gettext_lazy as _

from core.backup.kinds import OwnedFiles, file_kind
from departments.batches.files import PART, batch_folder, error_file_name
from departments.models import BatchState, BatchWay, FeedBatch

ENDED = (BatchState.PUBLISHED, BatchState.DISCARDED)


@file_kind("batches", _("Files of departments"))
def batch_files():
    """What an operator imports from the command line is not stored."""
    for batch in FeedBatch.objects.defer("preview").order_by().iterator():
        if batch.state not in ENDED and batch.way != BatchWay.COMMAND:
            yield OwnedFiles(f"{batch_folder(batch)}/*{PART}", batch.digest)
        if batch.has_error_file:
            yield OwnedFiles(error_file_name(batch))
