"""The indicators of a territory as of the end of a day, as docs/indicators.md defines them.

Everything is counted once, by village, in a handful of queries; townships and counties are the sums of their villages,
so the sums add up at every level. The dashboard, `manage.py indicators` and the reports all read from here."""

import datetime as dt
import statistics
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from itertools import accumulate

from django.core.exceptions import ValidationError
from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from accounts.models import Area
from alerts.engine.flags import theme
from alerts.levels import Level
from alerts.models import RiskFlag
from cases.choices import CaseType
from core import sql as bulk
from core.dates import add_months, today
from households.choices import RiskType
from policy import parameters

from . import alert_figures, assistance_figures, stock

EARLIEST = dt.date(2000, 1, 1)  # nothing was registered before
MONTHS = 24  # of the trend
BASES = ("households", "people")
STATES = ("uncleared", "cleared")
ENTERING = ("identified", "remarked", "rolled_back")
CLEARINGS = (*stock.CLEARINGS.values(), "cleared_way_unknown")
ALERTS = (
    "received", "accepted", "verified", "answered", "in_time", "closed", "led_to_identification", "open", "overdue",
)  # fmt: skip
ASSISTANCE = ("uncleared", "delivered", "able", "developed", "matched")
MAIN_RISKS = [risk for risk in RiskType if len(risk) == 2]


def check_day(day: dt.date) -> dt.date:
    """The day itself, or a ValidationError when nothing can be told of it."""
    if day > today():
        raise ValidationError(
            _("%(day)s lies ahead. Choose today (%(today)s) or a day before."), params={"day": day, "today": today()}
        )
    if day < EARLIEST:
        raise ValidationError(
            _("Nothing was registered before %(earliest)s. Choose a later day."), params={"earliest": EARLIEST}
        )
    return day


def share(cleared: int, monitored: int) -> Decimal | None:
    """The risk elimination ratio: cleared / monitored, not rounded; None where nobody is monitored. Both in households
    or both in people: published figures give the two side by side and never mix them."""
    return Decimal(cleared) / Decimal(monitored) if monitored else None


def both(counts: Counter, *what) -> dict:
    """One count on both bases: {"households": 188, "people": 402}."""
    return {basis: counts[*what, basis] for basis in BASES}


def split(counts: Counter, *what) -> dict:
    """Monitored = uncleared + cleared, and the share cleared, each on both bases."""
    states = {state: both(counts, *what, state) for state in STATES}
    monitored = {basis: sum(state[basis] for state in states.values()) for basis in BASES}
    shares = {basis: share(states["cleared"][basis], monitored[basis]) for basis in BASES}
    return {"monitored": monitored, **states, "share": shares}


def month(counts: Counter) -> dict:
    """The month so far. Net change of the uncleared households = identified + remarked + rolled back - cleared - ended
    while active + moved (those that came from another village less those that left; none in a whole county)."""
    told = {what: both(counts, what) for what in (*stock.CHANGES, "moved")}
    told["cleared"] = {basis: sum(told[way][basis] for way in CLEARINGS) for basis in BASES}
    entered = sum(told[what]["households"] for what in ENTERING)
    left = told["cleared"]["households"] + told["ended_active"]["households"]
    return {**told, "net_change": entered - left + told["moved"]["households"]}


def alerts(counts: Counter) -> dict:
    """Alerts this month, and the open ones at the end of the day. Shares are None where nothing was answered or
    closed; the median of the days from clue to answer is None then, too."""
    told = {what: counts["alerts", what] for what in ALERTS}
    return {
        **told,
        "on_time_share": share(told["in_time"], told["answered"]),
        "identified_share": share(told["led_to_identification"], told["closed"]),
        "median_days": median(days_taken(counts, "alerts")),
    }


def assistance(counts: Counter) -> dict:
    """How the uncleared households are helped, in households: with a delivered measure; of those able to work with one
    that helps to earn; with a fitting measure for every risk. Shares are None where there is nobody."""
    told = {what: counts["assistance", what] for what in ASSISTANCE}
    return {
        **told,
        "unmatched": told["uncleared"] - told["matched"],
        "delivered_share": share(told["delivered"], told["uncleared"]),
        "developed_share": share(told["developed"], told["able"]),
        "matched_share": share(told["matched"], told["uncleared"]),
    }


