"""What the county owes the households it monitors: a plan, a measure, one for each risk, a helper, a judgement. Each
duty is a condition over cases; who is behind with it is asked, not accused."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from cases.choices import UNCLEARED, CaseState, CaseStep
from cases.models import Case, CaseTransition, HelperAssignment, Judgement, Measure
from core.catalogue import Catalogue
from core.sql import boolean_case

from .risk_measures import HOUSEHOLD_ABLE_TO_WORK, has_only_social_security, has_unmatched_risk

SHORTFALLS = Catalogue("shortfall of a monitored household")
NO_CASES = Q(pk__in=[])
ANY_SHORTFALL = "any"


@dataclass(frozen=True)
class Shortfall:
    """`is_missing(p)` is the condition over cases with `since`, by the parameters of the day."""

    code: str
    label: str
    is_missing: Callable

    @property
    def rule(self) -> str:
        """Its number in the list of work rules; one rule may hold two duties."""
        return self.code.rstrip("abc")

    @property
    def name(self) -> str:
        """As a column is called."""
        return self.code.lower().replace("-", "_")


def shortfall(code, label):
    def declare(is_missing):
        SHORTFALLS.add(code, Shortfall(code, label, is_missing))
        return is_missing

    return declare


def monitored_cases(cases):
    """Cases to which something is owed, with `since`: the day they were approved, or rolled back."""
    again = CaseTransition.objects.filter(case=OuterRef("pk"), step=CaseStep.ROLL_BACK).order_by("-effective_on", "-pk")
    since = Greatest(F("identified_on"), Subquery(again.values("effective_on")[:1]))
    return cases.filter(state__in=UNCLEARED).annotate(since=since)


def cases_with_shortfall(cases, code, p):
    """Return the cases that are behind with one duty, or with any."""
    asked = SHORTFALLS.values() if code == ANY_SHORTFALL else [SHORTFALLS[code]]
    found = Q()
    for one in asked:
        found |= Q(one.is_missing(p))
    return monitored_cases(cases).filter(found)


def annotate_shortfalls(cases, p):
    """Adds to each monitored case whether it is behind with each duty, under the duty's `name`."""
    return monitored_cases(cases).annotate(**{one.name: boolean_case(one.is_missing(p)) for one in SHORTFALLS.values()})


def shortfall_choices() -> list[tuple]:
    """Return every duty for a filter: (code, words)."""
    return [(ANY_SHORTFALL, _("Any shortfall")), *((one.code, one.label) for one in SHORTFALLS.values())]


def count_shortfalls(cases, p) -> list[tuple]:
    """Return (duty, how many cases are behind with it)."""
    found = annotate_shortfalls(cases, p).order_by().aggregate(**shortfall_aggregates())
    return [(one, found[f"{one.name}_number"]) for one in SHORTFALLS.values()]


def shortfalls_by_village(cases, p) -> list[dict]:
    """For each village with something owed: its names and code, `monitored` cases, and `counts`, a (duty, number) for
    every duty."""
    village = ("household__village__code", "household__village__name", "household__village__parent__name")
    rows = (
        annotate_shortfalls(cases, p)
        .order_by()
        .values(*village)
        .annotate(monitored=Count("pk"), **shortfall_aggregates())
    )
    found = [village_shortfalls(row) for row in rows.order_by("household__village__path")]
    return [row for row in found if any(number for _shortfall, number in row["counts"])]


def village_shortfalls(row) -> dict:
    return {
        "code": row["household__village__code"],
        "village": row["household__village__name"],
        "township": row["household__village__parent__name"],
        "monitored": row["monitored"],
        "counts": [(one, row[f"{one.name}_number"]) for one in SHORTFALLS.values()],
    }


def shortfall_aggregates() -> dict:
    """Return how many cases are behind with each duty."""
    return {f"{one.name}_number": Count("pk", filter=Q(**{one.name: True})) for one in SHORTFALLS.values()}


def case_shortfalls(case, p) -> list[Shortfall]:
    """Return the duties that one case is behind with."""
    return [one for one, number in count_shortfalls(Case.objects.filter(pk=case.pk), p) if number]


# --------------------------------------------------------------------------------------------------- the duties by rule


def monitored_longer_than(p, key) -> Q:
    """Monitored for longer than the days of a parameter; never while it is not in force."""
    return Q(since__lt=p.ago(p.values[key])) if p.in_force(key) else NO_CASES


@shortfall("WRK-03a", _("No plan in time"))
def without_plan(p):
    """Return a plan that had run out before the household was rolled back is none."""
    return monitored_longer_than(p, "plan_days") & ~Q(plan__until__gte=F("since"))


@shortfall("WRK-03b", _("No measure delivered in time"))
def without_measure(p):
    """Return what was delivered before a rollback did not hold; what was delivered before the approval was urgent."""
    delivered = Measure.objects.filter(case=OuterRef("pk"), delivered_on__lte=p.day)
    again = Exists(delivered.filter(delivered_on__gte=OuterRef("since")))
    first = Q(since=F("identified_on")) & Exists(delivered)
    return monitored_longer_than(p, "first_measure_days") & ~(Q(again) | first)


@shortfall("WRK-05", _("A risk without a fitting measure"))
def risk_without_measure(p):
    return has_unmatched_risk(Measure.objects.standing())


@shortfall("WRK-06", _("Able to work, but only social security"))
def able_on_social_security(p):
    return HOUSEHOLD_ABLE_TO_WORK & has_only_social_security(Measure.objects.standing())


@shortfall("WRK-08", _("No judgement note within a year"))
def without_judgement(p):
    if not p.in_force("judgement_months"):
        return NO_CASES
    day = p.months_ago(p.judgement_months)
    noted = Judgement.objects.filter(case=OuterRef("pk"), noted_on__gte=day)
    return Q(state=CaseState.ACTIVE, since__lt=day) & ~Exists(noted)


@shortfall("WRK-10", _("No helper, or no phone of the helper"))
def without_helper(p):
    helping = HelperAssignment.objects.filter(household=OuterRef("household"), until=None)
    return ~Q(Exists(helping.exclude(phone=b"")))
