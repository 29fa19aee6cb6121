"""Months together: a quarter, a half-year, a year, or a year so far. Each is known by a word that stands in addresses:
2026, 2026-h1, 2026-q2, 2026-05 and 2026-to-05."""

import datetime as dt
import re
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import add_months, last_of_month, month_number, month_of_number
from core.templatetags import pw

HALVES = {1: gettext_lazy("First half of %(year)s"), 2: gettext_lazy("Second half of %(year)s")}
SPAN_WORD = re.compile(r"([12]\d{3})(?:-(?:h([12])|q([1-4])|(to-)?(0[1-9]|1[0-2])))?")


class Span(NamedTuple):
    """The months from `first` to `last`, both the first day of a month."""

    word: str
    first: dt.date
    last: dt.date

    @property
    def months(self) -> list[dt.date]:
        return [month_of_number(n) for n in range(month_number(self.first), month_number(self.last) + 1)]

    @property
    def last_day(self) -> dt.date:
        return last_of_month(self.last)


def parse_span(word) -> Span:
    """Return the months that a word such as 2026-h1 stands for. Raises ValueError for anything else."""
    found = SPAN_WORD.fullmatch(word)
    if not found:
        raise ValueError(word)
    half, quarter, month = (int(found[place] or 0) for place in (2, 3, 5))
    begins = 6 * half - 5 if half else 3 * quarter - 2 if quarter else month if month and not found[4] else 1
    many = 6 if half else 3 if quarter else 1 if begins == month else month or 12
    first = dt.date(int(found[1]), begins, 1)
    return Span(word, first, add_months(first, many - 1))


def spans_around(month) -> list[Span]:
    """Return the periods in which a month lies: its year so far, its quarter, its half-year, its year."""
    half, quarter = (month.month + 5) // 6, (month.month + 2) // 3
    words = (f"to-{month:%m}", f"q{quarter}", f"h{half}")
    return [*(parse_span(f"{month:%Y}-{word}") for word in words), parse_span(f"{month:%Y}")]


def span_title(span) -> str:
    """Return what the period is called, such as First half of 2026."""
    year, kind = span.word[:4], span.word[5:]
    if kind.startswith("h"):
        return HALVES[int(kind[1:])] % {"year": year}
    if kind.startswith("q"):
        return _("Quarter %(number)s of %(year)s") % {"number": kind[1:], "year": year}
    if kind.startswith("to-"):
        return _("%(first)s to %(last)s") % {"first": pw.month(span.first), "last": pw.month(span.last)}
    return pw.month(span.first) if kind else _("The year %(year)s") % {"year": year}
