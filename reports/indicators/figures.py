"""The indicators of a territory as of the end of a day, as defined in docs/indicators.md.

Everything is counted by village in a handful of queries; townships and counties are the sums of their villages, so the
sums agree at every level. The dashboard, `manage.py indicators` and the reports all read from here."""

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
from alerts.engine.flags import rule_group_expression
from alerts.levels import Level
from alerts.models import RiskFlag, RiskRun
from cases.choices import CaseType
from core import sql as bulk
from core.dates import add_months, today
from households.choices import RiskType
from policy import parameters

from . import alert_figures, assistance_figures, stock

EARLIEST_DAY = dt.date(2000, 1, 1)  # nothing was registered before
TREND_MONTHS = 24  # months of the trend
INDICATOR_BASES = ("households", "people")
STOCK_STATES = ("uncleared", "cleared")
ENTRY_CHANGES = ("identified", "remarked", "rolled_back")
CLEARING_CHANGES = (*stock.CLEAR_METHOD_CHANGES.values(), "cleared_way_unknown")
ALERT_INDICATORS = (
    "received",
    "received_above",
    "received_below",
    "sent",
    "sent_above",
    "sent_below",
    "accepted",
    "verified",
    "answered",
    "in_time",
    "closed",
    "led_to_identification",
    "open",
    "overdue",
)
ASSISTANCE_INDICATORS = ("uncleared", "delivered", "able", "developed", "matched")
MAIN_RISKS = [risk for risk in RiskType if len(risk) == 2]


def check_indicator_day(day: dt.date):
    """Return the day, or raise ValidationError when no indicators exist for it."""
    if day > today():
        raise ValidationError(
            _("%(day)s is in the future. Choose today (%(today)s) or a day before."),
            params={"day": day, "today": today()},
        )
    if day < EARLIEST_DAY:
        raise ValidationError(
            _("Nothing was registered before %(earliest)s. Choose a later day."), params={"earliest": EARLIEST_DAY}
        )
    return day


def exact_share(cleared: int, monitored: int) -> Decimal | None:
    """Return the share cleared: cleared / monitored, not rounded; None where nobody is monitored.

    Both counts are households or both are people: published figures give the two side by side and never mix them."""
    return Decimal(cleared) / Decimal(monitored) if monitored else None


def count_on_both_bases(counts: Counter, *what) -> dict:
    """Return one count on both bases: {"households": 188, "people": 402}."""
    return {basis: counts[*what, basis] for basis in INDICATOR_BASES}


def stock_indicators(counts: Counter, *what) -> dict:
    """Return monitored = uncleared + cleared, and the share cleared, each in households and in people."""
    states = {state: count_on_both_bases(counts, *what, state) for state in STOCK_STATES}
    monitored = {basis: sum(state[basis] for state in states.values()) for basis in INDICATOR_BASES}
    shares = {basis: exact_share(states["cleared"][basis], monitored[basis]) for basis in INDICATOR_BASES}
    return {"monitored": monitored, **states, "share": shares}


def month_indicators(counts: Counter) -> dict:
    """Return the month so far, in households.

    Net change of the uncleared = identified + remarked + rolled back - cleared - ended while active + moved (came from
    another village less those that left; none in a whole county)."""
    told = {what: count_on_both_bases(counts, what) for what in (*stock.STOCK_CHANGES, "moved")}
    told["cleared"] = {basis: sum(told[way][basis] for way in CLEARING_CHANGES) for basis in INDICATOR_BASES}
    entered = sum(told[what]["households"] for what in ENTRY_CHANGES)
    left = told["cleared"]["households"] + told["ended_active"]["households"]
    return {**told, "net_change": entered - left + told["moved"]["households"]}


def alert_indicators(counts: Counter) -> dict:
    """Return this month's alerts, and those open at the end of the day. Shares, and the median of the days from clue to
    answer, are None where nothing was answered or closed."""
    told = {what: counts["alerts", what] for what in ALERT_INDICATORS}
    return {
        **told,
        "on_time_share": exact_share(told["in_time"], told["answered"]),
        "identified_share": exact_share(told["led_to_identification"], told["closed"]),
        "median_days": median_of_counts(count_days_taken(counts, "alerts")),
    }


