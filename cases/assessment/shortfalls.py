"""Shortfalls: what a monitored household should have and does not: a plan, a first measure, a measure for each risk, a
helper, a judgement note. Each is a condition over cases."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext_lazy as _

from cases.choices import UNCLEARED, CaseState, CaseStep
from cases.models import Case, CaseTransition, HelperAssignment, Judgement, Measure
from core.sql import boolean_case
from core.text import Label

from .risk_measures import HOUSEHOLD_ABLE_TO_WORK, has_only_social_security, has_unmatched_risk

NO_CASES = Q(pk__in=[])
ANY_SHORTFALL = "any"


@dataclass(frozen=True)
class Shortfall:
    """One kind of shortfall. `is_missing(p)` is the condition over cases with `since`, by the parameters of the day."""

    code: str
    label: Label
    is_missing: Callable

    @property
    def rule(self) -> str:
        """The work rule that asks for it; one rule may have two shortfalls."""
        return self.code.rstrip("abc")

    @property
    def name(self) -> str:
        """The name of its column in queries."""
        return self.code.lower().replace("-", "_")


def monitored_cases(cases):
    """Return the monitored cases with `since`: the day they were approved or rolled back."""
    again = CaseTransition.objects.filter(case=OuterRef("pk"), step=CaseStep.ROLL_BACK).order_by("-effective_on", "-pk")
    since = Greatest(F("identified_on"), Subquery(again.values("effective_on")[:1]))
    return cases.filter(state__in=UNCLEARED).annotate(since=since)


def cases_with_shortfall(cases, code, p):
    """Return the cases with one shortfall, or with any."""
    asked = SHORTFALLS.values() if code == ANY_SHORTFALL else [SHORTFALLS[code]]
    found = Q()
    for one in asked:
        found |= Q(one.is_missing(p))
    return monitored_cases(cases).filter(found)


def annotate_shortfalls(cases, p):
    """Annotate each monitored case with whether it has each shortfall, under the shortfall's `name`."""
    return monitored_cases(cases).annotate(**{one.name: boolean_case(one.is_missing(p)) for one in SHORTFALLS.values()})


def shortfall_choices() -> list[tuple]:
    """Return every shortfall for a filter: (code, words)."""
    return [(ANY_SHORTFALL, _("Any shortfall")), *((one.code, one.label) for one in SHORTFALLS.values())]


def count_shortfalls(cases, p) -> list[tuple]:
    """Return (shortfall, number of cases)."""
    found = annotate_shortfalls(cases, p).order_by().aggregate(**shortfall_aggregates())
    return [(one, found[f"{one.name}_number"]) for one in SHORTFALLS.values()]


def shortfalls_by_village(cases, p) -> list[dict]:
    """Return each village with a shortfall: its names and code, `monitored` cases, and `counts` of (shortfall,
    number)."""
    village = ("village__code", "village__name", "village__parent__name")
    rows = (
        annotate_shortfalls(cases, p)
        .order_by()
        .values(*village)
        .annotate(monitored=Count("pk"), **shortfall_aggregates())
    )
    found = [village_shortfalls(row) for row in rows.order_by("village__path")]
    return [row for row in found if any(number for _shortfall, number in row["counts"])]


def village_shortfalls(row) -> dict:
    return {
        "code": row["village__code"],
        "village": row["village__name"],
        "township": row["village__parent__name"],
        "monitored": row["monitored"],
        "counts": [(one, row[f"{one.name}_number"]) for one in SHORTFALLS.values()],
    }


def shortfall_aggregates() -> dict:
    """Return the aggregates that count the cases with each shortfall."""
    return {f"{one.name}_number": Count("pk", filter=Q(**{one.name: True})) for one in SHORTFALLS.values()}


def case_shortfalls(case, p) -> list[Shortfall]:
    """Return the shortfalls of one case."""
    return [one for one, number in count_shortfalls(Case.objects.filter(pk=case.pk), p) if number]


# ---------------------------------------------------------------------------------------------- the shortfalls by rule


def monitored_longer_than(p, key) -> Q:
    """Return the condition of being monitored longer than the days of a parameter; no case when it is not in force."""
    return Q(since__lt=p.ago(p.values[key])) if p.in_force(key) else NO_CASES


def without_plan(p):
    """Return cases without a plan; one that had run out before a rollback does not count."""
    return monitored_longer_than(p, "plan_days") & lacks_plan(p)


def lacks_plan(p):
    return ~Q(plan__until__gte=F("since"))


def without_measure(p):
    return monitored_longer_than(p, "first_measure_days") & lacks_measure(p)


def lacks_measure(p):
    """Return the condition that no measure was delivered.

    After a rollback, earlier deliveries do not count. After the first approval they do: they were urgent."""
    delivered = Measure.objects.filter(case=OuterRef("pk"), delivered_on__lte=p.day)
    again = Exists(delivered.filter(delivered_on__gte=OuterRef("since")))
    first = Q(since=F("identified_on")) & Exists(delivered)
    return ~(Q(again) | first)


def risk_without_measure(p):
    return has_unmatched_risk(Measure.objects.standing())


def able_on_social_security(p):
    return HOUSEHOLD_ABLE_TO_WORK & has_only_social_security(Measure.objects.standing())


def without_judgement(p):
    if not p.in_force("judgement_months"):
        return NO_CASES
    day = p.months_ago(p.judgement_months)
    noted = Judgement.objects.filter(case=OuterRef("pk"), noted_on__gte=day)
    return Q(state=CaseState.ACTIVE, since__lt=day) & ~Exists(noted)


def without_helper(p):
    helping = HelperAssignment.objects.filter(household=OuterRef("household"), until=None)
    return ~Q(Exists(helping.exclude(phone=b"")))


SHORTFALLS = {
    one.code: one
    for one in (
        Shortfall("WRK-03a", _("No plan in time"), without_plan),
        Shortfall("WRK-03b", _("No measure delivered in time"), without_measure),
        Shortfall("WRK-05", _("A risk without a fitting measure"), risk_without_measure),
        Shortfall("WRK-06", _("Able to work, but only social security"), able_on_social_security),
        Shortfall("WRK-08", _("No judgement note within a year"), without_judgement),
        Shortfall("WRK-10", _("No helper, or no phone of the helper"), without_helper),
    )
}
