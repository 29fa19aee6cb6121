"""Restoring a backup, and the drill that shows that it could be restored."""

import random
import tempfile
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from cryptography.exceptions import InvalidTag
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection

from core.crypto.ciphers import known_keys
from core.crypto.files import SealedFile, read_to_end
from core.crypto.fingerprint import fingerprint_of
from core.database_roles import as_owner
from core.sql import execute_sql, fetch_rows, quote_names

from .check import by_folder, files_of
from .folder import DATABASE, Backup, BackupFolder
from .kinds import FILE_KINDS
from .programs import restore_dump
from .proofs import PROOFS

OPENED = 200  # files that a drill opens
TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"


def check_backup(folder: BackupFolder, backup: Backup) -> None:
    """Raise CommandError unless this site has the key of a backup, and every file of it is there and whole."""
    if backup.fingerprint not in map(fingerprint_of, known_keys()):
        raise CommandError(
            f"The backup was made with another FIELD_KEY (fingerprint {backup.fingerprint}): set that one, or put it "
            "into FIELD_KEYS_OLD. Nothing was restored."
        )
    broken = [one.name for one in backup.files if not folder.is_whole(one.sha256)]
    if broken:
        raise CommandError(
            f"{len(broken):,} files of the backup are missing or damaged, such as {broken[0]}: use an earlier backup. "
            "Nothing was restored."
        )


def restore_database(folder: BackupFolder, backup: Backup) -> None:
    """Write the database of a backup into the present one, which must be empty, and bring it to this version."""
    if fetch_rows(TABLES)[0][0]:
        raise CommandError("The database is not empty. Make a new one and name it in the addresses of the database.")
    with tempfile.TemporaryDirectory() as work:
        restore_dump(partial(folder.open_sealed, backup.stamp, DATABASE), Path(work) / "contents")
    call_command("migrate", verbosity=0)
    execute_sql("ANALYZE")


def restore_files(folder: BackupFolder, backup: Backup) -> int:
    """Put the files of a backup where this site keeps them; returns how many."""
    for one in backup.files:
        with open(folder.blob(one.sha256), "rb") as file:
            default_storage.save(one.name, File(file, one.name))
    return len(backup.files)


@contextmanager
def drill_database():
    """Work on a new database beside the present one, which is dropped afterwards. Raises CommandError where the owner
    of the tables may not make one."""
    place, present = connection.settings_dict, connection.settings_dict["NAME"]
    name = f"{present}_restore_drill"
    if not fetch_rows("SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user")[0][0]:
        raise CommandError("A drill needs a database of its own for a while: ALTER ROLE ... CREATEDB for the owner.")
    execute_sql(f"DROP DATABASE IF EXISTS {quote_names(name)} WITH (FORCE)")  # left by a drill that was killed
    execute_sql(f"CREATE DATABASE {quote_names(name)} TEMPLATE template0")
    try:
        switch_database(place, name)
        with as_owner():
            yield
    finally:
        switch_database(place, present)
        with as_owner():
            execute_sql(f"DROP DATABASE {quote_names(name)} WITH (FORCE)")


def switch_database(place, name) -> None:
    connection.close()
    place["NAME"] = name
    if fetch_rows("SELECT current_database()") != [(name,)]:
        raise RuntimeError("Not on the database that was asked for.")


def lacking_files(backup: Backup) -> list[str]:
    """Return the files that rows of the present database name and that the backup does not have."""
    lying = by_folder(one.name for one in backup.files)
    owners = (owner for kind in FILE_KINDS.values() for owner in kind.owned())
    return [owner.name for owner in owners if not owner.may and not files_of(owner, lying)]


def opened_files(folder: BackupFolder, backup: Backup) -> tuple[int, list[str]]:
    """Open some files of a backup, whichever; returns how many were right, and those that no key opens."""
    chosen = random.sample(backup.files, min(OPENED, len(backup.files)))  # nosec B311: no secret
    closed = [one.name for one in chosen if not is_opened(folder, one)]
    return len(chosen) - len(closed), closed


def is_opened(folder: BackupFolder, one) -> bool:
    try:
        with SealedFile(one.name, open(folder.blob(one.sha256), "rb")) as file:
            read_to_end(file)
    except InvalidTag:
        return False
    return True


def prove_data():
    """Yield (what was proved, how much of it holds, what does not) of the present database."""
    for one in PROOFS.values():
        yield (one.label, *one.prove())
