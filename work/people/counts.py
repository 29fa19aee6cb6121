"""How many people stand in which state, place by place: one question to the database, and sums that add up."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.areas.places import area_by_code
from accounts.models import Area
from accounts.permissions import Permission
from work.choices import ACCOUNT_STATES, BESIDE_STATES
from work.models import AccountEntry

ACCOUNT, BESIDE, ALL = "account", "beside", "any"  # sums, by the word of the list's filter that shows them


@dataclass(frozen=True)
class PlaceCount:
    """One row of the counts: a place, or the sum of all (without an area), and how many people stand in which state."""

    area: Area | None
    numbers: Counter
    within: Area | None = None  # the place whose sum it is

    @property
    def name(self) -> str:
        return self.area.name if self.area else _("Sum")

    @property
    def url(self) -> str:
        """The counts inside this place; empty for a village, in which there are none, and for a sum."""
        if self.area is None or self.area.level == Area.Level.VILLAGE:
            return ""
        return reverse("work:counts", query={"area": self.area.code})

    def list_url(self, word) -> str:
        """Return the list of those whom a number of this row counts; empty for nobody."""
        place = self.area or self.within
        asked = {"village": place.code} if place else {}
        asked |= {} if word == ACCOUNT else {"state": word}
        return reverse("work:account", query=asked or None) if self.numbers[word] else ""


def chosen_place(user, code) -> Area | None:
    """Return the place asked for, within the person's territory; without one the one place that is all of it, or None
    for a territory of several."""
    mine = Area.objects.within(*user.areas_where(Permission.HOUSEHOLD_VIEW)).exclude(level=Area.Level.GROUP)
    if code:
        return area_by_code(code, mine)
    held = user.areas_where(Permission.HOUSEHOLD_VIEW)
    return held[0] if len(held) == 1 else None


def places_above(user, place, page) -> list[dict]:
    """Return the places that lead down to this one, as far as the person may look at them, as crumbs to a page."""
    crumbs, above = [], place
    while above and any(above.path.startswith(held.path) for held in user.areas_where(Permission.HOUSEHOLD_VIEW)):
        crumbs.insert(0, {"label": above.name, "url": reverse(page, query={"area": above.code})})
        above = above.parent
    return crumbs


def places_one_level_down(user, place) -> list[Area]:
    """Return the places inside the chosen one, or a village itself; without one the places the person was granted."""
    if place is None:
        return outermost(user.areas_where(Permission.HOUSEHOLD_VIEW))
    below = list(Area.objects.filter(parent=place).exclude(level=Area.Level.GROUP).order_by("path"))
    return below or [place]


def outermost(areas) -> list[Area]:
    """Return the areas that lie in none of the others."""
    by_path = {area.path: area for area in areas}
    inner = {path for path in by_path for other in by_path if path != other and path.startswith(other)}
    return [by_path[path] for path in sorted(set(by_path) - inner)]


def count_states(user, place) -> list[PlaceCount]:
    """Return a row for each place that anybody of working age lives in, and last their sum."""
    places = places_one_level_down(user, place)
    counted = {area.path: Counter() for area in places}
    entries = AccountEntry.objects.visible_to(user).within(*places).of_working_age()
    for path, state, number in read_counts(entries):
        counted[next(above for above in counted if path.startswith(above))][state] += number
    rows = [PlaceCount(area, with_sums(counted[area.path])) for area in places if counted[area.path]]
    return [*rows, PlaceCount(None, sum((row.numbers for row in rows), Counter()), place)] if rows else []


def read_counts(entries):
    """Return (path of a village, state, how many), counted by the index of villages and states alone."""
    counted = entries.order_by().values("village", "state").annotate(number=Count("pk"), path=Max("village__path"))
    return counted.values_list("path", "state", "number")


def with_sums(numbers) -> Counter:
    """Return the numbers of a place with those of the account, of those beside it, and of all."""
    numbers[ACCOUNT] = sum(numbers[state] for state in ACCOUNT_STATES)
    numbers[BESIDE] = sum(numbers[state] for state in BESIDE_STATES)
    numbers[ALL] = numbers[ACCOUNT] + numbers[BESIDE]
    return numbers
