"""The encrypted files of a batch (core/crypto/files.py)."""

import shutil
from functools import partial
from pathlib import Path

from django.conf import settings

from core.crypto.files import open_stored_file, store_file
from households.imports.read.files import FilePart


def batch_folder(batch) -> Path:
    """Return the folder with the files of one batch."""
    return Path(settings.MEDIA_ROOT) / "batches" / str(batch.pk)


def store_batch_file(batch, name, file) -> None:
    store_file(batch_folder(batch) / f"{name[-100:]}.part", file)


def batch_parts(batch) -> list[FilePart]:
    """Return the stored file of a batch; nothing when it was deleted."""
    return [FilePart(path.stem, partial(open_stored_file, path)) for path in batch_folder(batch).glob("*.part")]


def error_file_path(batch) -> Path:
    return batch_folder(batch) / "errors.xlsx"


def delete_batch_files(batch) -> None:
    """Delete the files of a batch; do nothing when there are none."""
    shutil.rmtree(batch_folder(batch), ignore_errors=True)


def delete_batch_upload(batch) -> None:
    """Delete what was sent; the error file stays."""
    for path in batch_folder(batch).glob("*.part"):
        path.unlink(missing_ok=True)
