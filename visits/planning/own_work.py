"""A caseworker's own work of a week, day by day. Each kind of work is declared once; apps above add theirs (alerts:
alerts answered). It is shown to nobody else, and nobody is ranked by it."""

import datetime as dt
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Prefetch
from django.utils.translation import gettext_lazy as _

from core.catalogue import Catalogue
from core.dates import today
from core.text import Label
from households.models import Household
from visits.models import Visit, VisitDeed

OWN_WORK = Catalogue("kind of own work")
WEEK = 7  # days
WEEKS_BACK = 5  # weeks shown below this one


@dataclass(frozen=True)
class WorkKind:
    """One column of the week: `rows(user, first, last)` returns pairs of a day and a number."""

    code: str
    label: Label
    order: int
    rows: Callable


def own_work(code, *, label, order):
    """Declare a kind of work: the decorated function returns (day, number) of one person between two days."""

    def declare(rows):
        OWN_WORK.add(code, WorkKind(code, label, order, rows))
        return rows

    return declare


def kinds_of_work() -> list[WorkKind]:
    return sorted(OWN_WORK.values(), key=lambda one: one.order)


def visits_made(user, first, last):
    """Return one's own visits that count, between two days."""
    return Visit.objects.visible_to(user).counted().by(user).filter(visited_on__range=(first, last))


def count_by_day(visits):
    return visits.order_by().values_list("visited_on").annotate(number=Count("pk"))


@own_work("visits", label=_("Visits"), order=10)
def visits_with_somebody_met(user, first, last):
    return count_by_day(visits_made(user, first, last).contacts())


@own_work("attempts", label=_("Attempts, nobody met"), order=20)
def visits_with_nobody_met(user, first, last):
    return count_by_day(visits_made(user, first, last).attempts())


def monday_of(day) -> dt.date:
    return day - dt.timedelta(day.weekday())


def asked_monday(text) -> dt.date:
    """Return the Monday of the week that an address names by any of its days; of this week when it names none."""
    try:
        return monday_of(min(dt.date.fromisoformat(text), today()))
    except ValueError:
        return monday_of(today())


def work_of_week(user, monday) -> list[dict]:
    """Return the days of a week on which something was done, each with its numbers and the visits made on it."""
    last = monday + dt.timedelta(WEEK - 1)
    numbers = {one.code: dict(one.rows(user, monday, last)) for one in kinds_of_work()}
    homes = Prefetch("household", Household.objects.with_head().select_related("village"))
    found = visits_made(user, monday, last).prefetch_related(homes).order_by("observed_at", "pk")
    made = list(found.defer("note"))
    days = [monday + dt.timedelta(one) for one in range(WEEK)]
    return [
        {
            "day": day,
            "numbers": [(one.label, numbers[one.code].get(day, 0)) for one in kinds_of_work()],
            "visits": [one for one in made if one.visited_on == day],
        }
        for day in days
        if any(of_day.get(day) for of_day in numbers.values())
    ]


def totals_of(days) -> list[tuple]:
    """Return (kind of work, how much of it) of several days together."""
    kinds = enumerate(kinds_of_work())
    return [(one.label, sum(day["numbers"][place][1] for day in days)) for place, one in kinds]


def deeds_of_week(days) -> list[tuple]:
    """Return (what was done, on how many visits), in the order in which the form offers it."""
    counted = Counter(deed for day in days for visit in day["visits"] for deed in visit.deeds)
    return [(deed.label, counted[deed.value]) for deed in VisitDeed if counted[deed.value]]


def earlier_weeks(user, monday) -> list[dict]:
    """Return the weeks before one, the latest first, with the sums of their days."""
    first, kinds = monday - dt.timedelta(WEEK * WEEKS_BACK), kinds_of_work()
    sums = {one.code: Counter() for one in kinds}
    for one in kinds:
        for day, number in one.rows(user, first, monday - dt.timedelta(1)):
            sums[one.code][monday_of(day)] += number
    weeks = [monday - dt.timedelta(WEEK * back) for back in range(1, WEEKS_BACK + 1)]
    return [{"day": week, "numbers": [(one.label, sums[one.code][week]) for one in kinds]} for week in weeks]
