"""Where somebody must act: the first thing on the dashboard, by place, with who is responsible there and how that
person is reached."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, Grant, Urging, User
from accounts.urging.actions import ANSWERING_ROLES, URGED_WORDS, may_urge
from accounts.waiting.counts import counties_of
from accounts.waiting.declare import COUNTY_ROLES, WAITING_KINDS
from cases.lists.inbox import DECISION_KINDS
from core.text import Label
from reports.indicators.figures import area_path_chain

URGINGS_SHOWN = timedelta(days=30)  # how long an urging stands beside its place
RESPONSIBLE_ROLES = {**ANSWERING_ROLES, Area.Level.COUNTY: COUNTY_ROLES}
DECISION_CODES = [kind.waiting_code for kind in DECISION_KINDS]


@dataclass(frozen=True)
class ActColumn:
    """One thing to act on: its words, and the list of what it counts."""

    code: str
    label: Label
    list_name: str
    query: tuple = ()
    by_place: bool = True  # whether the list can be narrowed to a place

    def url(self, area=None) -> str:
        where = {"village": area.code} if area and self.by_place else {}
        return reverse(self.list_name, query={**where, **dict(self.query)} or None)


DECISIONS = ActColumn("decisions", _("Decisions waiting for me"), "cases:inbox", by_place=False)
ACT_COLUMNS = (
    ActColumn("alerts_overdue", _("Overdue alerts"), "alerts:queue", (("time", "overdue"),)),
    ActColumn("alerts_soon", _("Alerts soon due"), "alerts:queue", (("time", "soon"),)),
    DECISIONS,
    ActColumn("red_to_answer", _("Red, to be answered"), "households:list", (("red", "to_answer"),)),
    ActColumn("visits_late", _("Visits late"), "households:list", (("late", "late"),)),
    ActColumn("unknown", _("Too little known"), "households:list", (("colour", "unknown"),)),
)


def declare_urged_words() -> None:
    """Give urgings their words: everything but what only the reader decides."""
    for column in ACT_COLUMNS:
        if column is not DECISIONS:
            URGED_WORDS.add(column.code, column.label)


class ToActOn:
    """What is to be acted on in the territory of a dashboard today, place by place."""

    def __init__(self, page):
        self.page, self.user, self.day = page, page.user, page.day

    @cached_property
    def columns(self) -> list[ActColumn]:
        """The things of which this person may open lists; decisions only for those who take some."""
        decides = any(WAITING_KINDS[code].areas_of(self.user) for code in DECISION_CODES)
        return [one for one in ACT_COLUMNS if one is not DECISIONS or decides]

    @cached_property
    def counts(self) -> dict[str, Counter]:
        """What is to be acted on in each area, by its path; under "" in the whole territory."""
        found = defaultdict(Counter, {path: counts.copy() for path, counts in self.page.acted.items()})
        for path, number, late in self.waiting_decisions():
            found[path].update(decisions=number, decisions_late=late)
        sums = defaultdict(Counter)
        for path, numbers in found.items():
            for part in ("", *area_path_chain(path)):
                sums[part].update(numbers)
        return sums

    def waiting_decisions(self):
        """Yield (village path, decisions that wait for this person, those of them past their day)."""
        for code in DECISION_CODES:
            kind = WAITING_KINDS[code]
            for county in counties_of(self.user) if kind.areas_of(self.user) else ():
                mine = kind.rows_for(self.user, county, self.day).within(*self.page.areas).order_by()
                late = Count("pk", filter=Q(waits_until__lt=self.day))
                yield from mine.values_list("village__path").annotate(n=Count("pk"), late=late)

    @property
    def total(self) -> list[dict]:
        """The whole territory: one entry for each thing to act on."""
        return self.cells("", self.page.place)

    @cached_property
    def places(self) -> list[Area]:
        """The places one level below; a village itself."""
        below = [area for area in self.page.indicators.places if area.level == self.page.level]
        return [area for area in below if area != self.page.place] or list(self.page.areas)

    @cached_property
    def rows(self) -> list[dict]:
        """The places in which there is something to act on, by code, never ranked."""
        told = [area for area in self.places if any(self.counts[area.path][one.code] for one in self.columns)]
        return [self.row(area) for area in told]

    @property
    def quiet(self) -> int:
        """In how many places there is nothing to act on."""
        return len(self.places) - len(self.rows)

    def row(self, area) -> dict:
        urging = self.urgings.get(area.pk)
        return {
            "area": area,
            "url": self.page.url_of(area),
            "cells": self.cells(area.path, area),
            "people": self.people.get(area.pk, []),
            "urging": urging,
            "urge": self.urge_url(area, urging),
        }

    def urge_url(self, area, urging) -> str:
        """Return the page on which the place is urged; "" for those who may not, and while an answer is awaited."""
        waits = urging is not None and urging.answered_at is None
        return "" if waits or not may_urge(self.user, area) else reverse("reports:urge", query={"area": area.code})

    def cells(self, path, area) -> list[dict]:
        numbers, links = self.counts[path], self.page.links_of(area)
        return [
            {
                "column": one,
                "number": numbers[one.code],
                "late": numbers["decisions_late"] if one is DECISIONS else 0,
                "url": one.url(area) if links and numbers[one.code] else "",
            }
            for one in self.columns
        ]

    @cached_property
    def people(self) -> dict[int, list[User]]:
        """Who is responsible in each place, in the order of the roles."""
        levels = {Area.Level(area.level) for area in self.places}
        roles = [role for level in levels for role in RESPONSIBLE_ROLES[level]]
        held = Grant.objects.in_force(self.day).filter(area__in=self.places, role__in=roles, user__is_active=True)
        found = defaultdict(list)
        for grant in sorted(held.select_related("user"), key=lambda grant: (roles.index(grant.role), grant.pk)):
            if grant.user not in found[grant.area_id]:
                found[grant.area_id].append(grant.user)
        return found

    @cached_property
    def urgings(self) -> dict[int, Urging]:
        """The latest urging of each place, of the last days."""
        lately = Urging.objects.filter(area__in=self.places, asked_at__gt=timezone.now() - URGINGS_SHOWN)
        latest = lately.order_by("area_id", "-asked_at", "-pk").distinct("area")
        return {urging.area_id: urging for urging in latest.select_related("asked_by")}
