"""The encrypted files of an import (core/crypto/files.py)."""

from core.crypto.files import delete_stored_file, stored_files_in

PART = ".part"  # how the names of files end that were uploaded


def import_folder(batch) -> str:
    """Return the folder with the files of one import."""
    return f"imports/{batch.pk}"


def import_uploads(batch) -> list[str]:
    """Return the names of the files that were uploaded for an import, as they came."""
    return [name for name in stored_files_in(import_folder(batch)) if name.endswith(PART)]


def delete_import_files(batch) -> None:
    """Delete the files of an import; do nothing when there are none."""
    for name in stored_files_in(import_folder(batch)):
        delete_stored_file(name)
