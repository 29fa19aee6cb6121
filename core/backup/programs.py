"""PostgreSQL's own programs for saving and restoring a database."""

import os
import subprocess  # nosec B404: of programs that the operator named
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection

# Made again by `migrate` with the names of the roles where it is restored.
OF_ROLES = (" POLICY ", " ROW SECURITY ", " ACL ", " DEFAULT ACL ")
MOST_TOLD = 2000  # characters of what a program complained of


def program(name: str) -> str:
    return str(Path(settings.POSTGRES_PROGRAMS) / name) if settings.POSTGRES_PROGRAMS else name


def database_environment() -> dict[str, str]:
    """Return where the present connection leads, as PostgreSQL's programs read it: no password in a list of
    processes."""
    place = connection.settings_dict
    told = {"PGHOST": place["HOST"], "PGPORT": place["PORT"], "PGUSER": place["USER"],
            "PGPASSWORD": place["PASSWORD"], "PGDATABASE": place["NAME"],
            "PGSSLMODE": place["OPTIONS"].get("sslmode", "")}  # fmt: skip
    return {**os.environ, **{name: str(value) for name, value in told.items() if value}}


@contextmanager
def dumped_database(snapshot: str):
    """Yield the database as it was at an exported snapshot, as a stream of bytes. Raises CommandError when it was not
    read to its end."""
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}"]
    with running("pg_dump", *options, stdout=subprocess.PIPE) as process:
        yield process.stdout


@contextmanager
def running(name, *options, **streams):
    """Run one of the programs while the context lasts; raises CommandError when it is not there or did not succeed.
    What it complains of goes into a file: a pipe that nobody reads would stop it once it is full."""
    with tempfile.TemporaryFile() as complaints:
        with started(name, *options, stderr=complaints, **streams) as process:
            try:
                yield process
            except BaseException:
                process.kill()
                raise
        complaints.seek(0)
        told = complaints.read().decode(errors="replace")
    if process.returncode:
        raise CommandError(f"{name} failed: {told[-MOST_TOLD:].strip()}")


def started(name, *options, **streams) -> subprocess.Popen:
    try:
        return subprocess.Popen([program(name), *options], env=database_environment(), **streams)  # nosec B603
    except FileNotFoundError as error:
        raise CommandError(
            f"There is no {name}. Install PostgreSQL's client programs (Debian: postgresql-client), not older than the "
            "server, or name their directory in POSTGRES_PROGRAMS."
        ) from error


def restore_dump(dump, contents: Path) -> None:
    """Write a dump into the present database, which is empty: all of it or nothing. `dump` opens it from its beginning;
    `contents` is a file for the list of what is restored."""
    list_contents(dump, contents)
    lines = contents.read_text().splitlines()
    contents.write_text("\n".join(line for line in lines if not any(kind in line for kind in OF_ROLES)))
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction", f"--use-list={contents}"]
    into = f"--dbname={connection.settings_dict['NAME']}"
    with dump() as source, running("pg_restore", *options, into, stdin=subprocess.PIPE) as process:
        feed_program(process, source)


def list_contents(dump, contents: Path) -> None:
    with dump() as source, contents.open("wb") as out, running(
        "pg_restore", "--list", stdin=subprocess.PIPE, stdout=out
    ) as process:  # fmt: skip
        feed_program(process, source)


def feed_program(process, source) -> None:
    """Give a program its input. It may stop reading early: its return code tells whether it had enough."""
    try:
        while chunk := source.read(1 << 20):
            process.stdin.write(chunk)
        process.stdin.close()
    except BrokenPipeError:
        process.stdin = None
