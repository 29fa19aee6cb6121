"""Files in a directory of this machine, or in one that several machines share."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from django.core.files.storage import FileSystemStorage

DRAFT = ".draft"  # how the names of files end that are being written


class FileDirectory(FileSystemStorage):
    """A directory in which a file is whole and on disk before anybody is told that it was kept. Two that write the same
    name at once each write a draft of their own, and the later one stays."""

    def __init__(self, **options):
        super().__init__(allow_overwrite=True, **options)

    def _save(self, name, content):
        path = Path(self.path(name))
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, draft = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=DRAFT)  # for its owner alone
        try:
            with open(number, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                force_to_disk(file)
            os.replace(draft, path)  # readers see the whole file or none
        except BaseException:
            with suppress(FileNotFoundError):
                os.unlink(draft)
            raise
        for folder in (path.parent, path.parent.parent):  # where the file, and perhaps its folder, were named
            force_folder_to_disk(folder)
        return name

    def listdir(self, path):
        """Return (folders, files) of a folder; nothing of one that is not there."""
        try:
            return super().listdir(path)
        except FileNotFoundError:
            return [], []

    def version_of(self, name) -> str:
        """Return what changes when a file is replaced by another one of the same name."""
        known = os.stat(self.path(name))
        return f"{known.st_ino} {known.st_size} {known.st_mtime_ns}"

    def check_reachable(self) -> None:
        """Raise OSError when nothing can be written here."""
        place = Path(self.location)
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"0" * 512)
            file.flush()


def force_to_disk(file) -> None:
    file.flush()
    os.fsync(file.fileno())


def force_folder_to_disk(folder) -> None:
    """Have the names of a folder written to disk: a file that nobody finds is as lost as one without its content."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