def assistance_indicators(counts: Counter) -> dict:
    """Return how the uncleared households are helped, in households: with a delivered measure; of those able to work,
    with one that helps to earn; with a fitting measure for every risk. Shares are None where there is nobody."""
    told = {what: counts["assistance", what] for what in ASSISTANCE_INDICATORS}
    return {
        **told,
        "unmatched": told["uncleared"] - told["matched"],
        "delivered_share": exact_share(told["delivered"], told["uncleared"]),
        "developed_share": exact_share(told["developed"], told["able"]),
        "matched_share": exact_share(told["matched"], told["uncleared"]),
    }


def decision_indicators(counts: Counter) -> dict:
    """Return the cases approved this month, and how many of them within the days that the county set."""
    told = {what: counts["decisions", what] for what in ("approved", "in_time")}
    shares = {"in_time_share": exact_share(told["in_time"], told["approved"])}
    return {**told, **shares, "median_days": median_of_counts(count_days_taken(counts, "decisions"))}


def count_days_taken(counts: Counter, of: str) -> dict[int, int]:
    """Return how often something took how many days: {days: times}."""
    return {key[2]: number for key, number in counts.items() if key[:2] == (of, "days")}


def median_of_counts(times: dict[int, int]) -> float | None:
    """Return the median of values, given how often each occurs."""
    values = sorted(Counter(times).elements())
    return statistics.median(values) if values else None


def place_indicators(counts: Counter, judged: bool = True) -> dict:
    """Return the indicators of one place, ready for a page, for JSON or for a report. Red and amber are None where no
    night had `judged` the place by then."""
    return {
        **stock_indicators(counts),
        "types": {case_type: stock_indicators(counts, case_type) for case_type in CaseType.values},
        "month": month_indicators(counts),
        "open": {level: counts[level] if judged else None for level in ("red", "amber")},
        "alerts": alert_indicators(counts),
        "assistance": assistance_indicators(counts),
        "decisions": decision_indicators(counts),
    }


@dataclass(frozen=True)
class Indicators:
    """The indicators of the territory `areas` (at least one) as of the end of `day`: `total`, `at(level)`, `risks` and
    `trend`. Each is computed when it is first asked for."""

    areas: list[Area]
    day: dt.date

    @cached_property
    def total(self) -> dict:
        return place_indicators(self._sums[""], judged={area.county_code for area in self.areas} <= self.judged)

    def at(self, level) -> list[tuple[Area, dict]]:
        """Return every area of this level with its numbers, by code. An area only partly in the territory counts only
        those villages."""
        return [
            (place, place_indicators(self._sums[place.path], judged=place.county_code in self.judged))
            for place in self.places
            if place.level == level
        ]

    @cached_property
    def judged(self) -> set[str]:
        """The codes of the counties of which a night had been completed by the end of the day."""
        nights = RiskRun.objects.nights().completed().filter(as_of__lte=self.day)
        codes = {area.county_code for area in self.areas}
        return set(nights.filter(county__code__in=codes).order_by().values_list("county__code", flat=True).distinct())

    @cached_property
    def risks(self) -> list[tuple[RiskType, dict]]:
        """The monitored households by their main risk, by the risk's code."""
        return [(risk, stock_indicators(self._sums[""], f"risk {risk.value}")) for risk in MAIN_RISKS]

    @cached_property
    def trend(self) -> list[tuple[dt.date, dict]]:
        """The stock at the end of each of the last 24 months; the last point is the day itself."""
        starts = [add_months(self.day, back) for back in range(1 - TREND_MONTHS, 1)]
        turns = defaultdict(Counter)
        for start, state, households, people in stock.monthly_stock_turns(self.areas, starts[0], self.day):
            turns[start].update({(state, "households"): households, (state, "people"): people})
        sums = accumulate((turns[start] for start in starts), add_counters)
        ends = [add_months(start, 1) - dt.timedelta(days=1) for start in starts[:-1]]
        return [(end, stock_indicators(counts)) for end, counts in zip([*ends, self.day], sums, strict=True)]

    def as_dict(self, level) -> dict:
        """Return all indicators, with one entry for each area of `level`, as the command prints them."""
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
        return list(Area.objects.filter(Q(code__in=above) | stock.village_inside(self.areas, "path")).order_by("path"))

    @cached_property
    def _sums(self) -> dict[str, Counter]:
        """What is counted in each area, by its path; under "" for the whole territory."""
        sums = defaultdict(Counter)
        for path, counts in self._by_village.items():
            for part in ("", *area_path_chain(path)):
                sums[part].update(counts)
        return sums

    @cached_property
    def _by_village(self) -> dict[str, Counter]:
        counted = defaultdict(Counter)
        add_stock_counts(counted, stock.count_stock(self.areas, self.day))
        add_month_counts(counted, stock.count_stock_changes(self.areas, self.day))
        for path, red, amber in count_open_levels(self.areas, self.day):
            counted[path].update(red=red, amber=amber)
        add_alert_counts(counted, self.areas, self.day)
        add_assistance_counts(counted, self.areas, self.day)
        return {path: counts for path, counts in counted.items() if path.startswith(self._roots)}

    @property
    def _roots(self) -> tuple[str, ...]:
        return tuple(area.path for area in self.areas)