def decisions(counts: Counter) -> dict:
    """Cases approved this month, and how many of them within the days that the county allows itself."""
    told = {what: counts["decisions", what] for what in ("approved", "in_time")}
    shares = {"in_time_share": share(told["in_time"], told["approved"])}
    return {**told, **shares, "median_days": median(days_taken(counts, "decisions"))}


def days_taken(counts: Counter, of: str) -> dict[int, int]:
    """How often something took so many days: {days: times}."""
    return {key[2]: number for key, number in counts.items() if key[:2] == (of, "days")}


def median(times: dict[int, int]) -> float | None:
    """The median of values told by how often each occurs."""
    values = sorted(Counter(times).elements())
    return statistics.median(values) if values else None


def numbers(counts: Counter) -> dict:
    """The indicators of one place, ready to be shown, printed as JSON or frozen in a report."""
    return {
        **split(counts),
        "types": {case_type: split(counts, case_type) for case_type in CaseType.values},
        "month": month(counts),
        "open": {"red": counts["red"], "amber": counts["amber"]},
        "alerts": alerts(counts),
        "assistance": assistance(counts),
        "decisions": decisions(counts),
    }


@dataclass(frozen=True)
class Indicators:
    """The indicators of the territory `areas` (at least one) as of the end of `day`: `total`, `at(level)`, `risks` and
    `trend`. Each is worked out when it is first asked for."""

    areas: list[Area]
    day: dt.date

    @cached_property
    def total(self) -> dict:
        return numbers(self._sums[""])

    def at(self, level) -> list[tuple[Area, dict]]:
        """Every area of this level with its numbers, by code. An area of which only some villages belong to the
        territory counts those alone."""
        return [(place, numbers(self._sums[place.path])) for place in self.places if place.level == level]

    @cached_property
    def risks(self) -> list[tuple[RiskType, dict]]:
        """The monitored households by their main risk, by the risk's code."""
        return [(risk, split(self._sums[""], f"risk {risk.value}")) for risk in MAIN_RISKS]

    @cached_property
    def trend(self) -> list[tuple[dt.date, dict]]:
        """What stood at the end of each of the last 24 months; the last point is the day itself."""
        starts = [add_months(self.day, back) for back in range(1 - MONTHS, 1)]
        turns = defaultdict(Counter)
        for start, state, households, people in stock.turns(self.areas, starts[0], self.day):
            turns[start].update({(state, "households"): households, (state, "people"): people})
        sums = accumulate((turns[start] for start in starts), added)
        ends = [add_months(start, 1) - dt.timedelta(days=1) for start in starts[:-1]]
        return [(end, split(counts)) for end, counts in zip([*ends, self.day], sums, strict=True)]

    def as_dict(self, level) -> dict:
        """All of it, with one entry for each area of `level`: what the command prints and a report freezes."""
        return {
            "as_of": self.day.isoformat(),
            "territory": [area.code for area in self.areas],
            "level": str(level),
            "total": self.total,
            "areas": [{"code": area.code, "name": area.name, **numbers} for area, numbers in self.at(level)],
            "risks": [{"code": risk.value, "name": str(risk.label), **numbers} for risk, numbers in self.risks],
            "trend": [{"on": on.isoformat(), **numbers} for on, numbers in self.trend],
        }

    @cached_property
    def places(self) -> list[Area]:
        """The areas of the territory and those above it, by code."""
        above = {code for area in self.areas for code in area.path.split("/")}
        return list(Area.objects.filter(Q(code__in=above) | stock.inside(self.areas, "path")).order_by("path"))

    @cached_property
    def _sums(self) -> dict[str, Counter]:
        """What is counted in each area by its path; under "" in the whole territory."""
        sums = defaultdict(Counter)
        for path, counts in self._by_village.items():
            for part in ("", *parts(path)):
                sums[part].update(counts)
        return sums

    @cached_property
    def _by_village(self) -> dict[str, Counter]:
        counted = defaultdict(Counter)
        count_stock(counted, stock.stock(self.areas, self.day))
        count_month(counted, stock.changes(self.areas, self.day))
        for path, red, amber in open_levels(self.areas, self.day):
            counted[path].update(red=red, amber=amber)
        count_alerts(counted, self.areas, self.day)
        count_assistance(counted, self.areas, self.day)
        return {path: counts for path, counts in counted.items() if path.startswith(self._roots)}

    @property
    def _roots(self) -> tuple[str, ...]:
        return tuple(area.path for area in self.areas)


