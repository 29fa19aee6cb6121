"""Households and measures of the stories about incomes before and after, and the same arithmetic in plain Python."""

import datetime as dt
from decimal import Decimal
from statistics import quantiles

from django.db import transaction

from accounts.models import User
from cases.models import Measure
from core.dates import add_months, month_number
from povwatch.tests.factories import household, led_to, told
from reports.models import MeasureEffect

TODAY = dt.date(2026, 6, 15)
LAST = dt.date(2025, 5, 1)  # the latest month of a beginning whose year after is over in June 2026


def family(where, before, after, *, month=LAST, people=1, **fields):
    """A household with so many yuan a head in the year before a month, and in the year after it."""
    home = household(where, people=people, **fields)
    for first, yuan in ((add_months(month, -12), before), (add_months(month, 1), after)):
        if yuan is not None:
            told(home, {"wages_labour": Decimal(yuan) * people}, first=first, months=12)
    return home


@transaction.atomic  # the measure and its steps together, as the database asks
def given(home, on=LAST, group="employment", started_on=None, **fields):
    """A measure delivered on a day, and perhaps started on an earlier one."""
    by, _is_new = User.objects.get_or_create(username="giver")
    fields = {"state": "delivered", "delivered_on": on, "title": "A course", "planned_on": on, "by": by, **fields}
    made = Measure.objects.create(household=home, group=group, **fields)
    if started_on:
        led_to(made, "started", started_on, step="start")
    return led_to(made, on=on, step="deliver")


def others(where, changes, **fields):
    """Households without a measure whose income a head changed by so many yuan."""
    return [family(where, 8_000, 8_000 + change, **fields) for change in changes]


def effect_of(home) -> MeasureEffect:
    return MeasureEffect.objects.get(household=home)


def quarters(changes) -> list:
    return changes * 3 if len(changes) == 1 else quantiles(changes, n=4, method="inclusive")


class Told:
    """A household drawn by chance, whose income is known from some month on and changes twice; perhaps with a measure
    that began in one of three months. What it is worked out to is plain Python."""

    def __init__(self, chance, villages):
        self.people, self.kind = chance.randint(1, 6), chance.choice(["lifted", "lifted", "general"])
        self.begun = chance.choice([None, None, *(add_months(LAST, back) for back in (0, -1, -2))])
        self.home = household(chance.choice(villages), people=self.people, kind=self.kind)
        first = chance.choice([-14, -14, -13, -12, -6])
        self.a_head = {}  # yuan of each month, by its number
        for start, end in ((first, -5), (-5, 4), (4, 13)):
            self.tell(add_months(LAST, start), end - start, chance.randrange(100, 2_000))
        if self.begun:
            given(self.home, self.begun)

    def tell(self, first, months, yuan):
        told(self.home, {"wages_labour": Decimal(yuan) * months * self.people}, first=first, months=months)
        self.a_head |= {month_number(first) + later: yuan for later in range(months)}

    @property
    def size(self) -> int:
        return next(place for place, most in enumerate((1, 2, 4, 99)) if self.people <= most)

    def year(self, first):
        """Return the income a head of twelve months from one on; None where one of them is unknown."""
        told_of = [self.a_head.get(month_number(first) + later) for later in range(12)]
        return None if None in told_of else sum(told_of)

    def change(self, month):
        before, after = self.year(add_months(month, -12)), self.year(add_months(month, 1))
        return None if before is None else after - before
