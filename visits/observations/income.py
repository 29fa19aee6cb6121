"""What a visit says of income: one statement of the month spoken about or, as the annual update, of a whole year."""

import datetime as dt

from core.dates import accounting_months
from households.choices import WAGES, Teller
from households.income.statements import income_line, tell_income
from visits.questionnaire.income import told_amounts

from .things import amount_to_cent


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
    named = any(one.member for one in amounts)
    return [
        income_line(
            one.item, one.yuan, member=one.member, others=named and one.item in WAGES and not is_still_of_all(one, seen)
        )
        for one in amounts
    ]


def is_still_of_all(amount, seen) -> bool:
    """Whether wages without a name are still what the whole household earns: they stayed as they were shown, and beside
    them stood no earner of the same item in the same period. Else they are those of all others, beside the earners."""
    beside = [one for one in told_amounts(seen) if (one.period, one.item) == (amount.period, amount.item)]
    return seen.get(amount.name) == amount_to_cent(amount.yuan) and not any(one.member for one in beside)
