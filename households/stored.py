"""Files of registry imports: what was sent, until it is saved or discarded, and what is wrong with it."""

from django.utils.translation import gettext_lazy as _

from core.backup.kinds import OwnedFiles, file_kind
from households.imports.read.files import import_file_part, parts_digest
from households.imports.uploads import PART, import_folder
from households.imports.write.error_file import error_file_name
from households.models import ImportBatch, ImportState

ENDED = (ImportState.SAVED, ImportState.DISCARDED)


@file_kind("imports", _("Files of registry imports"))
def import_files():
    """What an operator imports from the command line is not stored."""
    for batch in ImportBatch.objects.order_by().iterator():
        if batch.state not in ENDED and batch.by_id:
            yield OwnedFiles(f"{import_folder(batch)}/*{PART}", batch.digest, digest_of_parts)
        if batch.has_error_file:
            yield OwnedFiles(error_file_name(batch))


def digest_of_parts(names) -> str:
    return parts_digest([import_file_part(name) for name in names])
