"""The kinds of work that the outbox holds. Each app declares its own in its `jobs.py`:

@outbox_kind("recompute_household", label=_("Recompute a household"))
def recompute_households(county, rows):
    ...                       # all that waits in one county, at once; raising leaves the rows where they are
"""

from collections.abc import Callable
from dataclasses import dataclass

from core.catalogue import Catalogue

OUTBOX_KINDS = Catalogue("kind of outbox row")


@dataclass(frozen=True)
class OutboxKind:
    """The way in which one kind is delivered. With `at_once` it is tried in the same process right after the commit, so
    that the next page shows it; otherwise a worker is told. The sweep of each minute does what was left."""

    name: str
    label: str
    deliver: Callable
    at_once: bool = False


def outbox_kind(name, *, label, at_once=False):
    """Declare a kind of row; the decorated function delivers several: `deliver(county_code, rows)`."""

    def declare(deliver):
        OUTBOX_KINDS.add(name, OutboxKind(name, label, deliver, at_once))
        return deliver

    return declare
