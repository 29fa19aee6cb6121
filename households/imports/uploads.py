"""Where the files of an import lie, sealed (core/crypto/files.py)."""

import shutil
from pathlib import Path

from django.conf import settings


def import_folder(batch) -> Path:
    """The files of one import."""
    return Path(settings.MEDIA_ROOT) / "imports" / str(batch.pk)


def delete_import_files(batch) -> None:
    """Remove the files of an import; nothing happens when there are none."""
    shutil.rmtree(import_folder(batch), ignore_errors=True)


def delete_import_uploads(batch) -> None:
    """Remove what was uploaded; the error file stays."""
    for path in import_folder(batch).glob("*.part"):
        path.unlink(missing_ok=True)
