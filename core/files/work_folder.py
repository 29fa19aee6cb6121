"""Folders for what is being made on this machine: nothing in them is encrypted, and nothing in them is kept."""

import shutil
import time
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

LEFT_AFTER_SECONDS = 24 * 3600  # whoever works in a folder for longer was killed


@contextmanager
def work_folder(name: str):
    """Yield an empty folder for one piece of work, and delete it afterwards; what a killed worker left under this name
    is deleted first."""
    folder = Path(settings.WORK_ROOT) / name
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(mode=0o700)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def clear_left_work() -> None:
    """Delete the folders that killed workers of this machine left a day ago or longer."""
    before = time.time() - LEFT_AFTER_SECONDS
    for folder in Path(settings.WORK_ROOT).glob("*"):
        if folder.stat().st_mtime <= before:
            shutil.rmtree(folder, ignore_errors=True)
