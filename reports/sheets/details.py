"""The columns of lists of households. What they say was stored with each row when the month was counted; only the name
of the head, masked, is today's."""

import datetime as dt
from decimal import Decimal
from functools import cache

from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from cases.choices import CaseType, MeasureGroup
from core import masks
from core.text import join_words, rounded_half_up
from households.choices import RiskType
from households.income.known import income_known_words
from reports.counting.places_then import name_then
from visits.models import VisitPurpose, VisitWay

from .declare import DAY, NUMBER, YUAN, DetailColumn


def label_of_code(choices, value) -> str:
    """Return the word for a code; an unknown code stays as it was stored."""
    return labels_by_code(choices, get_language()).get(value, value or "")


@cache
def labels_by_code(choices, _language) -> dict[str, str]:
    """Return {code: word}, computed once for each language, because a list may have 100,000 rows."""
    return {code: str(label) for code, label in choices.choices}


def yuan_amount(value) -> Decimal | None:
    return None if value is None else rounded_half_up(value, 2)


def parse_iso_day(value) -> dt.date | None:
    return dt.date.fromisoformat(value) if value else None


def months_under_monitoring(row) -> int | None:
    """Return the full months from the day a household was identified until the day of the row."""
    since = parse_iso_day(row.details.get("since"))
    if not since or not row.on:
        return None
    return (row.on.year - since.year) * 12 + row.on.month - since.month - (row.on.day < since.day)


def risks_of_row(row) -> str:
    words = labels_by_code(RiskType, get_language())
    return ", ".join(words.get(one, one) for one in row.details.get("risks") or ())


def measure_groups_in_words(codes) -> str:
    """Return groups of measures in words."""
    words = labels_by_code(MeasureGroup, get_language())
    return join_words(words.get(one, one) for one in codes or ())


def amount_column(key, label) -> DetailColumn:
    return DetailColumn(key, label, lambda row: yuan_amount(row.details.get(key)), YUAN)


def known_column(key, label, months, income) -> DetailColumn:
    """Return the column that says how well the income under `income` was known; empty where the decision does not."""
    return DetailColumn(key, label, lambda row: known_words_of_row(row.details.get(months), row.details.get(income)))


def known_words_of_row(months, per_capita) -> str:
    if months is None:
        return ""
    known, carried = months.get("income_known"), months.get("income_carried")
    return income_known_words(known, carried, is_known=per_capita is not None)


NUMBER_COLUMN = DetailColumn("number", _("Household number"), lambda row: row.household.number)
HEAD_COLUMN = DetailColumn("head", pgettext_lazy("household", "Head"), lambda row: masks.name(row.head))
TOWNSHIP_COLUMN = DetailColumn("township", _("Township"), lambda row: name_then(row, row.village.parent))
VILLAGE_COLUMN = DetailColumn("village", _("Village"), lambda row: name_then(row, row.village))
PEOPLE_COLUMN = DetailColumn("people", _("People"), lambda row: row.people, NUMBER)
WHO_COLUMNS = (NUMBER_COLUMN, HEAD_COLUMN, TOWNSHIP_COLUMN, VILLAGE_COLUMN, PEOPLE_COLUMN)

TYPE_COLUMN = DetailColumn(
    "type", pgettext_lazy("case", "Type"), lambda row: label_of_code(CaseType, row.details.get("type"))
)
RISKS_COLUMN = DetailColumn("risks", _("Risks"), risks_of_row)
SINCE_COLUMN = DetailColumn("since", _("Identified on"), lambda row: parse_iso_day(row.details.get("since")), DAY)
MONTHS_COLUMN = DetailColumn("months", _("Months under monitoring"), months_under_monitoring, NUMBER)
INCOME_KNOWN_COLUMN = known_column("known", _("How well it was known"), "months_known", "income")
INCOME_CLEARED_KNOWN_COLUMN = known_column(
    "known_cleared", _("How well it was known at clearing"), "months_known_cleared", "income_cleared"
)
INCOME_COLUMN = amount_column("income", _("Income per person at identification"))
MONITORING_LINE_COLUMN = amount_column("line", _("Line at identification"))
INCOME_CLEARED_COLUMN = amount_column("income_cleared", _("Income per person at clearing"))
MONITORING_LINE_CLEARED_COLUMN = amount_column("line_cleared", _("Line at clearing"))
HELPED_COLUMN = DetailColumn(
    "helped", _("Measures delivered until then"), lambda row: measure_groups_in_words(row.details.get("helped"))
)
ENTRY_COLUMNS, CLEARING_COLUMNS = (
    (INCOME_COLUMN, INCOME_KNOWN_COLUMN, MONITORING_LINE_COLUMN),
    (INCOME_CLEARED_COLUMN, INCOME_CLEARED_KNOWN_COLUMN, MONITORING_LINE_CLEARED_COLUMN),
)
REASON_COLUMN = DetailColumn("reason", _("Reason"), lambda row: row.details.get("reason") or "")


def date_column(label) -> DetailColumn:
    """Return the column with the day of the row."""
    return DetailColumn("on", label, lambda row: row.on, DAY)


def kind_column(key, label, words) -> DetailColumn:
    """Return the column that tells which of several things a row is about, by the last part of its code."""
    return DetailColumn(key, label, lambda row: str(words[row.code.rpartition(".")[2]]))


# What else a row about a measure or a visit says, in the list behind a figure.
ROW_DETAIL_COLUMNS = (
    DetailColumn("title", pgettext_lazy("measure", "Measure"), lambda row: row.details.get("title") or ""),
    DetailColumn(
        "group",
        pgettext_lazy("measure", "Group"),
        lambda row: measure_groups_in_words([row.details.get("group") or ""]),
    ),
    DetailColumn(
        "risk", pgettext_lazy("measure", "Against"), lambda row: label_of_code(RiskType, row.details.get("risk"))
    ),
    DetailColumn(
        "purpose",
        pgettext_lazy("visit", "Purpose"),
        lambda row: label_of_code(VisitPurpose, row.details.get("purpose")),
    ),
    DetailColumn("means", pgettext_lazy("visit", "How"), lambda row: label_of_code(VisitWay, row.details.get("means"))),
)

# The list behind any figure: who, when, how often, what it cost.
DATE_COLUMN = date_column(pgettext_lazy("date", "On"))
TIMES_COLUMN = DetailColumn("times", _("Times"), lambda row: row.times, NUMBER)
COST_COLUMN = DetailColumn("yuan", _("Yuan"), lambda row: row.yuan, YUAN)
LIST_COLUMNS = (*WHO_COLUMNS, DATE_COLUMN, TIMES_COLUMN, COST_COLUMN)
