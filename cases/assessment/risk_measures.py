"""Which groups of measures fit which risk, and what a household able to work should get (national guide on
assistance)."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from cases.choices import IS_CLEARED, MeasureGroup
from cases.choices import MeasureGroup as G
from households.choices import RiskType

FITTING_GROUPS = {  # key: the first two digits of the risk code
    "01": (G.HEALTH, G.SOCIAL_HELP),
    "02": (G.SOCIAL_SECURITY, G.SOCIAL_HELP, G.HOUSING, G.LIVING),
    "03": (G.SOCIAL_SECURITY, G.SOCIAL_HELP),
    "04": (G.SOCIAL_SECURITY, G.PUBLIC_POST, G.INDUSTRY),
    "05": (G.SOCIAL_SECURITY, G.SOCIAL_HELP, G.HOUSING, G.LIVING),
    "06": (G.INDUSTRY, G.FINANCE, G.EMPLOYMENT),
    "07": (G.EMPLOYMENT, G.PUBLIC_POST),
    "09": (G.SCHOOL, G.OTHER_SCHOOL, G.SOCIAL_HELP),
    "10": (G.HOUSING, G.RELOCATION),
    "11": (G.WATER,),
    "12": (G.SCHOOL, G.OTHER_SCHOOL, G.SOCIAL_HELP),
    "99": tuple(G),  # "other" risks: any group may fit, their note says what they are
}
FITTING_AFTER_CLEARING = {"01": (G.SOCIAL_SECURITY,)}  # fits as well once the risk is cleared
DEVELOPMENT_GROUPS = (G.INDUSTRY, G.EMPLOYMENT, G.FINANCE, G.PUBLIC_POST)
HOUSEHOLD_ABLE_TO_WORK = Q(household__facts__labour__gte=1)


@dataclass(frozen=True)
class MeasureSuggestion:
    """One risk of a case, the groups of measures that fit it, and its measures from these groups."""

    risk: str
    groups: tuple
    measures: tuple

    @property
    def label(self):
        return RiskType(self.risk).label

    @property
    def group_labels(self) -> list:
        return [group.label for group in self.groups]

    @property
    def missing(self) -> bool:
        return not self.measures


def fitting_measure_groups(risk, *, cleared=False) -> tuple:
    """Return the groups of which a risk needs at least one measure; `risk` may be a four-digit code."""
    code = risk[:2]
    return FITTING_GROUPS[code] + (FITTING_AFTER_CLEARING.get(code, ()) if cleared else ())


def measure_suggestions(case, measures=None) -> list[MeasureSuggestion]:
    """Return, for each risk of a case with the main one first, what fits and which measures exist. Pass `measures` when
    all of the case are already loaded."""
    standing = [one for one in (case.measures.all() if measures is None else measures) if one.stands]
    return [suggest_measures(risk, standing, cleared=case.state in IS_CLEARED) for risk in case.risks]


def suggest_measures(risk, standing, *, cleared) -> MeasureSuggestion:
    groups = fitting_measure_groups(risk, cleared=cleared)
    return MeasureSuggestion(risk, groups, tuple(one for one in standing if one.group in groups))


# ------------------------------------------------------------------ the same over many cases, as conditions on a case


def has_measure_of_groups(measures, groups):
    """Return whether one of `measures` (a queryset) belongs to the case and to one of the groups."""
    return Q(Exists(measures.filter(case=OuterRef("pk"), group__in=groups)))


def has_unmatched_risk(measures) -> Q:
    """Return the condition that a case has a risk which none of `measures` fits."""
    found = Q()
    for code in FITTING_GROUPS:
        found |= has_case_risk(code) & ~has_fitting_measure(code, measures)
    return found


def has_case_risk(code) -> Q:
    """Return the condition that a case has the risk, or a more detailed code of it."""
    return Q(risks__overlap=[risk for risk in RiskType.values if risk.startswith(code)])


def has_fitting_measure(code, measures) -> Q:
    """Return the condition that one of `measures` fits the risk."""
    later = FITTING_AFTER_CLEARING.get(code)
    fits = has_measure_of_groups(measures, FITTING_GROUPS[code])
    return fits | (Q(state__in=IS_CLEARED) & has_measure_of_groups(measures, later)) if later else fits


def has_development_measure(measures) -> Q:
    """Return the condition that one of `measures` helps the household to earn."""
    return has_measure_of_groups(measures, DEVELOPMENT_GROUPS)


def has_only_social_security(measures) -> Q:
    """Return the condition that a case gets social security and nothing else: a finding for households able to work
    (WRK-06)."""
    others = [group for group in MeasureGroup if group != G.SOCIAL_SECURITY]
    return has_measure_of_groups(measures, [G.SOCIAL_SECURITY]) & ~has_measure_of_groups(measures, others)