def parts(path: str) -> list[str]:
    """The paths of an area and of those above it, from the widest: "420527/", "420527/420527103/", ..."""
    return list(accumulate(f"{code}/" for code in path.strip("/").split("/")))


def added(total: Counter, more: Counter) -> Counter:
    """The sum of both, keeping zeros and negatives, which + drops."""
    total = total.copy()
    total.update(more)
    return total


def count_stock(counted, rows):
    for path, state, case_type, risk, households, people in rows:
        for what in ((state,), (case_type, state), (f"risk {risk}", state)):
            counted[path].update({(*what, "households"): households, (*what, "people"): people})


def count_month(counted, rows):
    for what, path, moved_from, households, people in rows:
        counted[path].update({(what, "households"): households, (what, "people"): people})
        if moved_from:
            counted[path].update({("moved", "households"): households, ("moved", "people"): people})
            counted[moved_from].subtract({("moved", "households"): households, ("moved", "people"): people})


def count_alerts(counted, areas, day):
    due = alert_figures.deadlines(areas, day)
    for what, path, number in alert_figures.moved(areas, day):
        counted[path]["alerts", what] += number
    for path, number, led in alert_figures.closed(areas, day):
        counted[path].update({("alerts", "closed"): number, ("alerts", "led_to_identification"): led})
    for path, days, in_time, number in alert_figures.answered(areas, day, due):
        counted[path].update({("alerts", "answered"): number, ("alerts", "in_time"): number * in_time})
        counted[path]["alerts", "days", days] += number
    for path, overdue, number in alert_figures.open_then(areas, day, due):
        counted[path].update({("alerts", "open"): number, ("alerts", "overdue"): number * overdue})


def count_assistance(counted, areas, day):
    for path, able, delivered, developed, matched in assistance_figures.helped(areas, day):
        counted[path].update({
            ("assistance", "uncleared"): 1, ("assistance", "delivered"): delivered, ("assistance", "able"): able,
            ("assistance", "developed"): able and developed, ("assistance", "matched"): matched,
        })  # fmt: skip
    for path, days, in_time, number in assistance_figures.decided(areas, day):
        counted[path].update({("decisions", "approved"): number, ("decisions", "in_time"): number * in_time})
        counted[path]["decisions", "days", days] += number


def open_levels(areas, day):
    """How many households of each village are red and how many amber at the end of `day`, by the flags that stood then
    and each county's parameters of that day: (village path, red, amber)."""
    for county in Area.objects.counties().filter(code__in={area.county_code for area in areas}):
        mine = [area for area in areas if area.county_code == county.code]
        flags = RiskFlag.objects.within(*mine).filter(household__county=county)  # its index
        yield from levels(flags.open_on(day), parameters.on(day, county))


def levels(flags, p):
    """Red: a red flag, or as many groups of amber flags as the switch asks for. Amber: any other open flag."""
    grave = Q(top=Level.RED)
    if p.in_force("amber_switch", "amber_groups_red") and p.amber_switch:
        grave |= Q(themes__gte=int(p.amber_groups_red))
    by_household = (
        flags.order_by()
        .values("household__village__path", "household")
        .annotate(top=Max("level"), themes=Count(theme(), distinct=True))
        .annotate(is_red=grave)
        .values_list("household__village__path", "household", "is_red")
    )
    sql = bulk.select(by_household)
    return bulk.rows(
        "SELECT path, count(*) FILTER (WHERE is_red), count(*) FILTER (WHERE NOT is_red) "
        f"FROM ({sql.text}) AS flagged (path, household_id, is_red) GROUP BY path",
        sql.params,
    )
