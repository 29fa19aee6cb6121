"""How monitored households are helped, and how fast the county decides, read from the logs of measures and cases.

A measure counts from the day on which its log says that it was planned or delivered, so a past day shows what was true
then. Risks, and who is able to work, are those on record today."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef

from cases.assessment.risk_measures import DEVELOPMENT_GROUPS, FITTING_GROUPS
from cases.choices import UNCLEARED, CaseStep, MeasureState
from cases.models import CaseTransition, Measure, MeasureTransition
from core.dates import first_of_month
from households.choices import ABLE_TO_WORK
from households.models import Member

from .stock import approved_case_steps, village_inside, with_valid_until

APPROVAL_STEPS = (CaseStep.IDENTIFY, CaseStep.REMARK)


def assistance_by_household(areas, day):
    """Yield (village path, able to work, delivered, developed, matched) of each household that was uncleared at the end
    of `day`: whether somebody is able to work, whether a measure was delivered, whether one that helps to earn was, and
    whether a fitting measure was planned for every risk."""
    for path, risks, able, standing, delivered in uncleared_household_measures(areas, day):
        fits = all(set(FITTING_GROUPS[risk[:2]]) & set(standing) for risk in risks)
        yield path, able, bool(delivered), bool(set(delivered) & set(DEVELOPMENT_GROUPS)), fits


def uncleared_household_measures(areas, day):
    """Return (village path, risks, able to work, groups of measures planned by then, groups of those delivered by
    then)."""
    last = with_valid_until(approved_case_steps(areas).filter(effective_on__lte=day)).filter(until=None)
    able = Member.objects.present(day).filter(household=OuterRef("case__household"), labour__in=ABLE_TO_WORK)
    then = MeasureTransition.objects.filter(measure=OuterRef("pk"), effective_on__lte=day)
    gone, here = then.filter(target=MeasureState.CANCELLED), then.filter(target=MeasureState.DELIVERED)
    standing = measure_groups_of_case(Exists(then), ~Exists(gone))
    return (
        CaseTransition.objects.filter(village_inside(areas), pk__in=last.values("pk"), target__in=UNCLEARED)
        .order_by()
        .values_list("village__path", "risks", Exists(able), standing, measure_groups_of_case(Exists(here)))
    )


def measure_groups_of_case(*which):
    """Return the groups of such measures of a log entry's case, each once."""
    found = Measure.objects.filter(*which, case=OuterRef("case")).order_by()
    return ArraySubquery(found.values("group").distinct())


def count_case_approvals(areas, day):
    """Yield (village path, days from the clue to the approval, whether in time, cases) of this month's approvals; cases
    without a recorded clue are left out."""
    rows = CaseTransition.objects.filter(
        village_inside(areas),
        step__in=APPROVAL_STEPS,
        effective_on__range=(first_of_month(day), day),
        case__decide_by__isnull=False,
    )
    told = rows.order_by().values_list("village__path", "effective_on", "case__clue_on", "case__decide_by")
    for path, on, clue_on, due, number in told.filter(case__clue_on__isnull=False).annotate(n=Count("case")):
        yield path, (on - clue_on).days, on <= due, number
