"""The kinds of data that end. Each app declares its own in its `endings.py`:

@ends("photos", order=30, key="keep_photo_months", label=_("Photos of visits"), due=due_photos)
def end_photos(county, up_to, most):
    ...     # ends at most so many of those that are due, the oldest first, and returns how many

`due(county, up_to)` returns the rows that began before the day `up_to`, for the preview and for the work alike. What is
in use is left out of it by `free_to_end`."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from accounts.audit.details import name_access_detail
from core.catalogue import Catalogue
from core.dates import SHANGHAI
from core.text import Label
from households.models import DataHold
from policy.keys import PARAMETER_KEYS
from policy.units import DAYS

ENDINGS = Catalogue("kind of data that ends")
name_access_detail("kind", named=lambda code: (known := ENDINGS.get(code)) and known.label)
IN_USE = Catalogue("reason for which a household's data does not end")  # functions that return keys of households


@dataclass(frozen=True)
class Ending:
    """One kind of data that ends. `key` names the parameter that says after how long."""

    code: str
    order: int
    key: str
    label: Label
    due: Callable
    end: Callable
    prepare: Callable = lambda county: None  # once a night before the first of them ends, in transactions of its own

    def up_to(self, p) -> dt.date | None:
        """Return the day before which everything of this kind is due; None while no value is in force."""
        if not p.in_force(self.key):
            return None
        kept = p.values[self.key]
        return p.ago(kept) if PARAMETER_KEYS[self.key].unit == DAYS else p.months_ago(kept)


def ends(code, *, order, key, label, due, **more):
    """Declare a kind of data that ends; the decorated function ends it."""

    def declare(end):
        ENDINGS.add(code, Ending(code, order, key, label, due, end, **more))
        return end

    return declare


def endings_in_order() -> list[Ending]:
    return sorted(ENDINGS.values(), key=lambda kind: kind.order)


def ended_kind_label(code: str) -> str:
    return str(ENDINGS[code].label) if code in ENDINGS else code


def beginning_of(day: dt.date) -> dt.datetime:
    """Return the moment at which a day begins in Shanghai."""
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


def free_to_end(rows, household: str):
    """Leave out the rows of households that are in use: held in a dispute, in an open case. `household` is the road
    from a row to its household."""
    for used in IN_USE.values():
        rows = rows.exclude(**{f"{household}__in": used()})
    return rows


IN_USE.add("held", lambda: DataHold.objects.standing().values("household"))
