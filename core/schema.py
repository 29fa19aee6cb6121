"""A check whether the database fits this program."""

from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OUR_APPS = {"accounts", "policy", "households", "visits", "alerts", "cases", "reports"}  # the apps that had tables then
TOO_OLD = "This database was made by an earlier povwatch, before its first release, and cannot be brought up to date."
WHAT_TO_DO = (
    "Start with an empty database: name another one in DATABASE_URL, or another folder in POVWATCH_HOME. If real data "
    "lie in the old one, take them along with the earlier program: export the registry, and import it here."
)


@register(Tags.database)
def check_database_age(databases=None, **_options) -> list:
    """Refuse a database whose tables were made by migrations that are no longer part of povwatch."""
    return [Error(TOO_OLD, hint=WHAT_TO_DO, id="core.E001")] if databases and forgotten_migrations() else []


def forgotten_migrations() -> set[tuple[str, str]]:
    """Return the migrations of our apps, (app, name), that were applied and that this program does not have."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:  # no answer: other checks report that
        return set()
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    return {(app, name) for app, name in applied - known if app in OUR_APPS}
