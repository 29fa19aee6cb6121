"""How a counting is declared: one queryset whose rows are report rows.

Everything a report says is counted here, household by household, so that every figure opens the list it counts and the
sums agree at every level."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import DateField, DecimalField, IntegerField, JSONField, Q, Value
from django.db.models.functions import Cast

from accounts.models import Area
from core.catalogue import Catalogue
from policy.parameters import Parameters

COUNTINGS = Catalogue("counting")
NO_YUAN = Cast(Value(None), DecimalField(max_digits=14, decimal_places=2))
NO_DAY, NO_DETAILS = Cast(Value(None), DateField()), Cast(Value("{}"), JSONField())
ONCE, NOBODY = Value(1, IntegerField()), Value(0, IntegerField())


@dataclass(frozen=True)
class CountedMonth:
    """What is counted: a county from `first` to the end of `as_of`, by the parameters of that day. What carries no day
    counts as known at `undated_at`; None for a month counted before there was this distinction."""

    county: Area
    first: dt.date
    as_of: dt.date
    p: Parameters
    undated_at: dt.datetime | None = None

    def entered(self, field) -> Q:
        """Return the condition that a row without days was in the registry then; `field` says when it was entered."""
        return Q(**{f"{field}__lte": self.undated_at}) if self.undated_at else Q()


@dataclass(frozen=True)
class Counting:
    """`rows(month)` yields querysets, or statements, of (code, village, household, people, times, yuan, on,
    details)."""

    name: str
    rows: Callable


def counting(name):
    """Declare a counting. The decorated function returns one queryset or several, each made with `report_rows`, or
    statements with the same columns."""

    def declare(rows):
        COUNTINGS.add(name, Counting(name, rows))
        return rows

    return declare


def report_rows(
    found, *, code, village, household, people=NOBODY, times=ONCE, yuan=NO_YUAN, on=NO_DAY, details=NO_DETAILS
):
    """Return a queryset as report rows; each argument is an expression over its rows."""
    return found.order_by().values_list(code, village, household, people, times, yuan, on, details)
