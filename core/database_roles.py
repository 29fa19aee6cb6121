"""The roles in the database. The owner has the tables: it migrates and makes samples. The application, which pages and
workers sign in as, can neither change or empty a table, nor turn a trigger off, nor alter what is only ever added. The
role of retention, which the nightly work puts on for a moment, ends what is due there, and nothing else: which rows
that are is said by triggers and policies of the tables, not by who asks."""

from contextlib import contextmanager

import pghistory.models
from django.apps import apps
from django.conf import settings
from django.core.checks import Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connection, transaction
from django.db.backends.signals import connection_created
from django.dispatch import receiver

from .sql import execute_sql, fetch_rows, quote_names

# Whoever may switch triggers off for a moment (pgtrigger.ignore): a setting of the session, which anybody could choose.
ONLY_THE_OWNER_IGNORES = """
CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name NAME) RETURNS BOOLEAN AS $$
    SELECT CASE WHEN coalesce(current_setting('pgtrigger.ignore', TRUE), '') = '' THEN FALSE
        ELSE pg_has_role(current_user, {owner}, 'MEMBER')
             AND trigger_name::text = ANY (current_setting('pgtrigger.ignore', TRUE)::text[]) END
$$ LANGUAGE sql STABLE
"""


CAN_PUT_ON = "SELECT FROM pg_roles WHERE rolname = %s AND pg_has_role(current_user, oid, 'MEMBER')"
found_right: set[str] = set()  # databases that this process has found to have no such role


# Whether rows of insert-only tables may be ended at this moment: asked by their triggers.
MAY_END = """
CREATE OR REPLACE FUNCTION public.povwatch_may_end() RETURNS BOOLEAN AS $$
    SELECT {condition}
$$ LANGUAGE sql STABLE
"""
ONE_ROLE_ENDS = "coalesce(current_setting('povwatch.ending', TRUE), '') = 'on'"  # without DATABASE_OWNER_URL


@contextmanager
def as_retention():
    """Work as the role that ends data inside this context, in one transaction. It deletes from the log what lies before
    a cut, and the history of what was made anonymous; every other row it is refused."""
    with transaction.atomic():
        ((before,),) = fetch_rows("SELECT current_user")
        if settings.DATABASE_OWNER is None:
            fetch_rows("SELECT set_config('povwatch.ending', 'on', true)")
        else:
            execute_sql(f"SET LOCAL ROLE {quote_names(settings.DATABASE_RETENTION)}")
        yield
        if settings.DATABASE_OWNER is None:
            fetch_rows("SELECT set_config('povwatch.ending', '', true)")
        else:
            execute_sql(f"SET LOCAL ROLE {quote_names(before)}")


@contextmanager
def as_owner():
    """Work as the owner of the tables inside this context. Where DATABASE_OWNER_URL is not named, one role does both.

    The tests sign in as the owner and put the application's role on; everywhere else it takes a connection of its
    own, so that no page or worker could do it."""
    owner = settings.DATABASE_OWNER
    if owner is None:
        yield
        return
    ((signed_in, role),) = fetch_rows("SELECT session_user, current_user")
    change = role_put_on if signed_in == owner["USER"] else connected
    with change(owner, role):
        yield


@contextmanager
def role_put_on(owner, role):
    execute_sql(f"SET ROLE {quote_names(owner['USER'])}")
    try:
        yield
    finally:
        if not connection.needs_rollback:  # else the rollback takes it back
            execute_sql(f"SET ROLE {quote_names(role)}")


@contextmanager
def connected(owner, _role):
    if connection.in_atomic_block:
        raise RuntimeError("The owner works on a connection of its own: begin before the transaction does.")
    given = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(owner)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(given)


@receiver(connection_created)
def refuse_open_wall(connection, **_more) -> None:
    """Raise ImproperlyConfigured, and close the connection, where the database has a role for pages that this process
    would not put on, because it was not told of the owner: every page would be shown every row. Asked once a
    process."""
    place = connection.settings_dict["NAME"]
    if settings.DATABASE_OWNER is not None or connection.alias != DEFAULT_DB_ALIAS or place in found_right:
        return
    with connection.cursor() as cursor:
        cursor.execute(CAN_PUT_ON, [settings.DATABASE_PAGES])
        has_wall = bool(cursor.rowcount)
    if has_wall:
        connection.close()
        raise ImproperlyConfigured(
            "This database keeps pages within their villages by roles, and DATABASE_OWNER_URL is not set: name the "
            "owner of the tables in it, for pages and workers without the password (docs/operating.md)."
        )
    found_right.add(place)


