"""Rules that watch households after their risk was marked as cleared."""

from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from alerts.rules import RULES, Levels, rule
from alerts.rules.declare import AFTER, by_known_income
from households.choices import DANGEROUS_GRADES

from .choices import CaseState

RISKS = [entry for entry in RULES.values() if entry.group != AFTER]  # all that apply before clearing


def every(attribute) -> list[str]:
    """Return all facts, or all parameters, that the risk rules read."""
    return sorted({name for entry in RISKS for name in getattr(entry, attribute)})


@rule(
    "CLR-01",
    _("New risk after clearing"),
    group=AFTER,
    facts=["case_state", "cleared_on", *every("facts")],
    uses=every("uses"),
    about=_("The risk was cleared and a rule is red again: proposes to mark the family again."),
    says=_("The risk was cleared on %(cleared_on)s, and a risk is red again."),
    clears=_("No risk rule is red any more, or the family is marked again."),
    basis=_("Provincial rules: marking again"),
)
def new_risk(p):
    red = [entry.levels(p).red for entry in RISKS]
    return Levels(red=Q(case_state=CaseState.CLEARED) & reduce(or_, [condition for condition in red if condition]))


@rule(
    "CLR-02",
    _("Clearing not stable"),
    group=AFTER,
    facts=["case_state", "cleared_on", "per_capita", "income_carried"],
    uses=["line", "unstable_months", "income_carried_red"],
    about=_("The risk was cleared not long ago and income per person is below the line again: proposes a rollback."),
    says=_("The risk was cleared on %(cleared_on)s; income per person is %(per_capita)s, below the line of %(line)s."),
    clears=_("Income per person reaches the line, or the clearing is rolled back."),
    basis=_("Provincial rules: rollback"),
)
def clearing_not_stable(p):
    recent = Q(case_state=CaseState.CLEARED, cleared_on__gte=p.months_ago(p.unstable_months))
    below = recent & Q(per_capita__lt=p.line)
    return Levels(red=below & by_known_income(p), amber=below)


@rule(
    "CLR-03",
    _("Guarantee lost after clearing"),
    group=AFTER,
    facts=[
        "case_state",
        "house_grade",
        "housing_met",
        "unsafe_houses_told",
        "water_met",
        "water_out_told_since",
        "out_of_school",
        "dropouts_told",
        "education_met",
        "uninsured",
        "medical_met",
    ],
    uses=["water_out_days"],
    about=_("The risk was cleared, and the house, water, school or insurance is not as it must be."),
    says=(
        _("House grade: %(house_grade)s."),
        _("Safe housing at the latest check: %(housing_met)s."),
        _("Unsafe houses told by the housing department: %(unsafe_houses_told)s."),
        _("Safe water at the latest check: %(water_met)s."),
        _("Out since, by the water works: %(water_out_told_since)s."),
        _("Children out of school without a lawful reason: %(out_of_school)s."),
        _("Suspected by education: %(dropouts_told)s."),
        _("School at the latest check: %(education_met)s."),
        _("People without medical insurance: %(uninsured)s."),
        _("Medical care at the latest check: %(medical_met)s."),
    ),
    clears=_("The guarantee is met again at the next check, or the department that told of it says that it is over."),
    basis=_("Provincial rules: follow-up after clearing"),
)
def guarantee_lost(p):
    lost = (
        Q(house_grade__in=DANGEROUS_GRADES)
        | Q(housing_met=False)
        | Q(unsafe_houses_told__gt=0)
        | Q(water_met=False)
        | Q(water_out_told_since__lt=p.ago(p.water_out_days))
        | Q(out_of_school__gt=0)
        | Q(dropouts_told__gt=0)
        | Q(education_met=False)
        | Q(uninsured__gt=0)
        | Q(medical_met=False)
    )
    return Levels(red=Q(case_state=CaseState.CLEARED) & lost)
