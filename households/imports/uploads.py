"""The encrypted files of an import (core/crypto/files.py)."""

from core.crypto.files import delete_stored_files_like, stored_files_like

PART = ".part"  # how the names of files end that were uploaded


def import_folder(batch) -> str:
    """Return the folder with the files of one import."""
    return f"imports/{batch.pk}"


def import_uploads(batch) -> list[str]:
    """Return the names of the files that were uploaded for an import, as they came."""
    return stored_files_like(f"{import_folder(batch)}/*{PART}")


def delete_import_files(batch) -> None:
    """Delete the files of an import; do nothing when there are none."""
    delete_stored_files_like(f"{import_folder(batch)}/*")
