"""The work rules about people who can work, each a condition over entries of the employment account."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.sql import boolean_case
from core.text import Label
from households.models import WorkSpell
from work.choices import AWAY_STATES, OUT_OF_WORK_STATES, WorkState
from work.models import Placement

from .unpaid import unpaid_in_post

NOBODY = Q(pk__in=[])
ANY_DUTY = "any"


@dataclass(frozen=True)
class WorkDuty:
    """One work rule. `is_late(p)` is the condition over entries of the account, by the parameters of the day."""

    code: str
    label: Label
    key: str  # the parameter with its days or months
    is_late: Callable

    @property
    def name(self) -> str:
        """The name of its column in queries."""
        return self.code.lower().replace("-", "_")


def days_before(p, key):
    """Return the day so many days ago as a parameter says; None when it is not in force."""
    return p.ago(p.values[key]) if p.in_force(key) else None


def without_offer(p) -> Q:
    """Return who is able, has wanted work for `offer_days` and was offered none in that time."""
    day = days_before(p, "offer_days")
    if day is None:
        return NOBODY
    looking = Q(is_able=True, wants_work=True, state__in=[WorkState.NEEDS, WorkState.RETURNED])
    return looking & Q(wants_since__lte=day, since__lte=day) & (Q(offered_on=None) | Q(offered_on__lte=day))


def not_heard_of(p) -> Q:
    """Return who is away and was not heard of for `unheard_days`, counted from the first day of the work."""
    day = days_before(p, "unheard_days")
    return Q(state__in=AWAY_STATES, confirmed_on__lte=day) if day else NOBODY


def course_without_job(p) -> Q:
    """Return who is without work since a course that ended `course_days` ago."""
    day = days_before(p, "course_days")
    if day is None:
        return NOBODY
    since = WorkSpell.objects.filter(member=OuterRef("member"), started_on__gte=OuterRef("trained_on"))
    return Q(state__in=OUT_OF_WORK_STATES, trained_on__lte=day) & ~Q(Exists(since))


def idle_equipment(p) -> Q:
    """Return who was lent equipment `equipment_days` ago, still has it, and does no work that came with it."""
    day = days_before(p, "equipment_days")
    if day is None:
        return NOBODY
    lent = Placement.objects.filter(member=OuterRef("member"), lent_on__lte=day, returned_on=None)
    at_work = Q(measure__spell__isnull=False) & (
        Q(measure__spell__ended_on=None) | Q(measure__spell__ended_on__gt=p.day)
    )
    return Q(Exists(lent.exclude(at_work)))


DUTIES = {
    one.code: one
    for one in (
        WorkDuty("WRK-12", _("Able and wanting work, without an offer"), "offer_days", without_offer),
        WorkDuty("WRK-13", _("Away and not heard of"), "unheard_days", not_heard_of),
        WorkDuty("WRK-14", _("In a post and unpaid"), "unpaid_months", unpaid_in_post),
        WorkDuty("WRK-15", _("A course and no job since"), "course_days", course_without_job),
        WorkDuty("WRK-16", _("Equipment lent, and no work with it"), "equipment_days", idle_equipment),
    )
}


def duty_choices() -> list[tuple]:
    """Return every duty for a filter: (code, words)."""
    return [(ANY_DUTY, _("Anything late")), *((one.code, one.label) for one in DUTIES.values())]


def late_entries(entries, code, p):
    """Return the entries that are late by one rule, or by any."""
    asked = DUTIES.values() if code == ANY_DUTY else [DUTIES[code]]
    found = Q()
    for one in asked:
        found |= Q(one.is_late(p))
    return entries.filter(found)


def late_by_village(entries, p) -> list[dict]:
    """Return each village where something is late: its names and code, and `counts` of (duty, people)."""
    names = ("village__code", "village__name", "village__parent__name")
    late = entries.annotate(**{one.name: boolean_case(one.is_late(p)) for one in DUTIES.values()}).order_by()
    counted = {f"{one.name}_number": Count("pk", filter=Q(**{one.name: True})) for one in DUTIES.values()}
    rows = late.values(*names).annotate(**counted).order_by("village__path")
    found = [village_duties(row) for row in rows]
    return [row for row in found if any(number for _duty, number in row["counts"])]


def village_duties(row) -> dict:
    counts = [(one, row[f"{one.name}_number"]) for one in DUTIES.values()]
    return {
        "code": row["village__code"],
        "village": row["village__name"],
        "township": row["village__parent__name"],
        "counts": counts,
    }


def count_duties(villages) -> list[tuple]:
    """Return (duty, people) in all of these villages."""
    return [(one, sum(row["counts"][place][1] for row in villages)) for place, one in enumerate(DUTIES.values())]
