"""A past day seen in two ways: what was known then, as a month was frozen, and what is true now of then.

Both are right, and they may differ: visits, imports and corrections that arrive after a month was frozen change what is
true of its days, and never the month."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from core.text import Label
from reports.indicators import stock
from reports.indicators.figures import (
    add_counters,
    add_month_counts,
    add_stock_counts,
    month_indicators,
    stock_indicators,
)
from reports.models import MonthlyReport
from reports.sheets.declare import HOUSEHOLDS, PEOPLE, SHARE, FigureCell, SheetColumn
from reports.sheets.stock import CLEARED_CODES, STOCK_CODES, UNCLEARED_CODES
from reports.sheets.table import ReportFigures

BASES = {HOUSEHOLDS: _("households"), PEOPLE: _("people")}
STOCK_FIGURES = {  # code of the indicator: its words, and what a month counts under it
    "monitored": (_("Monitored"), STOCK_CODES),
    "uncleared": (_("Not yet cleared"), UNCLEARED_CODES),
    "cleared": (_("Risk cleared"), CLEARED_CODES),
}
MONTH_FIGURES = {
    "identified": (_("Newly identified in the month"), ("identified",)),
    "remarked": (_("Marked again in the month"), ("remarked",)),
    "rolled_back": (_("Rolled back in the month"), ("rolled_back",)),
    "cleared": (_("Cleared in the month"), ("cleared_by_assistance", "cleared_naturally", "cleared_way_unknown")),
    "ended_active": (_("Ended in the month before the risk was cleared"), ("ended_active",)),
}


@dataclass(frozen=True)
class HeadlineFigure:
    """One figure of both views: the column of a sheet that counted it then, and where the indicators have it now."""

    label: Label
    column: SheetColumn
    now: Callable

    @property
    def basis_words(self) -> Label:
        return BASES[self.column.of if self.column.basis == SHARE else self.column.basis]


@dataclass(frozen=True)
class SeenTwice:
    """A headline figure with what was known then, what is true now, and the difference; None where one is none."""

    figure: HeadlineFigure
    then: FigureCell
    now: object

    @property
    def difference(self):
        return None if None in (self.then.value, self.now) else self.now - self.then.value

    @property
    def differs(self) -> bool:
        return self.then.value != self.now


def stock_figure(code, basis) -> HeadlineFigure:
    label, counted = STOCK_FIGURES[code]
    return HeadlineFigure(label, SheetColumn(code, label, counted, basis), lambda now: now[code][basis])


def share_figure(basis) -> HeadlineFigure:
    column = SheetColumn("share", _("Share cleared"), CLEARED_CODES, SHARE, STOCK_CODES, basis)
    return HeadlineFigure(column.label, column, lambda now: now["share"][basis])


def month_figure(code, basis) -> HeadlineFigure:
    label, changes = MONTH_FIGURES[code]
    column = SheetColumn(code, label, tuple(f"month.{change}" for change in changes), basis)
    return HeadlineFigure(label, column, lambda now: now["month"][code][basis])


HEADLINES = (
    *(stock_figure(code, basis) for code in STOCK_FIGURES for basis in BASES),
    *(share_figure(basis) for basis in BASES),
    *(month_figure(code, HOUSEHOLDS) for code in MONTH_FIGURES),
)
HEADLINE_CODES = tuple(sorted({code for one in HEADLINES for code in (*one.column.codes, *one.column.out_of)}))


def headlines_twice(figures: ReportFigures, now: dict) -> list[SeenTwice]:
    """Return every headline figure as a month knew it and as the indicators have it now."""
    return [SeenTwice(one, figures.cell(one.column), one.now(now)) for one in HEADLINES]


def headline_indicators(areas, day) -> dict:
    """Return the indicators that the headlines need, of a territory as of a day, in two queries."""
    counted = defaultdict(Counter)
    add_stock_counts(counted, stock.count_stock(areas, day))
    add_month_counts(counted, stock.count_stock_changes(areas, day))
    roots = tuple(area.path for area in areas)
    whole = reduce(add_counters, (counts for path, counts in counted.items() if path.startswith(roots)), Counter())
    return {**stock_indicators(whole), "month": month_indicators(whole)}


def months_frozen_on(areas, day) -> list[MonthlyReport]:
    """Return, county by county, the latest frozen version of the month whose counting ends on `day`."""
    found = MonthlyReport.objects.sealed().filter(county__code__in={area.county_code for area in areas}, as_of=day)
    ordered = found.select_related("county").order_by("county__code", "-month", "-version")
    return [next(versions) for _county, versions in groupby(ordered, lambda report: report.county_id)]
