"""Files that are no longer needed are deleted, whatever happens between the commit and their deletion."""

from django.utils.translation import gettext_lazy as _

from core.crypto.files import delete_stored_files_like

from .actions import put_in_outbox
from .kinds import outbox_kind

DELETE_FILES = "delete_files"


def delete_files_after_commit(county: str, pattern: str) -> None:
    """Have the files deleted that a pattern such as "imports/12/*" names, once this transaction is committed. `county`
    is the code of the county."""
    put_in_outbox(DELETE_FILES, county, pattern)


@outbox_kind(DELETE_FILES, label=_("Delete files that are no longer needed"), at_once=True)
def delete_files(_county, rows):
    """Delete the files whose names match."""
    for row in rows:
        delete_stored_files_like(row.key)
