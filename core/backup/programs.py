"""PostgreSQL's own programs for saving and restoring a database."""

import os
import subprocess  # nosec B404: of programs that the operator named
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
    """Run one of the programs while the context lasts; raises CommandError when it is not there or did not succeed."""
    try:
        process = subprocess.Popen(  # nosec B603
            [program(name), *options], env=database_environment(), stderr=subprocess.PIPE, **streams
        )
    except FileNotFoundError as error:
        raise CommandError(
            f"There is no {name}. Install PostgreSQL's client programs (Debian: postgresql-client), not older than the "
            "server, or name their directory in POSTGRES_PROGRAMS."
        ) from error
    with process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise
        told = process.stderr.read().decode(errors="replace") if process.stderr else ""
    if process.returncode:
        raise CommandError(f"{name} failed: {told[-MOST_TOLD:].strip()}")


def restore_dump(dump, contents: Path) -> None:
    """Write a dump into the present database, which is empty: all of it or nothing. `dump` opens it from its
    beginning."""
    contents.write_text("\n".join(lines_to_restore(dump)))
    options = ["--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction"]
    database = connection.settings_dict["NAME"]
    with dump() as source, running(
        "pg_restore", *options, f"--use-list={contents}", f"--dbname={database}", stdin=subprocess.PIPE
    ) as process:  # fmt: skip
        feed_program(process, source)


def lines_to_restore(dump) -> list[str]:
    """Return the contents of a dump, without what depends on the names of roles."""
    with dump() as source, running(
        "pg_restore", "--list", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=False
    ) as process:  # fmt: skip
        feed_program(process, source)
        listed = process.stdout.read().decode()
    return [line for line in listed.splitlines() if not any(kind in line for kind in OF_ROLES)]


def feed_program(process, source) -> None:
    """Give a program its input. It may stop reading early: its return code tells whether it had enough."""
    try:
        while chunk := source.read(1 << 20):
            process.stdin.write(chunk)
        process.stdin.close()
    except BrokenPipeError:
        process.stdin = None
