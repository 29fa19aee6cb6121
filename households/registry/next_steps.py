"""What is to be done next for a household, on the first screen of its portrait. Apps above add theirs in their own
`portrait.py`:

    @next_step("alert", order=10)
    def settle_alert(request, household):
        return NextStep(_("The village: accept the alert."), url, _("Open alert"), until)    # None: nothing to do
"""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from core.catalogue import Catalogue
from core.text import Label

NEXT_STEPS = Catalogue("next step of the portrait")


class NextStep(NamedTuple):
    """One thing to be done: who does what, where (with the words of its button), and until which day."""

    words: Label
    url: str
    link: Label
    until: dt.date | None = None


class DeclaredStep(NamedTuple):
    order: int
    step: Callable


def next_step(code, *, order):
    """Declare what may have to be done next; among those with the same day a lower `order` stands first."""

    def declare(function):
        NEXT_STEPS.add(code, DeclaredStep(order, function))
        return function

    return declare


def next_steps(request, household) -> list[NextStep]:
    """Return what is to be done for a household on file, the earliest day first and what has no day last."""
    if household.state != "active":
        return []
    declared = sorted(NEXT_STEPS.values(), key=lambda one: one.order)
    found = [step for one in declared if (step := one.step(request, household))]
    return sorted(found, key=lambda step: step.until or dt.date.max)
