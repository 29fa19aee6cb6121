"""The income snapshot: what was known of a household on the day of a decision, stored with the decision.

It holds the income of twelve full months and the guarantees, so that a decision can be read against what was known
then."""

import datetime as dt

from django.db.models import Sum

from core.dates import twelve_full_months
from households.facts import shares_on, stale_months
from households.models import GuaranteeCheck, IncomeRecord
from households.registry import income
from policy import parameters

SNAPSHOT_FACTS = (
    "people",
    "net",
    "per_capita",
    "income_known",
    "income_carried",
    "claims",
    "out_of_pocket",
    "schooling_cost",
    "reference",
)


def income_figures(household, p) -> dict:
    """Return the income facts of the day in yuan, computed now and not last night; None where a fact is not known."""
    found = income.income_results(household, p)
    wanted = (*SNAPSHOT_FACTS, "uninsured", "out_of_school", "students_beyond_compulsory", "labour", "wages")
    return {fact: found.get(fact) for fact in wanted}


def latest_guarantees(household, day: dt.date) -> dict:
    """Return {guarantee: (met or not, day of the check)}, each from the latest check that asked about it."""
    checks = GuaranteeCheck.objects.filter(household=household, checked_on__lte=day)
    found = {}
    for check in checks.order_by("checked_on", "found_at", "pk"):
        asked = [name for name in GuaranteeCheck.GUARANTEES if getattr(check, name) is not None]
        found |= {name: (getattr(check, name), check.checked_on) for name in asked}
    return found


def take_case_snapshot(household, day: dt.date) -> dict:
    """Return the snapshot as JSON. Yuan are strings, so that cents stay exact; null means "not known"."""
    p, window = parameters.parameters_on(day, household.county), twelve_full_months(day)
    items = IncomeRecord.objects.amounts().filter(shares_on(day), household=household)
    items = items.with_yuan(window, stale_months(p)).filter(covered__gt=0)
    sums = items.values_list("item").annotate(total=Sum("yuan")).order_by("item")
    known = income_figures(household, p)
    return {
        "from": window.start.isoformat(),
        "until": (window.end - dt.timedelta(days=1)).isoformat(),
        "items": {item: str(total) for item, total in sums},
        **{fact: None if known[fact] is None else str(known[fact]) for fact in SNAPSHOT_FACTS},
        "guarantees": {name: met for name, (met, _on) in latest_guarantees(household, day).items()},
    }