def area_path_chain(path: str) -> list[str]:
    """Return the paths of an area and of those above it, from the widest: "420527/", "420527/420527103/", ..."""
    return list(accumulate(f"{code}/" for code in path.strip("/").split("/")))


def add_counters(total: Counter, more: Counter) -> Counter:
    """Return the sum of two counters; unlike +, it keeps zeros and negatives."""
    total = total.copy()
    total.update(more)
    return total


def add_stock_counts(counted, rows):
    for path, state, case_type, risk, households, people in rows:
        for what in ((state,), (case_type, state), (f"risk {risk}", state)):
            counted[path].update({(*what, "households"): households, (*what, "people"): people})


def add_month_counts(counted, rows):
    for what, path, moved_from, households, people in rows:
        counted[path].update({(what, "households"): households, (what, "people"): people})
        if moved_from:
            counted[path].update({("moved", "households"): households, ("moved", "people"): people})
            counted[moved_from].subtract({("moved", "households"): households, ("moved", "people"): people})


def add_alert_counts(counted, areas, day):
    due = alert_figures.alert_deadlines(areas, day)
    for what, path, number in alert_figures.count_alert_steps(areas, day):
        counted[path]["alerts", what] += number
    for path, number, led in alert_figures.count_closed_alerts(areas, day):
        counted[path].update({("alerts", "closed"): number, ("alerts", "led_to_identification"): led})
    for path, days, in_time, number in alert_figures.count_answered_alerts(areas, day, due):
        counted[path].update({("alerts", "answered"): number, ("alerts", "in_time"): number * in_time})
        counted[path]["alerts", "days", days] += number
    for path, overdue, number in alert_figures.count_alerts_open_at(areas, day, due):
        counted[path].update({("alerts", "open"): number, ("alerts", "overdue"): number * overdue})


def add_assistance_counts(counted, areas, day):
    for path, able, delivered, developed, matched in assistance_figures.assistance_by_household(areas, day):
        counted[path].update(
            {
                ("assistance", "uncleared"): 1,
                ("assistance", "delivered"): delivered,
                ("assistance", "able"): able,
                ("assistance", "developed"): able and developed,
                ("assistance", "matched"): matched,
            }
        )
    for path, days, in_time, number in assistance_figures.count_case_approvals(areas, day):
        counted[path].update({("decisions", "approved"): number, ("decisions", "in_time"): number * in_time})
        counted[path]["decisions", "days", days] += number


def count_open_levels(areas, day):
    """Yield (village path, red, amber): how many households of each village were red and amber at the end of `day`, by
    the flags open then and each county's parameters of that day."""
    for county in Area.objects.counties().filter(code__in={area.county_code for area in areas}):
        mine = [area for area in areas if area.county_code == county.code]
        flags = RiskFlag.objects.within(*mine).filter(household__county=county)  # lets PostgreSQL use the index
        yield from flag_level_conditions(flags.open_on(day), parameters.parameters_on(day, county))


def flag_level_conditions(flags, p):
    """Return the conditions for red (a red flag, or as many groups of amber flags as the parameter says) and amber (any
    other open flag)."""
    grave = Q(top=Level.RED)
    if p.in_force("amber_switch", "amber_groups_red") and p.amber_switch:
        grave |= Q(themes__gte=int(p.amber_groups_red))
    by_household = (
        flags.order_by()
        .values("household__village__path", "household")
        .annotate(top=Max("level"), themes=Count(rule_group_expression(), distinct=True))
        .annotate(is_red=grave)
        .values_list("household__village__path", "household", "is_red")
    )
    sql = bulk.queryset_sql(by_household)
    return bulk.fetch_rows(
        "SELECT path, count(*) FILTER (WHERE is_red), count(*) FILTER (WHERE NOT is_red) "
        f"FROM ({sql.text}) AS flagged (path, household_id, is_red) GROUP BY path",
        sql.params,
    )
