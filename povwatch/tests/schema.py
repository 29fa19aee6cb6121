"""The schema of the tests' databases: migrated once, kept below var/test until a migration changes, and copied for each
worker. To migrate takes most of a minute, a copy a second."""

import hashlib
import os
import subprocess  # nosec B404: PostgreSQL's own programs
from pathlib import Path

import psycopg2
from django.conf import settings
from django.core.management import call_command
from django.db import connection

from core.backup.programs import database_environment, program
from povwatch.tests import services

TEMPLATE = "schema_of_the_tests"
ONE_AT_A_TIME = 527  # any number: the lock that workers wait for
SOURCES = ("*/migrations/*.py", "requirements.txt", "core/*.py")  # other apps bring migrations too


def template_of_tests() -> str | None:
    """Return the database that the tests' own are copies of, and make it where it is missing; None on somebody else's
    server, where nothing is left behind."""
    if not services.KEPT:
        return None
    guard = psycopg2.connect(settings.DATABASE_OWNER_URL)
    guard.autocommit = True
    with guard.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE])
        if cursor.fetchone() is None:
            cursor.execute(f"CREATE DATABASE {TEMPLATE}")
            fill_template(kept_schema())
    guard.close()
    return TEMPLATE


def fill_template(kept: Path) -> None:
    """Fill the empty template from the file, or migrate it and write the file."""
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], TEMPLATE
    if kept.exists():
        run("pg_restore", "--exit-on-error", "--dbname", TEMPLATE, str(kept))
    else:
        call_command("migrate", verbosity=0)
        connection.close()
        draft = kept.with_suffix(f".{os.getpid()}")  # another run may be writing it too
        run("pg_dump", "--format=custom", "--file", str(draft))
        draft.replace(kept)
    connection.settings_dict["NAME"] = name


def run(name, *options) -> None:
    subprocess.run([program(name), *options], env=database_environment(), check=True)  # nosec B603


def kept_schema() -> Path:
    """Return the file of the schema as the program makes it now, and delete those of earlier programs."""
    here = Path(settings.BASE_DIR)
    told = hashlib.sha256()
    for source in sorted(path for pattern in SOURCES for path in here.glob(pattern)):
        told.update(source.read_bytes())
    kept = Path(services.KEPT) / f"schema-{told.hexdigest()[:16]}.dump"
    for other in kept.parent.glob("schema-*.dump"):
        if other != kept:
            other.unlink(missing_ok=True)
    return kept
