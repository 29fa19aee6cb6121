"""What a visit says of income: one statement of the month spoken about or, as the annual update, of a whole year."""

import datetime as dt
from decimal import Decimal

from core.dates import accounting_months
from households.choices import BESIDE_NET_INCOME, TOPIC_OF_ITEM, WAGES, Teller
from households.income.statements import income_line, tell_income
from visits.questionnaire.income import expected_items, told_amounts

from .things import amount_to_cent

BESIDE_TOPICS = {TOPIC_OF_ITEM[item] for item in BESIDE_NET_INCOME}


def tell_visit_income(visit, answers, seen) -> None:
    """Keep the amounts of a visit's cleaned answers as a statement. It asked the groups in which an amount was given: a
    group that was left empty was not spoken about. Amounts left as they were shown (`seen`) count, because the family
    confirmed them."""
    lines = visit_income_lines(visit.household, answers, seen)
    if lines:
        period = income_period(answers)
        tell_income(visit.household, told_on=visit.visited_on, lines=lines, source_visit=visit.pk, **period)


def income_period(answers) -> dict:
    """Return who tells and which months the amounts are about."""
    if "income_year" in answers:
        start = accounting_months(int(answers["income_year"])).start
        return {"teller": Teller.UPDATE, "first_month": start, "months": 12}
    return {"teller": Teller.VISIT, "first_month": dt.date.fromisoformat(f"{answers['income_month']}-01")}


def visit_income_lines(household, answers, seen) -> list[dict]:
    """Return the lines of a statement. What is said of somebody who belongs to another household by now stands in the
    visit alone."""
    here = set(household.members.values_list("pk", flat=True))
    amounts = [one for one in told_amounts(answers) if one.member is None or one.member in here]
    left_open = groups_left_open(amounts, answers, seen)
    named = any(one.member for one in amounts)
    return [
        line
        for one in amounts
        if TOPIC_OF_ITEM[one.item] not in left_open
        for line in lines_of_amount(one, answers, seen, named=named)
    ]


def groups_left_open(amounts, answers, seen) -> set:
    """Return the groups about which the visit says nothing new and not all: everything is as it was shown, and what is
    carried from another month was not asked for. Told, they would make a harvest of last year nothing. A bill that is
    on file already is not told a second time."""
    changed = {TOPIC_OF_ITEM[one.item] for one in amounts if not is_as_shown(one, seen)}
    waiting = {TOPIC_OF_ITEM[item] for name, item in expected_items(seen) if not answers.get(name)}
    return {TOPIC_OF_ITEM[one.item] for one in amounts} & (waiting | BESIDE_TOPICS) - changed


def is_as_shown(amount, seen) -> bool:
    return seen.get(amount.name) == amount_to_cent(amount.yuan)


def lines_of_amount(one, answers, seen, *, named):
    """Return the lines of one answer. What stands for the household and was left as shown is still of the people whose
    it is on file, but for those who left."""
    others = named and one.item in WAGES and not is_still_of_all(one, seen)
    parts = [part for part in told_amounts(seen) if is_part_of(part, one)]
    stayed = [part for part in parts if not answers.get(f"m{part.member}-left_reason")]
    gone = sum(Decimal(part.yuan) for part in parts if part not in stayed)
    if not parts or Decimal(one.yuan) not in (whole := Decimal(seen[one.name]), whole - gone):
        return [income_line(one.item, one.yuan, member=one.member, others=others)]
    rest = whole - sum(Decimal(part.yuan) for part in parts)
    lines = [income_line(part.item, part.yuan, member=part.member) for part in stayed]
    return [*lines, *([income_line(one.item, rest)] if rest > 0 or not lines else [])]


def is_part_of(part, one) -> bool:
    """Whether an amount shown of a person is a part of one that is asked of the household."""
    same = (part.period, part.item) == (one.period, one.item)
    return same and bool(part.member) and one.member is None and one.item not in WAGES


def is_still_of_all(amount, seen) -> bool:
    """Whether wages without a name are still what the whole household earns: they stayed as they were shown, and beside
    them stood no earner of the same item in the same period. Else they are those of all others, beside the earners."""
    beside = [one for one in told_amounts(seen) if (one.period, one.item) == (amount.period, amount.item)]
    return is_as_shown(amount, seen) and not any(one.member for one in beside)
