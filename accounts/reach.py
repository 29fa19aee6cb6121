"""What the database shows a page: a page runs in one transaction, as the role of pages, with the villages and counties
of the person who looks. Where a query forgot `visible_to`, nothing is found. The policies: accounts/row_policies.py."""

from contextlib import contextmanager
from functools import wraps

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404
from psycopg2.extensions import TRANSACTION_STATUS_INERROR

from core.sql import fetch_rows

LONGEST_STATEMENT, LONGEST_WAIT = "30s", "10s"  # of a page: then it says that it is busy (povwatch/busy.py)
REACH_SQL = """
SELECT set_config('statement_timeout', %s, true), set_config('lock_timeout', %s, true),
       set_config('role', %s, true), set_config('povwatch.person', %s, true),
       set_config('povwatch.villages', villages, true), set_config('povwatch.counties', counties, true)
FROM (SELECT coalesce(array_agg(id), '{}')::text AS villages FROM accounts_area WHERE path LIKE ANY (%s)) AS one,
     (SELECT coalesce(array_agg(id), '{}')::text AS counties FROM accounts_area
      WHERE level = 'county' AND code = ANY (%s)) AS other
"""
BACK_SQL = """
SELECT set_config('role', %s, true), set_config('povwatch.person', %s, true),
       set_config('povwatch.villages', %s, true), set_config('povwatch.counties', %s, true)
"""


def within_reach(paths_of):
    """Return a decorator: the page runs in one transaction that is shown the rows below `paths_of(user)` alone. It is
    committed before anything is answered, and given up when the page fails; a refusal keeps what was logged."""

    def decorate(view):
        @wraps(view)
        def reached(request, *args, **kwargs):
            with transaction.atomic(), reach_of(paths_of(request.user), request.user):
                try:
                    return view(request, *args, **kwargs)
                except (Http404, PermissionDenied) as refusal:
                    refused = refusal
            raise refused

        return reached

    return decorate


def county_paths(areas) -> list[str]:
    return sorted({f"{area.county_code}/" for area in areas})


@contextmanager
def reach_of(paths, person=None):
    """Show only the rows of the areas below these paths, and what is a person's own, inside this context, which lies in
    a transaction. Where one role does everything (no DATABASE_OWNER_URL) the database shows all."""
    if settings.DATABASE_OWNER is None:
        yield
        return
    outside = settings.DATABASE_APPLICATION, "", "", ""
    before, codes = getattr(connection, "reach", outside), [path.split("/")[0] for path in paths]
    who = str(person.pk) if person else before[1]
    below = [f"{path}%" for path in paths]
    limits = [LONGEST_STATEMENT, LONGEST_WAIT]
    [told] = fetch_rows(REACH_SQL, [*limits, settings.DATABASE_PAGES, who, below, codes])
    connection.reach = told[len(limits) :]
    try:
        yield
    finally:
        connection.reach = before
        ends = before == outside and not connection.savepoint_ids  # the whole transaction, and its reach with it
        if not ends:
            go_back(before)


def go_back(before) -> None:
    """Show again what was shown before; after an error the rollback does so."""
    if not connection.needs_rollback and connection.connection.info.transaction_status != TRANSACTION_STATUS_INERROR:
        fetch_rows(BACK_SQL, before)


@contextmanager
def beyond_reach(why):
    """Let a piece of work that knows no territory see all rows inside this context, and say why: a count of what waits,
    a visit that is filed wherever its household lies. It returns nothing that `visible_to` would hide."""
    if not why:
        raise ValueError("Say why this work may see all rows.")
    before = getattr(connection, "reach", None)
    if before is None or before[0] != settings.DATABASE_PAGES:  # outside of a page nothing is hidden
        yield
        return
    connection.reach = (settings.DATABASE_APPLICATION, *before[1:])
    fetch_rows(BACK_SQL, connection.reach)
    try:
        yield
    finally:
        connection.reach = before
        go_back(before)
