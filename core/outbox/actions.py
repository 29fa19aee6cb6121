"""Putting work into the outbox, and doing what is in it."""

import datetime as dt
import logging
from itertools import groupby

from django.db import transaction
from django.db.models import F, Q
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
FIRST_WAIT = dt.timedelta(seconds=30)  # before a failed row is tried again; then twice as long each time

PUT = """
    INSERT INTO core_outboxrow (kind, county, key, language, version, added_at, not_before, attempts, error)
    VALUES (%(kind)s, %(county)s, %(key)s, %(language)s, 1, %(now)s, %(now)s, 0, '')
    ON CONFLICT (county, kind, key) DO UPDATE
    SET version = core_outboxrow.version + 1, language = excluded.language, not_before = %(now)s, attempts = 0,
        error = ''
"""


def put_in_outbox(kind: str, county: str, key) -> None:
    """Note, in this transaction, that something must still be done, and have it done soon after the commit. `county` is
    the code of the county."""
    said = {"kind": kind, "county": county, "key": str(key), "language": get_language() or "en"}
    execute_sql(PUT, said | {"now": timezone.now()})
    if OUTBOX_KINDS[kind].at_once:
        transaction.on_commit(lambda: deliver_now(kind, county, str(key)), robust=True)
    else:
        transaction.on_commit(lambda: call_for_delivery(kind, county), robust=True)


def lies_in_outbox(kind: str, county: str, key) -> bool:
    """Whether this must still be done."""
    return OutboxRow.objects.filter(kind=kind, county=county, key=str(key)).exists()


def call_for_delivery(kind: str, county: str) -> None:
    """Tell a worker that there is something in the outbox."""
    send_to_worker("core.tasks.deliver_from_outbox", kind, county)


def deliver_now(kind: str, county: str, key: str) -> None:
    """Deliver one row in this process. When it fails it is left to the sweep."""
    deliver_rows(list(OutboxRow.objects.due().filter(kind=kind, county=county, key=key)))


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
    if deliver_rows(rows) or len(rows) == 1:
        return len(rows)
    return sum(deliver_rows([row]) for row in rows)


def deliver_rows(rows) -> bool:
    """Deliver these rows together and delete them. Returns False when that failed; a row that failed alone waits longer
    each time, and is set aside in the end."""
    if not rows:
        return True
    try:
        with translation.override(rows[0].language):
            OUTBOX_KINDS[rows[0].kind].deliver(rows[0].county, rows)
    except Exception as error:  # of any kind: the row stays and is tried again
        log.error("Outbox (%s, %s rows) failed: %s", rows[0].kind, len(rows), error_in_short(error))
        if len(rows) == 1:
            postpone_row(rows[0], error)
        return False
    seen = Q()
    for row in rows:
        seen |= Q(pk=row.pk, version=row.version)  # a row that was put in again meanwhile has another version
    OutboxRow.objects.filter(seen).delete()
    return True


def postpone_row(row, error) -> None:
    OutboxRow.objects.filter(pk=row.pk, version=row.version).update(
        attempts=F("attempts") + 1,
        not_before=timezone.now() + FIRST_WAIT * 2**row.attempts,
        error=error_in_short(error)[:500],
    )


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
