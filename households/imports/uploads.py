"""The encrypted files of an import (core/crypto/files.py)."""

import shutil
from pathlib import Path

from django.conf import settings


def import_folder(batch) -> Path:
    """Return the folder with the files of one import."""
    return Path(settings.MEDIA_ROOT) / "imports" / str(batch.pk)


def delete_import_files(batch) -> None:
    """Delete the files of an import; do nothing when there are none."""
    shutil.rmtree(import_folder(batch), ignore_errors=True)


def delete_import_uploads(batch) -> None:
    """Delete what was uploaded; the error file stays."""
    for path in import_folder(batch).glob("*.part"):
        path.unlink(missing_ok=True)
