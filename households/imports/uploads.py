"""Where the files of an import lie, sealed (core/crypto/files.py)."""

import shutil
from pathlib import Path

from django.conf import settings

from core.crypto.files import read as read
from core.crypto.files import store as store


def folder(batch) -> Path:
    """The files of one import."""
    return Path(settings.MEDIA_ROOT) / "imports" / str(batch.pk)


def forget(batch) -> None:
    """Remove the files of an import; nothing happens when there are none."""
    shutil.rmtree(folder(batch), ignore_errors=True)


def forget_uploads(batch) -> None:
    """Remove what was uploaded; the error file stays."""
    for path in folder(batch).glob("*.part"):
        path.unlink(missing_ok=True)
