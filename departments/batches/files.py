"""The encrypted files of a batch (core/crypto/files.py)."""

from functools import partial
from pathlib import PurePath

from core.crypto.files import delete_stored_files_like, open_stored_file, store_file, stored_files_like
from households.imports.read.files import FilePart

PART = ".part"  # how the name of the file ends that was sent


def batch_folder(batch) -> str:
    """Return the folder with the files of one batch."""
    return f"batches/{batch.pk}"


def store_batch_file(batch, name, file) -> None:
    store_file(f"{batch_folder(batch)}/{name[-100:]}{PART}", file)


def batch_uploads(batch) -> list[str]:
    """Return the name of the stored file of a batch; nothing when it was deleted."""
    return stored_files_like(f"{batch_folder(batch)}/*{PART}")


def batch_parts(batch) -> list[FilePart]:
    """Return the stored file of a batch; nothing when it was deleted."""
    return [
        FilePart(PurePath(name).name.removesuffix(PART), partial(open_stored_file, name))
        for name in batch_uploads(batch)
    ]


def error_file_name(batch) -> str:
    return f"{batch_folder(batch)}/errors.xlsx"


def delete_batch_files(batch) -> None:
    """Delete the files of a batch; do nothing when there are none."""
    delete_stored_files_like(f"{batch_folder(batch)}/*")
