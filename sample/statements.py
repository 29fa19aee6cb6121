"""What was known of an invented family on the day of a decision, in the shape of cases/assessment/snapshot.py."""

import datetime as dt
import json

from cases.choices import CaseType
from core.dates import twelve_full_months
from households.choices import COSTS, IncomeItem
from households.models import GuaranteeCheck

from .families import Family

CLAIMED = 0.45  # of what illness costs
HARDSHIP = 0.8  # of the line remain to a family in sudden hardship after medical costs


def statement(family: Family, case_type: str, day: dt.date, per_capita: int, line: float, *, cleared: bool) -> str:
    """JSON: the income of twelve full months, item by item, that comes to `per_capita`, and the guarantees."""
    window, people = twelve_full_months(day), max(1, sum(person.present(day) for person in family.people))
    items = told_by_item(family, per_capita * people)
    if case_type == CaseType.SUDDEN and not cleared:
        gap = max(0, per_capita - HARDSHIP * line) * people
        items |= {
            IncomeItem.OUT_OF_POCKET: round(gap / (1 - CLAIMED)),
            IncomeItem.CLAIM: round(gap * CLAIMED / (1 - CLAIMED)),
        }
    return json.dumps(
        {
            "from": f"{window.start}",
            "until": f"{window.end - dt.timedelta(days=1)}",
            "items": {item.value: f"{amount}.00" for item, amount in sorted(items.items()) if amount},
            **sums(items, people),
            "guarantees": dict.fromkeys(GuaranteeCheck.GUARANTEES, True),
        }
    )


def told_by_item(family: Family, net: int) -> dict:
    """Business, property and transfers in the family's own proportions, wages for the rest."""
    yearly = {IncomeItem(item): amount for item, amount in family.yearly.items()}
    beside = sum(-amount if item in COSTS else amount for item, amount in yearly.items())
    part = min(1, net / beside) if beside > 0 else 1
    items = {item: round(amount * part) for item, amount in yearly.items()}
    rest = net - sum(-amount if item in COSTS else amount for item, amount in items.items())
    items[IncomeItem.WAGES_LABOUR] = max(0, rest)
    items[IncomeItem.TRANSFER_OTHER] = items.get(IncomeItem.TRANSFER_OTHER, 0) + min(0, rest)
    return items


def sums(items: dict, people: int) -> dict:
    """The facts that follow from the items, as text; amounts a person to the cent."""
    paid, claims = items.get(IncomeItem.OUT_OF_POCKET, 0), items.get(IncomeItem.CLAIM, 0)
    net = sum(-amount if item in COSTS else amount for item, amount in items.items() if item not in BESIDE)
    return {
        "people": f"{people}",
        "net": f"{net}.00",
        "per_capita": f"{net / people:.2f}",
        "claims": f"{claims}.00",
        "out_of_pocket": f"{paid}.00",
        "schooling_cost": "0.00",
        "reference": f"{(net + claims - paid) / people:.2f}",
    }


BESIDE = {IncomeItem.OUT_OF_POCKET, IncomeItem.CLAIM, IncomeItem.SCHOOLING, IncomeItem.LOSS}
