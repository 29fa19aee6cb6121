"""Trades counted by kind: households, area, number and what is expected, all by the database in one question."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from core.templatetags import pw
from core.text import join_words
from work.choices import SizeUnit, TradeKind

COUNTED_UNITS = [unit for unit in SizeUnit if unit != SizeUnit.MU]


@dataclass(frozen=True)
class KindCount:
    """One kind of trade, or the sum of all (without a kind). `numbers` is how many of each unit there are."""

    kind: TradeKind | None
    households: int
    mu: Decimal | None
    numbers: dict
    yuan: Decimal | None
    unsaid: int
    asked: dict

    @property
    def label(self) -> str:
        return str(self.kind.label) if self.kind else _("Sum")

    @property
    def number(self) -> str:
        """How many of what: "20 head, 5 hives"; a dash where nothing is counted by number."""
        told = (f"{pw.number(number)} {unit.label}" for unit, number in self.numbers.items() if number)
        return join_words(told) or pw.NOTHING

    @property
    def url(self) -> str:
        """The list of those it counts."""
        return reverse("work:trades", query=self.asked | ({"kind": self.kind} if self.kind else {}) or None)


def count_kinds(trades, asked) -> list[KindCount]:
    """Return a row for each kind of these trades, and last their sum. `asked` are the filters they were found by."""
    trades = trades.order_by()
    rows = {row["kind"]: row for row in trades.values("kind").annotate(**sums())}
    if not rows:
        return []
    told = [kind_count(kind, rows[kind], asked) for kind in TradeKind if kind in rows]
    return [*told, kind_count(None, trades.aggregate(**sums()), asked)]


def sums() -> dict:
    numbers = {unit.value: Sum("size", filter=Q(size_unit=unit)) for unit in SizeUnit}
    unsaid = Count("household", filter=Q(yuan_a_year=None), distinct=True)
    return {"households": Count("household", distinct=True), "yuan": Sum("yuan_a_year"), "unsaid": unsaid, **numbers}


def kind_count(kind, row, asked) -> KindCount:
    numbers = {unit: row[unit] for unit in COUNTED_UNITS}
    return KindCount(kind, row["households"], row[SizeUnit.MU], numbers, row["yuan"], row["unsaid"], asked)
