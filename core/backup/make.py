"""Making a backup: the database at one moment, and the files that its rows name at that moment."""

import datetime as dt
from contextlib import contextmanager

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction

from core.crypto.files import read_to_end
from core.crypto.fingerprint import fingerprint_of
from core.files.place import present_place
from core.sql import execute_sql, fetch_rows

from .check import files_of, lying_files
from .folder import DATABASE, STAMP, Backup, BackupFolder, KeptFile
from .kinds import FILE_KINDS
from .programs import dumped_database

# The moment is held while database and files are copied, however long that takes; nothing is written in it.
HOLD = """
SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY;
SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0
"""


def make_backup(folder: BackupFolder, version: str, now: dt.datetime) -> Backup:
    """Make one more backup in a folder, read it back, and return what it holds. Raises CommandError."""
    with folder.alone():
        earlier = newest_files(folder)
        backup = Backup(now.astimezone(dt.UTC).strftime(STAMP), fingerprint_of(settings.FIELD_KEY), version)
        with folder.new_backup(backup) as draft, one_moment() as snapshot, dumped_database(snapshot) as source:
            folder.write_part(draft, backup, DATABASE, source)
            keep_files(folder, backup, earlier)
        read_back(folder, backup)
        return backup


@contextmanager
def one_moment():
    """Hold the database as it is now; yields the name under which another session sees the same."""
    with transaction.atomic():
        execute_sql(HOLD)
        yield fetch_rows("SELECT pg_export_snapshot()")[0][0]


def newest_files(folder: BackupFolder) -> dict[str, KeptFile]:
    """Return the files of the newest backup by their names: what did not change since is not read again."""
    stamps = folder.stamps()
    return {one.name: one for one in folder.read(stamps[-1]).files} if stamps else {}


def keep_files(folder: BackupFolder, backup: Backup, earlier) -> None:
    """Keep the files that rows name; those that are not there any more are noted as lacking."""
    for name in wanted_files(backup):
        try:
            backup.files.append(keep_file(folder, name, earlier.get(name)))
        except FileNotFoundError:
            backup.lacking.append(name)


def wanted_files(backup: Backup):
    """Yield the names of all files that rows name at this moment."""
    for kind in FILE_KINDS.values():
        lying = lying_files(kind.folder)
        for owner in kind.owned():
            names = files_of(owner, lying)
            yield from names
            if not (names or owner.may):
                backup.lacking.append(owner.name)


def keep_file(folder: BackupFolder, name: str, before: KeptFile | None) -> KeptFile:
    version = present_place().version_of(name)
    if before and before.version == version and folder.blob(before.sha256).exists():
        return before
    with default_storage.open(name) as file:
        return KeptFile(name, version, folder.keep_bytes(file))


def read_back(folder: BackupFolder, backup: Backup) -> None:
    """Read list and database of a backup to their ends; every block is proved by its seal."""
    folder.read(backup.stamp)
    with folder.open_sealed(backup.stamp, DATABASE) as file:
        read_to_end(file)
