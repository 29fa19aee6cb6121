"""What waits for one person, as the page shows it: groups by what must be done, each with its first rows."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F

from accounts.reach import beyond_reach
from core.dates import today

from .counts import Waiting, counties_of
from .declare import WAITING_KINDS, WaitingKind, WaitingRow

ROWS_SHOWN = 5  # of each group


@dataclass(frozen=True)
class WaitingGroup:
    """One kind on the page: how much of it waits, and its most urgent rows."""

    kind: WaitingKind
    waiting: Waiting
    rows: list[WaitingRow]

    @property
    def more(self) -> int:
        return self.waiting.number - len(self.rows)

    @property
    def first_until(self) -> dt.date:
        """Return the first day until when something of the group must be done; the end of time when none has one."""
        return next((row.until for row in self.rows if row.until), dt.date.max)


def waiting_groups(user, counts) -> list[WaitingGroup]:
    """Return the groups of what waits for this person: overdue ones first, then by the first day, then by order."""
    groups = [
        WaitingGroup(WAITING_KINDS[code], waiting, waiting_rows(WAITING_KINDS[code], user, stop=ROWS_SHOWN))
        for code, waiting in counts.items()
    ]
    return sorted(groups, key=lambda one: (not one.waiting.overdue, one.first_until, one.kind.order))


@beyond_reach("who may be entered twice may live next door")
def waiting_rows(kind, user, *, start=0, stop) -> list[WaitingRow]:
    """Return the rows of a kind from `start` to `stop`, the first day first; of several counties together."""
    found = []
    for county in counties_of(user):
        rows = kind.shown.related(kind.rows_for(user, county, today()))
        rows = rows.order_by(F("waits_until").asc(nulls_last=True), F("waits_since").asc(nulls_last=True), "pk")
        found += [kind.shown.row(thing) for thing in rows[:stop]]
    return sorted(found, key=row_order)[start:stop]


def row_order(row) -> tuple:
    return (row.until or dt.date.max, row.since or dt.date.max)
