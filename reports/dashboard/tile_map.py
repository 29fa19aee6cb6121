"""The tile map of the dashboard: one measure of every village, as a count or by 1,000 households, in even shades."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from math import ceil, floor, log10

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Area
from core.dates import today
from core.text import Label, written_number
from reports.indicators.acting_figures import count_households_to_visit

SHADES = 4  # beside none at all
PER = 1_000  # households


@dataclass(frozen=True)
class MapMeasure:
    """One measure of the map: `number(map, village, numbers)` is that of a village, None where it is not known. Some
    are known of today alone. `is_share`: a percentage, of which less is darker."""

    code: str
    label: Label
    number: Callable
    is_of_today: bool = False
    is_share: bool = False


def acted_on(code):
    return lambda tiles, village, _numbers: tiles.page.acted.get(village.path, {}).get(code, 0)


def visited_share(tiles, village, _numbers):
    """Return the percentage of the households to be visited that were visited in time; None where there are none."""
    due = tiles.to_visit.get(village.path, 0)
    late = tiles.page.acted.get(village.path, {}).get("visits_late", 0)
    return Decimal(100 * (due - late)) / due if due else None


MAP_MEASURES = (
    MapMeasure("red_to_answer", gettext_lazy("Red, to be answered"), acted_on("red_to_answer"), is_of_today=True),
    MapMeasure("red", gettext_lazy("All red"), lambda _tiles, _village, numbers: numbers["open"]["red"]),
    MapMeasure(
        "overdue", gettext_lazy("Overdue alerts"), lambda _tiles, _village, numbers: numbers["alerts"]["overdue"]
    ),
    MapMeasure("unknown", gettext_lazy("Too little known"), acted_on("unknown"), is_of_today=True),
    MapMeasure("visited", gettext_lazy("Share visited"), visited_share, is_of_today=True, is_share=True),
    MapMeasure(
        "uncleared", gettext_lazy("Uncleared"), lambda _tiles, _village, numbers: numbers["uncleared"]["households"]
    ),
)


class TileMap:
    """The map of a dashboard's places by the measure that was chosen; an unknown choice is the first."""

    def __init__(self, page, measure="", per=""):
        self.page = page
        self.measures = [one for one in MAP_MEASURES if page.day == today() or not one.is_of_today]
        self.measure = next((one for one in self.measures if one.code == measure), self.measures[0])
        self.by_households = per == str(PER) and not self.measure.is_share and page.day == today()

    @cached_property
    def to_visit(self) -> dict[str, int]:
        return count_households_to_visit(self.page.areas)

    @property
    def choices(self) -> list[dict]:
        """The measures, and the two ways to count, each with its address."""
        return [
            {"label": one.label, "url": self.url(one.code, self.by_households), "chosen": one is self.measure}
            for one in self.measures
        ]

    @property
    def ways(self) -> list[dict]:
        """Counts, or counts by 1,000 households; none where only one is possible."""
        if self.measure.is_share or self.page.day != today():
            return []
        told = ((False, _("households or alerts")), (True, _("by 1,000 households")))
        return [
            {"label": label, "url": self.url(self.measure.code, by), "chosen": by == self.by_households}
            for by, label in told
        ]

    def url(self, measure, by_households) -> str:
        where = {"area": self.page.place.code} if self.page.place else {}
        on = {} if self.page.day == today() else {"on": self.page.day.isoformat()}
        per = {"per": PER} if by_households else {}
        return reverse("reports:map", query={**where, **on, "map": measure, **per})

    @cached_property
    def values(self) -> list[tuple[Area, object]]:
        """Every village with its value, by code; None where it is not known."""
        return [
            (village, self.value(village, numbers)) for village, numbers in self.page.indicators.at(Area.Level.VILLAGE)
        ]

    def value(self, village, numbers):
        number = self.measure.number(self, village, numbers)
        if not self.by_households or number is None:
            return number
        households = self.page.registered.get(village.path, 0)
        return Decimal(PER * number) / households if households else None

    @cached_property
    def width(self):
        """How much one shade spans: a round number, so that the largest value is in the last shade."""
        if self.measure.is_share:
            return 100 // SHADES
        known = [value for _village, value in self.values if value is not None]
        return shade_width(max(known, default=0), whole=not self.by_households)

    def shade(self, value) -> int | None:
        """Return the shade of a value: 0 for none, up to 4; None where it is not known."""
        if value is None:
            return None
        return min(SHADES, ceil((100 - value if self.measure.is_share else value) / self.width))

    @property
    def legend(self) -> list[tuple[int, str]]:
        """Return (shade, words) from none to the darkest."""
        return list(enumerate(self.shade_words(shade) for shade in range(SHADES + 1)))

    def shade_words(self, shade) -> str:
        first, last = (shade - 1) * self.width, shade * self.width
        if self.measure.is_share:
            return "100%" if not shade else f"{max(0, 100 - last)}–{100 - first}%"
        if not shade:
            return "0"
        first = first + 1 if not self.by_households else first
        return written_number(last) if first == last else f"{written_number(first)}–{written_number(last)}"

    @property
    def townships(self) -> list[dict]:
        """The villages as tiles, township by township, by code."""
        above = {area.pk: area for area in self.page.indicators.places}
        by_township = groupby(self.values, key=lambda told: above[told[0].parent_id])
        return [
            {"name": area.name, "url": self.page.url_of(area), "villages": [self.tile(*told) for told in villages]}
            for area, villages in by_township
        ]

    def tile(self, village, value) -> dict:
        known = {"name": village.name, "url": self.page.url_of(village), "value": value, "shade": self.shade(value)}
        return {**known, "households": self.page.registered.get(village.path, 0)}

    @property
    def decimals(self) -> int:
        return 1 if self.by_households else 0


def shade_width(largest, *, whole):
    """Return the width of a shade: the smallest of 1, 2, 5, 10, 20 ... (or their tenths) of which four reach the
    largest value."""
    least = Decimal(largest) / SHADES
    if whole and least <= 1 or not least:
        return 1
    power = Decimal(10) ** floor(log10(least))
    return next(factor * power for factor in (1, 2, 5, 10) if factor * power >= least)
