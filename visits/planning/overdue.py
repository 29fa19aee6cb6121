"""Visits that are overdue (WRK-04), and visits that are hard to believe (WRK-11). Nobody is accused: each doubt is a
question to the caseworker, with the reason."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, FloatField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Cos, Greatest, Length, Power, Radians, Sqrt
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from core.catalogue import Catalogue
from core.text import Label
from visits.models import Photo, PhotoKind, Visit, VisitWay

from . import due
from .attempts import tried_in_vain

DOUBT_LOOKBACK_DAYS = 90  # days within which visits are compared
SAME_TEXT_HOUSEHOLDS = 3  # with the same note
LONG_TEXT_LENGTH = 12  # characters; shorter notes such as "all well" may repeat
METRES_PER_DEGREE = 111_320  # of latitude
LAST_VISIT_FIELD = "facts__last_visit_on"
NO_VISIT = Q(pk__in=[])


@dataclass(frozen=True)
class VisitDoubt:
    """One reason to doubt a visit: `holds(p)` is the condition over visits by the parameters of the day."""

    code: str
    label: Label
    holds: Callable


def recent_visits(visits, p):
    """Keep the visits that count, of the last DOUBT_LOOKBACK_DAYS days."""
    return visits.counted().filter(visited_on__gt=p.day - dt.timedelta(DOUBT_LOOKBACK_DAYS))


def with_visit_doubts(visits, p):
    """Add `doubt_<code>`, true or false, for every doubt."""
    return visits.annotate(**{f"doubt_{one.code}": one.holds(p) for one in VISIT_DOUBTS.values()})


def doubtful_visits(visits, p, code=""):
    """Keep recent visits to which one doubt, or any, applies."""
    codes = [code] if code else list(VISIT_DOUBTS)
    found = Q()
    for one in codes:
        found |= Q(VISIT_DOUBTS[one].holds(p))
    return recent_visits(visits, p).filter(found)


def photo_used_twice(p):
    same = Photo.objects.filter(sha256=OuterRef("sha256"), kind=PhotoKind.PHOTO).exclude(visit=OuterRef("visit"))
    return Exists(Photo.objects.filter(Exists(same), visit=OuterRef("pk"), kind=PhotoKind.PHOTO))


def too_many_visits_a_day(p):
    same_day = Visit.objects.counted().filter(visited_by=OuterRef("visited_by"), visited_on=OuterRef("visited_on"))
    number = same_day.order_by().values("visited_by").annotate(number=Count("pk")).values("number")
    return GreaterThan(Coalesce(Subquery(number), 0), int(p.visits_a_day)) if p.in_force("visits_a_day") else NO_VISIT


def visit_far_from_home(p):
    if not p.in_force("visit_metres"):
        return NO_VISIT
    # An inaccurate position is no reason to doubt: its accuracy counts when it is the larger distance.
    allowed = Greatest(Cast(Coalesce(F("accuracy"), 0), FloatField()), Value(float(p.visit_metres)))
    return Q(way=VisitWay.IN_PERSON) & Q(GreaterThan(Coalesce(distance_from_home(), 0.0), allowed))


def distance_from_home():
    """Return the metres between where a visit was logged and the home, calculated as on a flat surface; empty when one
    of the two is not known."""
    north = Cast(F("latitude") - F("household__latitude"), FloatField()) * METRES_PER_DEGREE
    east = Cast(F("longitude") - F("household__longitude"), FloatField()) * METRES_PER_DEGREE
    # Towards the poles a degree of longitude is shorter.
    shrunk = east * Cos(Radians(Cast("latitude", FloatField())))
    return Sqrt(Power(north, 2.0) + Power(shrunk, 2.0), output_field=FloatField())


def same_note_in_households(p):
    since = p.day - dt.timedelta(DOUBT_LOOKBACK_DAYS)
    same = (
        Visit.objects.counted()
        .filter(visited_by=OuterRef("visited_by"), visited_on__gt=since, note=OuterRef("note"))
        .order_by()
        .values("visited_by")
        .annotate(number=Count("household", distinct=True))
    )
    number = Coalesce(Subquery(same.values("number")), 0)
    return Q(GreaterThanOrEqual(Length("note"), LONG_TEXT_LENGTH)) & Q(GreaterThanOrEqual(number, SAME_TEXT_HOUSEHOLDS))


VISIT_DOUBTS = Catalogue("reason to doubt a visit")  # apps above add theirs: alerts/visit_reasons.py


def add_visit_doubt(doubt: VisitDoubt) -> None:
    VISIT_DOUBTS.add(doubt.code, doubt)


add_visit_doubt(VisitDoubt("photo", _("A photo that another visit uses too"), photo_used_twice))
add_visit_doubt(VisitDoubt("many", _("Very many visits of one person on one day"), too_many_visits_a_day))
add_visit_doubt(VisitDoubt("far", _("In person, but far from the home"), visit_far_from_home))
add_visit_doubt(VisitDoubt("text", _("The same text in several households"), same_note_in_households))


# ------------------------------------------------------------------------------------------------------- late visits


def overdue_visit_households(households, p, *, times=1):
    """Keep households on file that nobody visited within the interval, or within `times` the interval (WRK-04: amber
    past it, red past twice as long)."""
    return households.active().filter(due.visit_overdue_condition(p, last=LAST_VISIT_FIELD, times=times))


def overdue_visits_by_village(households, p) -> list[dict]:
    """Count for each village: households with an interval, overdue ones, those overdue twice as long, and those where
    nobody was met in several attempts."""
    counts = {
        "watched": Count("pk", filter=due.IS_FOLLOWED | due.IS_CLEARED_OR_LIFTED),
        "late": Count("pk", filter=due.visit_overdue_condition(p, last=LAST_VISIT_FIELD)),
        "very_late": Count("pk", filter=due.visit_overdue_condition(p, last=LAST_VISIT_FIELD, times=2)),
        "in_vain": Count("pk", filter=tried_in_vain()),
    }
    rows = households.active().order_by().values("village", "village__name", "village__code", "village__parent__name")
    told = rows.annotate(**counts).filter(Q(watched__gt=0) | Q(in_vain__gt=0))
    return list(told.order_by("-very_late", "-late", "village__path"))


def count_visit_doubts(visits, p) -> list[tuple]:
    """Return (doubt, how many recent visits it applies to)."""
    counts = {code: Count("pk", filter=Q(one.holds(p))) for code, one in VISIT_DOUBTS.items()}
    found = recent_visits(visits, p).order_by().aggregate(**counts)
    return [(one, found[code]) for code, one in VISIT_DOUBTS.items()]
