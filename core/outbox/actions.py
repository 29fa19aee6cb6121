"""Putting work into the outbox, and doing what is in it."""

import logging
from itertools import groupby

from django.db import transaction
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import get_language

from core.broker import send_to_worker
from core.jobs.errors import error_in_short
from core.locks import hold_work_lock
from core.sql import execute_sql

from .kinds import OUTBOX_KINDS
from .models import OutboxRow

log = logging.getLogger(__name__)
MOST_AT_ONCE = 500  # rows delivered together

PUT = """
    INSERT INTO core_outboxrow (kind, county, key, language, version, added_at, not_before, attempts, error)
    SELECT %(kind)s, %(county)s, key, %(language)s, 1, %(now)s, %(now)s, 0, '' FROM unnest(%(keys)s::text[]) AS key
    ON CONFLICT (county, kind, key) DO UPDATE
    SET version = core_outboxrow.version + 1, language = excluded.language, not_before = %(now)s, attempts = 0,
        error = ''
"""


COUNT_ATTEMPT = """
    UPDATE core_outboxrow SET not_before = %(now)s + interval '30 seconds' * power(2, attempts), attempts = attempts + 1
    WHERE id = ANY(%(keys)s)
"""


def put_in_outbox(kind: str, county: str, key) -> None:
    """Note, in this transaction, that something must still be done, and have it done soon after the commit. `county` is
    the code of the county."""
    put_all_in_outbox(kind, county, [key])


def put_all_in_outbox(kind: str, county: str, keys) -> None:
    """Note the same for several keys at once."""
    if not (keys := [str(key) for key in keys]):
        return
    said = {"kind": kind, "county": county, "keys": keys, "language": get_language() or "en"}
    execute_sql(PUT, said | {"now": timezone.now()})
    if OUTBOX_KINDS[kind].at_once:
        transaction.on_commit(lambda: deliver_now(kind, county, keys), robust=True)
    else:
        transaction.on_commit(lambda: call_for_delivery(kind, county), robust=True)


def lies_in_outbox(kind: str, county: str, key) -> bool:
    """Whether this must still be done."""
    return OutboxRow.objects.filter(kind=kind, county=county, key=str(key)).exists()


def call_for_delivery(kind: str, county: str) -> None:
    """Tell a worker that there is something in the outbox."""
    send_to_worker("core.tasks.deliver_from_outbox", kind, county)


def deliver_now(kind: str, county: str, keys: list[str]) -> None:
    """Deliver some rows in this process. When it fails they are left to the sweep."""
    deliver_rows(list(OutboxRow.objects.due().filter(kind=kind, county=county, key__in=keys)))


def deliver_outbox(kind: str, county: str) -> int | None:
    """Deliver what is due of one kind in one county, all at once; when that fails, one by one, so that one bad row does
    not block the others. Returns the number of rows; None while another worker delivers them."""
    with hold_work_lock(f"outbox {kind} {county}") as held:
        if not held:
            return None
        # Sorted, because groupby joins neighbours only; a group is delivered in the language of those who asked.
        rows = sorted(OutboxRow.objects.due().filter(kind=kind, county=county)[:MOST_AT_ONCE], key=language_of_row)
        return sum(deliver_group(list(group)) for _language, group in groupby(rows, key=language_of_row))


def language_of_row(row) -> str:
    return row.language


def deliver_group(rows) -> int:
    """Deliver rows of one language. Those that were tried before go one by one: perhaps a worker died at one of
    them."""
    fresh = [row for row in rows if not row.attempts]
    if deliver_rows(fresh):
        return len(fresh) + sum(deliver_rows([row]) for row in rows if row.attempts)
    return sum(deliver_rows([row]) for row in rows)


def deliver_rows(rows) -> bool:
    """Deliver these rows together and delete them. Returns False when that failed; a row that failed alone waits longer
    each time, and is set aside in the end. An attempt is counted before it is made, because it may be the worker's
    last."""
    if not rows:
        return True
    keys = [row.pk for row in rows]
    execute_sql(COUNT_ATTEMPT, {"now": timezone.now(), "keys": keys})
    try:
        with translation.override(rows[0].language):
            OUTBOX_KINDS[rows[0].kind].deliver(rows[0].county, rows)
    except Exception as error:  # of whatever kind: the row stays, and comes again
        told = error_in_short(error)
        log.error("Outbox (%s, %s rows) failed: %s", rows[0].kind, len(rows), told)
        failed = OutboxRow.objects.filter(pk__in=keys)
        failed.update(error=told[:500]) if len(rows) == 1 else failed.update(attempts=0, not_before=timezone.now())
        return False
    seen = Q()
    for row in rows:
        seen |= Q(pk=row.pk, version=row.version)  # a row that was put in again meanwhile has another version
    OutboxRow.objects.filter(seen).delete()
    return True


def sweep_outbox() -> int:
    """Deliver whatever is due, kind by kind and county by county. Returns the number of rows."""
    due = OutboxRow.objects.due().order_by().values_list("kind", "county").distinct()
    return sum(deliver_outbox(kind, county) or 0 for kind, county in due if kind in OUTBOX_KINDS)


def retry_outbox_row(row) -> bool:
    """Try a row again that was set aside. Returns False when it no longer is."""
    aside = OutboxRow.objects.set_aside().filter(pk=row.pk)
    if not aside.update(attempts=0, error="", not_before=timezone.now()):
        return False
    transaction.on_commit(lambda: call_for_delivery(row.kind, row.county), robust=True)
    return True
