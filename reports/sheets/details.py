"""The columns of lists of households. What they say was written on each line when the month was counted; only the
name of the head, masked, is that of today."""

import datetime as dt
from decimal import Decimal
from functools import cache

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.choices import CaseType, MeasureGroup
from core import masks
from core.text import listed
from households.choices import RiskType
from visits.models import Purpose, Way

from .declare import DAY, NUMBER, YUAN, DetailColumn


def word(choices, value) -> str:
    """The word for a code; one that is no longer known stays as it was written."""
    return words_of(choices, get_language()).get(value, value or "")


@cache
def words_of(choices, _language) -> dict[str, str]:
    """{code: word}, looked up once a language: a list may have 100,000 rows."""
    return {code: str(label) for code, label in choices.choices}


def yuan(value) -> Decimal | None:
    return None if value is None else Decimal(str(value)).quantize(Decimal("0.01"))


def day(value) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def months_under_monitoring(line) -> int | None:
    """Full months from the day a household was identified until what the line tells of."""
    since = day(line.details.get("since"))
    if not since or not line.on:
        return None
    return (line.on.year - since.year) * 12 + line.on.month - since.month - (line.on.day < since.day)


def risks(line) -> str:
    words = words_of(RiskType, get_language())
    return ", ".join(words.get(one, one) for one in line.details.get("risks") or ())


def groups(codes) -> str:
    """Groups of measures in words."""
    words = words_of(MeasureGroup, get_language())
    return listed(words.get(one, one) for one in codes or ())


def amount(key, label) -> DetailColumn:
    return DetailColumn(key, label, lambda line: yuan(line.details.get(key)), YUAN)


NUMBER_OF_IT = DetailColumn("number", _("Household number"), lambda line: line.household.number)
HEAD = DetailColumn("head", pgettext_lazy("household", "Head"), lambda line: masks.name(line.head))
TOWNSHIP = DetailColumn("township", _("Township"), lambda line: line.village.parent.name)
VILLAGE = DetailColumn("village", _("Village"), lambda line: line.village.name)
PEOPLE = DetailColumn("people", _("People"), lambda line: line.people, NUMBER)
WHO = (NUMBER_OF_IT, HEAD, TOWNSHIP, VILLAGE, PEOPLE)

TYPE = DetailColumn("type", pgettext_lazy("case", "Type"), lambda line: word(CaseType, line.details.get("type")))
RISKS = DetailColumn("risks", _("Risks"), risks)
SINCE = DetailColumn("since", _("Identified on"), lambda line: day(line.details.get("since")), DAY)
MONTHS = DetailColumn("months", _("Months under monitoring"), months_under_monitoring, NUMBER)
INCOME = amount("income", _("Income per person at identification"))
LINE = amount("line", _("Line at identification"))
INCOME_CLEARED = amount("income_cleared", _("Income per person at clearing"))
LINE_CLEARED = amount("line_cleared", _("Line at clearing"))
HELPED = DetailColumn("helped", _("Measures delivered until then"), lambda line: groups(line.details.get("helped")))
AT_ENTRY, AT_CLEARING = (INCOME, LINE), (INCOME_CLEARED, LINE_CLEARED)
REASON = DetailColumn("reason", _("Reason"), lambda line: line.details.get("reason") or "")


def on(label) -> DetailColumn:
    """The day of what the line tells of."""
    return DetailColumn("on", label, lambda line: line.on, DAY)


def what(key, label, words) -> DetailColumn:
    """Which of several things a line tells of, by the last part of its word."""
    return DetailColumn(key, label, lambda line: str(words[line.code.rpartition(".")[2]]))


# What else a line of a measure or a visit says, in the list behind a figure.
OF_LINE = (
    DetailColumn("title", pgettext_lazy("measure", "Measure"), lambda line: line.details.get("title") or ""),
    DetailColumn("group", pgettext_lazy("measure", "Group"), lambda line: groups([line.details.get("group") or ""])),
    DetailColumn("risk", pgettext_lazy("measure", "Against"), lambda line: word(RiskType, line.details.get("risk"))),
    DetailColumn("purpose", pgettext_lazy("visit", "Purpose"), lambda line: word(Purpose, line.details.get("purpose"))),
    DetailColumn("means", pgettext_lazy("visit", "How"), lambda line: word(Way, line.details.get("means"))),
)

# The list behind any figure: who, when, how often, what it cost.
ON = on(pgettext_lazy("date", "On"))
TIMES = DetailColumn("times", _("Times"), lambda line: line.times, NUMBER)
COST = DetailColumn("yuan", _("Yuan"), lambda line: line.yuan, YUAN)
LISTED = (*WHO, ON, TIMES, COST)
