"""The folder of backups. Each backup is a folder of its own with the database and a list of files; the files lie beside
them under the hash of their bytes, once for all backups. Everything in it is sealed: it may be copied anywhere."""

import datetime as dt
import fcntl
import gzip
import hashlib
import io
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.core.management.base import CommandError

from core.crypto.files import SealedFile, write_sealed
from core.files.directory import DRAFT, force_folder_to_disk, force_to_disk

STAMP = "%Y-%m-%dT%H%M%SZ"
DATABASE, LIST, FILES, LOCK = "database", "list", "files", "lock"
CHUNK = 1 << 20
YOUNG = dt.timedelta(days=1)  # a file of the folder that no backup names yet may belong to one that is being made


@dataclass(frozen=True)
class KeptFile:
    """One file of a backup: its name, what told its version where it lay, and the hash of its sealed bytes."""

    name: str
    version: str
    sha256: str


@dataclass
class Backup:
    """What one backup holds. `lacking` are files that rows named and that were not there."""

    stamp: str
    fingerprint: str
    version: str
    files: list[KeptFile] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)

    @property
    def made_at(self) -> dt.datetime:
        return dt.datetime.strptime(self.stamp, STAMP).replace(tzinfo=dt.UTC)


class BackupFolder:
    """A folder with backups and their files."""

    def __init__(self, path):
        self.path = Path(path)

    def stamps(self) -> list[str]:
        """Return the backups that are complete, the oldest first."""
        return sorted(one.parent.name for one in self.path.glob(f"*Z/{LIST}"))

    def read(self, stamp: str) -> Backup:
        """Return what a backup holds. Raises CommandError when no key of this site opens it, or it was altered."""
        try:
            with self.open_sealed(stamp, LIST) as file, gzip.open(file) as text:
                told = json.load(text)
        except FileNotFoundError as error:
            raise CommandError(f"There is no backup {stamp} in {self.path}: {', '.join(self.stamps())}.") from error
        except InvalidTag as error:
            raise CommandError(
                f"The backup {stamp} cannot be opened: set the FIELD_KEY with which it was made, or it was altered."
            ) from error
        return Backup(**{**told, "files": [KeptFile(*one) for one in told["files"]]})

    def open_sealed(self, stamp: str, part: str) -> io.BufferedReader:
        """Open a part of a backup for reading, decrypted."""
        return io.BufferedReader(SealedFile(f"backup/{stamp}/{part}", open(self.path / stamp / part, "rb")), CHUNK)

    def blob(self, sha256: str) -> Path:
        return self.path / FILES / sha256[:2] / sha256

    def is_whole(self, sha256: str) -> bool:
        """Whether a file is there with the bytes that its name tells."""
        with suppress(FileNotFoundError), open(self.blob(sha256), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
        return False

    @contextmanager
    def alone(self):
        """Hold the folder for one command at a time. Raises CommandError while another works on it."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with open(self.path / LOCK, "w", opener=private_opener) as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError as error:
                raise CommandError(f"Another backup works on {self.path}: wait until it has ended.") from error
            yield

    @contextmanager
    def new_backup(self, backup: Backup):
        """Yield the folder of a backup that is being made; it has its name when the context ends well."""
        draft, place = self.path / f"{backup.stamp}{DRAFT}", self.path / backup.stamp
        if place.exists():
            raise CommandError(f"There is a backup {backup.stamp} already: begin again.")
        for left in self.path.glob(f"*Z{DRAFT}"):  # by who was killed
            shutil.rmtree(left)
        draft.mkdir(mode=0o700)
        yield draft
        listed = gzip.compress(json.dumps({**asdict(backup), "files": [
            [one.name, one.version, one.sha256] for one in backup.files]}).encode())  # fmt: skip
        self.write_part(draft, backup, LIST, io.BytesIO(listed))
        draft.rename(place)
        force_folder_to_disk(self.path)

    def write_part(self, draft: Path, backup: Backup, part: str, source) -> None:
        """Seal a part of a backup and force it to disk."""
        with open(draft / part, "wb", opener=private_opener) as file:
            write_sealed(file, f"backup/{backup.stamp}/{part}", source)
            force_to_disk(file)
        force_folder_to_disk(draft)

    def keep_bytes(self, source) -> str:
        """Keep a file under the hash of its bytes, once; returns the hash."""
        place = self.path / FILES
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        number, draft = tempfile.mkstemp(dir=place, suffix=DRAFT)
        with open(number, "wb") as file:
            digest = copy_bytes(source, file)
            force_to_disk(file)
        blob = self.blob(digest)
        blob.parent.mkdir(mode=0o700, exist_ok=True)
        os.replace(draft, blob)
        force_folder_to_disk(blob.parent)
        return digest

    def forget(self, before: dt.datetime) -> list[str]:
        """Delete the backups made before a moment, but never the newest, and the files that no backup names any more.
        Returns which backups were deleted."""
        old = [stamp for stamp in self.stamps()[:-1] if stamp < before.strftime(STAMP)]
        for stamp in old:
            shutil.rmtree(self.path / stamp)
        named = {one.sha256 for stamp in self.stamps() for one in self.read(stamp).files}
        for blob in self.nameless(named):
            blob.unlink()
        return old

    def nameless(self, named) -> Iterator[Path]:
        young = (dt.datetime.now(dt.UTC) - YOUNG).timestamp()
        for blob in (self.path / FILES).rglob("*"):
            if blob.is_file() and blob.name not in named and blob.stat().st_mtime < young:
                yield blob


def copy_bytes(source, target) -> str:
    """Copy a file and return the SHA-256 of its bytes."""
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def private_opener(path, flags):
    return os.open(path, flags, 0o600)
