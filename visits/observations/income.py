"""What a visit says of income: one statement of the month spoken about."""

import datetime as dt

from households.choices import Teller
from households.income.statements import income_line, tell_income
from visits.questionnaire.questions import INCOME_ITEMS


def tell_visit_income(visit, answers) -> None:
    """Keep the amounts of a visit's cleaned answers as a statement. It asked the groups in which an amount was given: a
    group that was left empty was not spoken about. Amounts left as they were shown count, because the family confirmed
    them."""
    lines = [income_line(item, answers[name]) for name, item in INCOME_ITEMS.items() if answers.get(name)]
    if lines:
        tell_income(
            visit.household,
            teller=Teller.VISIT,
            told_on=visit.visited_on,
            first_month=dt.date.fromisoformat(f"{answers['income_month']}-01"),
            lines=lines,
            source_visit=visit.pk,
        )
