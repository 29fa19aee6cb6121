"""A check whether the database fits this program."""

from django.core.checks import Error, Tags, register
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

OUR_APPS = {"accounts", "policy", "households", "visits", "alerts", "cases", "reports"}  # the apps that had tables then
TOO_OLD = (
    "This database was made by an earlier povwatch, before its first release, and cannot be brought up to date.",
    "Start with an empty database: name another one in DATABASE_URL, or another folder in POVWATCH_HOME. If real data "
    "lie in the old one, take them along with the earlier program: export the registry, and import it here.",
)
TOO_NEW = (
    "This database was brought up to date by a later povwatch than this one.",
    "Pages and workers of this version go on with it as it is. Only the later version migrates it: docs/upgrading.md.",
)
SINCE_THEN = ("core", "0001_initial")  # no database from before the first release has it


@register(Tags.database)
def check_database_age(databases=None, **_options) -> list:
    """Refuse a database that migrations changed which are not part of this povwatch."""
    if not databases or not (misfit := database_misfit()):
        return []
    what, todo = misfit
    return [Error(what, hint=todo, id="core.E001")]


def database_misfit() -> tuple[str, str] | None:
    """Return what is wrong with the age of the database, and what to do; None when it fits this program."""
    try:
        applied = set(MigrationRecorder(connection).applied_migrations())
    except DatabaseError:  # no answer: other checks report that
        return None
    known = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    if not any(app in OUR_APPS for app, _name in applied - known):
        return None
    return TOO_NEW if SINCE_THEN in applied else TOO_OLD
