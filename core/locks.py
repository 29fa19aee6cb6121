"""Named locks kept by the database (django-pglock). A lock ends with its connection, so a killed worker frees it."""

import pglock
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from .sql import fetch_rows

OWN_CONNECTION = (
    "This needs a connection of its own, and PgBouncer lends one for a transaction only: it would hold a lock that is "
    "another's. Name PostgreSQL itself in DATABASE_URL, and leave DATABASE_POOLED to the web processes."
)


def hold_work_lock(name: str):
    """Hold the lock of a long piece of work while the block runs: `with hold_work_lock("job 7") as held`. It never
    waits: `held` says whether this process got the lock."""
    if settings.DATABASE_POOLED:
        raise ImproperlyConfigured(OWN_CONNECTION)
    return pglock.advisory(name, timeout=0)


def wait_for_turn(name: str, *, shared: bool = False) -> None:
    """Wait until nobody else holds the lock, and hold it until this transaction ends; with `shared`, together with
    others that share it."""
    pglock.advisory(name, xact=True, shared=shared).acquire()


def try_turn(name: str, *, shared: bool = False, seconds: float = 0) -> bool:
    """Take the lock until this transaction ends; returns False when somebody else holds it, and for all these
    `seconds`. With `shared` together with others that share it."""
    return pglock.advisory(name, xact=True, timeout=seconds, shared=shared).acquire()


def is_work_locked(name: str) -> bool:
    """Whether a process holds the lock at this moment."""
    return name in held_locks([name])


def lock_halves(name: str) -> tuple[int, int]:
    """Return the two numbers by which pg_locks knows a lock (classid, objid)."""
    high, low = pglock.advisory_id(name)
    return high & 0xFFFFFFFF, low


def held_locks(names) -> set[str]:
    """Return those of several locks that a process holds at this moment."""
    # objsubid 1 marks locks on one 64-bit number, which pg_locks shows as two halves.
    halves = {name: lock_halves(name) for name in names}
    held = fetch_rows(
        "SELECT classid, objid FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    return {name for name, half in halves.items() if half in held}
