"""What was told of a household's income, in words."""

from decimal import Decimal

from django.utils.translation import gettext as _

from core.dates import MonthWindow, add_months
from core.templatetags.pw import money
from households.choices import IncomeItem

from .income import window_words


def told_in_words(statements, members) -> list[dict]:
    """Return each statement with the months it is about and its lines in words. `members` are all people of the
    household, those who left too."""
    names = {member.pk: member.name for member in members}
    return [{"told": told, "period": period_words(told), "lines": line_words(told.lines, names)} for told in statements]


def period_words(told) -> str:
    end = add_months(told.first_month, told.months)
    return f"{told.first_month:%Y-%m}" if told.months == 1 else window_words(MonthWindow(told.first_month, end))


def line_words(lines, names) -> list[str]:
    """Return lines such as "Wages: local or migrant work (An): 3,500". A statement without lines said that there is
    nothing."""
    return [
        f"{IncomeItem(line['item']).label}{whose_words(line, names)}: {money(Decimal(line['amount']))}"
        for line in lines
    ]


def whose_words(line, names) -> str:
    if line.get("others"):
        return " (" + _("all others") + ")"
    return f" ({names[line['member']]})" if line.get("member") in names else ""
