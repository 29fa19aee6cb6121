"""Households and measures of the stories about incomes before and after, and the same arithmetic in plain Python."""

import datetime as dt
from decimal import Decimal
from statistics import quantiles

from accounts.models import User
from cases.models import Measure
from core.dates import add_months
from povwatch.tests.factories import household, led_to, told

LAST = dt.date(2025, 5, 1)  # the latest month of a beginning whose year after is over in June 2026


def family(where, before, after, *, month=LAST, people=1, **fields):
    """A household with so many yuan a head in the year before a month, and in the year after it."""
    home = household(where, people=people, **fields)
    for first, yuan in ((add_months(month, -12), before), (add_months(month, 1), after)):
        if yuan is not None:
            told(home, {"wages_labour": Decimal(yuan) * people}, first=first, months=12)
    return home


def given(home, on=LAST, group="employment", started_on=None, **fields):
    """A measure delivered on a day, and perhaps started on an earlier one."""
    by, _is_new = User.objects.get_or_create(username="giver")
    fields = {"state": "delivered", "delivered_on": on, "title": "A course", "planned_on": on, "by": by, **fields}
    made = Measure.objects.create(household=home, group=group, **fields)
    if started_on:
        led_to(made, "started", started_on, step="start")
    return led_to(made, on=on, step="deliver")


def quarters(changes) -> list:
    return changes * 3 if len(changes) == 1 else quantiles(changes, n=4, method="inclusive")
