"""One at a time: a process holds a piece of long work by an advisory lock of the database. The lock ends with the
connection, so a killed worker frees it. `kind` tells sorts of work apart, `number` the pieces of one sort."""

from contextlib import contextmanager

from django.db import connection

from .sql import execute_sql, fetch_rows

IMPORT_LOCK, EXPORT_LOCK, REPORT_ORDER_LOCK, COUNTING_LOCK = 5203, 5204, 5205, 5206  # kinds
LOCK_NUMBER_MASK = 0x7FFFFFFF  # a lock's number has 31 bits for each


@contextmanager
def hold_work_lock(kind: int, number: int):
    """Whether this process alone is at work on it."""
    locked = fetch_rows("SELECT pg_try_advisory_lock(%s, %s)", [kind, number & LOCK_NUMBER_MASK])[0][0]
    try:
        yield locked
    finally:
        if locked and not connection.needs_rollback:
            execute_sql("SELECT pg_advisory_unlock(%s, %s)", [kind, number & LOCK_NUMBER_MASK])


def is_work_locked(kind: int, number: int) -> bool:
    """Whether some process is at work on it at this moment."""
    return fetch_rows(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = %s AND objid = %s "
        "AND objsubid = 2 AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
        [kind, number & LOCK_NUMBER_MASK],
    )[0][0]
