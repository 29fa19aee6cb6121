"""What clearing and suggestions say of an income: the sums of twelve months, against the line, and how well each is
known."""

import datetime as dt
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from core.dates import MonthWindow, add_months, first_of_month
from households.facts import carried_months, known_months, net_sum, stale_months
from households.income.known import income_known_sentence
from households.income.words import income_words, yuan_words
from households.models import IncomeRecord, Member, present_on
from households.registry import income
from policy import parameters


class TwelveMonthSum(NamedTuple):
    """The income per person of twelve months in yuan, None where it is not known, and how many of these months are
    known and carried forward."""

    per_person: Decimal | None
    known: int
    carried: int


def rolling_incomes(household, day, months_back) -> list[TwelveMonthSum]:
    """Return the sums of the twelve full months before this month and before each of the `months_back` - 1 months
    earlier."""
    stale = stale_months(parameters.parameters_on(day, household.county))
    ends = [add_months(first_of_month(day), -back) for back in range(months_back)]
    wanted = {}
    for back, end in enumerate(ends):
        wanted |= {f"{name}{back}": value for name, value in facts_of_twelve_months(end, stale).items()}
    records = IncomeRecord.objects.filter(household=household).order_by("household")
    told: dict = dict(records.values("household").annotate(**wanted).first() or {})
    people = people_on_last_days(household, ends)
    return [
        TwelveMonthSum(
            income.amount_per_person(told.get(f"net{back}"), people[f"net{back}"]),
            told.get(f"known{back}", 0),
            told.get(f"carried{back}", 0),
        )
        for back in range(months_back)
    ]


def facts_of_twelve_months(end, stale) -> dict:
    """Return the aggregates of income records that tell of the twelve months before `end`."""
    window = MonthWindow(add_months(end, -12), end)
    known, carried = known_months(window, stale), carried_months(window, stale)
    return {"net": net_sum(window, end - dt.timedelta(1), stale), "known": known, "carried": carried}


def people_on_last_days(household, ends) -> dict:
    """Return {"net0": people, ...}: how many shared the income on the day before each of `ends`."""
    counts = {f"net{back}": Count("pk", filter=present_on(end - dt.timedelta(1))) for back, end in enumerate(ends)}
    return Member.objects.filter(household=household).aggregate(**counts)


def stays_above_line(line, sums) -> bool | None:
    """Return whether each of these yearly incomes was above the monitoring line; None when one is not known."""
    return None if None in sums else min(sums) > line


def unknown_sums_in_words(sums) -> str:
    """Return how many of the twelve-month sums are not known."""
    unknown = sum(one.per_person is None for one in sums)
    return _("Not known for %(unknown)s of %(all)s sums of twelve months.") % {"unknown": unknown, "all": len(sums)}


def income_against_line(amount, line) -> str:
    """Return both in a sentence: "9,000 yuan, against a line of 8,800 yuan."."""
    said = {"income": income_words(amount), "line": yuan_words(line)}
    return capfirst(_("%(income)s, against a line of %(line)s.") % said)


def known_income_sentence(found) -> str:
    """Return how many of the twelve months of these figures are known."""
    is_known = found["per_capita"] is not None
    return income_known_sentence(found["income_known"], found["income_carried"], is_known=is_known)


def ask_income_remedy() -> str:
    return _("Ask for the income of every month on a visit.")
