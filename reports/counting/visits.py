"""Visits of the month, the households that were due for a visit, and their helpers."""

from django.db.models import Exists, F, OuterRef, Q, Subquery, Value
from django.db.models.functions import Concat, JSONObject

from cases.models import HelperAssignment
from reports.indicators import stock
from visits.models import Visit, VisitResult, VisitState, VisitTransition, VisitWay

from .declare import counting, report_rows
from .lifted import lifted_households

VISIT_INTERVALS = {"uncleared": "visit_days_followed", "cleared": "visit_days_lifted", "lifted": "visit_days_lifted"}


def visits_not_voided(month):
    """Return every visit until the end of the month on which somebody was met, and that was not voided by then."""
    voided_since = VisitTransition.objects.filter(
        visit=OuterRef("pk"), target=VisitState.VOIDED, effective_on__gt=month.as_of
    )
    counts = ~Q(state=VisitState.VOIDED) | Exists(voided_since)
    return Visit.objects.filter(counts, result=VisitResult.MET, visited_on__lte=month.as_of).order_by()


@counting("visits")
def visit_report_rows(month):
    """Yield visits.<purpose>, and visits.in_person for visits made in person."""
    mine = stock.village_inside([month.county], "village__path")
    found = visits_not_voided(month).filter(mine, visited_on__gte=month.first)
    found = found.annotate(place=stock.village_of_household_on(month.as_of, "household"))
    yield made_visit_report_rows(found, Concat(Value("visits."), "purpose"), month)
    yield made_visit_report_rows(found.filter(way=VisitWay.IN_PERSON), Value("visits.in_person"), month)


def made_visit_report_rows(found, code, month):
    return report_rows(
        found,
        code=code,
        village=F("place"),
        household=F("household"),
        people=stock.member_count_on(month.as_of, "household"),
        on=F("visited_on"),
        details=JSONObject(purpose=F("purpose"), means=F("way")),
    )


@counting("visited")
def visited_household_report_rows(month):
    """Yield visited.<uncleared, cleared or lifted> for households visited in the month; due.<the same>.visited and
    due.<the same>.waiting for those whose visit interval had passed.

    Each household counts under its state at the end of the month; lifted are those not monitored."""
    for state, found in households_to_visit(month):
        found = found.annotate(visit=last_visit_day(month, since=month.first))
        yield household_report_rows(found.exclude(visit=None), f"visited.{state}", on=F("visit"))
        key = VISIT_INTERVALS[state]
        if month.p.in_force(key):
            before = last_visit_day(month, before=month.first)
            due = found.annotate(before=before).filter(Q(before=None) | Q(before__lte=month.p.ago(month.p.values[key])))
            yield household_report_rows(due.exclude(visit=None), f"due.{state}.visited", on=F("before"))
            yield household_report_rows(due.filter(visit=None), f"due.{state}.waiting", on=F("before"))


@counting("helpers")
def helper_report_rows(month):
    """Yield helpers.assigned and helpers.missing: whether an uncleared household had a helper at the end of the
    month."""
    found = dict(households_to_visit(month))["uncleared"]
    until = Q(until=None) | Q(until__gt=month.as_of)
    helping = HelperAssignment.objects.filter(until, household=OuterRef("home"), since__lte=month.as_of)
    yield household_report_rows(found.filter(Exists(helping)), "helpers.assigned")
    yield household_report_rows(found.filter(~Exists(helping)), "helpers.missing")


def households_to_visit(month):
    """Yield (state, rows with the household as `home`, its `place` and `size`) of the households to visit: monitored
    ones by the log of their cases, and lifted ones that are not monitored."""
    monitored = stock.on_file_steps([month.county], month.as_of)
    monitored = monitored.annotate(home=F("case__household"), place=F("village"), size=F("members"))
    for state in ("uncleared", "cleared"):
        yield state, monitored.filter(state=state)
    place, size = stock.village_of_household_on(month.as_of, "pk"), stock.member_count_on(month.as_of, "pk")
    others = lifted_households(month).exclude(pk__in=monitored.values("home"))
    yield "lifted", others.annotate(home=F("pk"), place=place, size=size)


def last_visit_day(month, *, since=None, before=None):
    """Return the day of the last visit until the end of the month."""
    found = visits_not_voided(month).filter(household=OuterRef("home"))
    found = found.filter(visited_on__gte=since) if since else found.filter(visited_on__lt=before)
    return Subquery(found.order_by("-visited_on").values("visited_on")[:1])


def household_report_rows(found, code, **more):
    return report_rows(found, code=Value(code), village=F("place"), household=F("home"), people=F("size"), **more)