class OwnerCommand(BaseCommand):
    """A command that needs the owner of the tables: for whoever runs the site, at its machine."""

    def execute(self, *args, **options):
        with as_owner():
            return super().execute(*args, **options)


@register(Tags.security, deploy=True)
def check_two_roles(app_configs, **_options) -> list:
    """Warn that one role does everything: then nothing but the pages themselves keeps rows within a territory."""
    if settings.DATABASE_OWNER is not None and settings.DATABASE_OWNER["USER"] != settings.DATABASE_APPLICATION:
        return []
    hint = "Name the owner of the tables in DATABASE_OWNER_URL, and another role in DATABASE_URL: docs/operating.md."
    return [Warning("Pages and workers sign in to the database as the owner of its tables.", hint=hint, id="core.W001")]


def insert_only_tables() -> list[str]:
    """Return the tables whose rows nobody changes or deletes: earlier versions, steps, the access log."""
    return sorted(model._meta.db_table for model in apps.get_models() if is_insert_only(model))


def is_insert_only(model) -> bool:
    protected = any(trigger.name == "insert_only" for trigger in getattr(model._meta, "triggers", ()))
    return protected or issubclass(model, pghistory.models.Event)


def require_roles() -> None:
    """Raise CommandError where the database has not got the roles of pages and workers, with what makes them."""
    application, pages, ends = settings.DATABASE_APPLICATION, settings.DATABASE_PAGES, settings.DATABASE_RETENTION
    quoted, way = quote_names(application), quote_names(f"{application}_to_retention")
    require_role(pages, f"GRANT {quote_names(pages)} TO {quoted};", "that pages put on")
    put_on = (
        f"CREATE ROLE {way} NOINHERIT; GRANT {quote_names(ends)} TO {way}; GRANT {way} TO {quoted};"
        "  -- the way to it passes no right on"
    )
    require_role(ends, put_on, "that ends data which is due")


def require_role(role, put_on, what) -> None:
    """Raise CommandError unless the application can put this role on, with the statements that let it."""
    known = fetch_rows("SELECT FROM pg_roles WHERE rolname = %s", [role])
    application = settings.DATABASE_APPLICATION
    if known and fetch_rows("SELECT pg_has_role(%s, %s, 'MEMBER')", [application, role])[0][0]:
        return
    raise CommandError(
        f"The database lacks the role {what}. Once, as the administrator of the database:\n"
        f"CREATE ROLE {quote_names(role)}; {put_on}"
    )


def grant_application_rights() -> None:
    """Let the application read and write rows, and nothing else. Repeated after every migration, for new tables."""
    owner = settings.DATABASE_OWNER
    if owner is None:
        execute_sql(MAY_END.format(condition=ONE_ROLE_ENDS))
        return
    require_roles()
    both, insert_only = quote_names(settings.DATABASE_APPLICATION, settings.DATABASE_PAGES), insert_only_tables()
    execute_sql("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    execute_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {both}")
    execute_sql(f"GRANT USAGE ON SCHEMA public TO {both}")
    execute_sql(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {both}")
    execute_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {both}")
    execute_sql(f"REVOKE UPDATE, DELETE ON {quote_names(*insert_only)} FROM {both}")
    execute_sql(f"REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {both}")
    execute_sql(ONLY_THE_OWNER_IGNORES.format(owner=f"'{owner['USER']}'"))
    grant_retention_rights(insert_only)


def grant_retention_rights(insert_only) -> None:
    """Let the role of retention read everything, and delete from what is only ever added: which rows, the triggers and
    policies of these tables say."""
    ends = quote_names(settings.DATABASE_RETENTION)
    execute_sql(f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {ends}")
    execute_sql(f"GRANT USAGE ON SCHEMA public TO {ends}")
    execute_sql(f"GRANT SELECT ON ALL TABLES IN SCHEMA public TO {ends}")
    execute_sql(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {ends}")
    execute_sql(f"GRANT INSERT, DELETE ON {quote_names(*insert_only)} TO {ends}")
    execute_sql(MAY_END.format(condition=f"current_user = '{settings.DATABASE_RETENTION}'"))
