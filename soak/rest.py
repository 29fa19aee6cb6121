"""Left alone after the last fault: how long it takes until everything is done."""

import time

from django.db import connection

from core.jobs.models import Job
from core.outbox.models import OutboxRow
from visits.signals import RECOMPUTE

RECOMPUTED_WITHIN = 120  # seconds after the last fault
FINISHED_WITHIN = 900  # seconds, for orders whose work was tried several times


def seconds_until(done, since, most) -> float | None:
    """Wait until something is done, and return how many seconds after `since` that was; None when it takes longer than
    it may."""
    while not done():
        if time.time() - since > most:
            return None
        time.sleep(0.5)
    return time.time() - since


def all_recomputed() -> bool:
    """Whether no visit waits for its household's colour."""
    return not OutboxRow.objects.filter(kind=RECOMPUTE).exists()


def all_finished() -> bool:
    """Whether nobody waits for anything."""
    return not Job.objects.open().exists() and not OutboxRow.objects.waiting().exists()


def left_alone(since, recomputed_within=RECOMPUTED_WITHIN) -> tuple[float | None, float | None]:
    """Return after how many seconds every visit was recomputed, and every order finished; None where it was not."""
    connection.close()  # it may have died with the last fault
    recomputed = seconds_until(all_recomputed, since, recomputed_within)
    return recomputed, seconds_until(all_finished, since, FINISHED_WITHIN)
