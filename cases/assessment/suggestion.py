"""What the facts suggest for a proposed case: its type and its risks, with the reason. People decide."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from alerts.models import HouseholdFacts, RiskFlag
from alerts.rules import RULES
from cases.choices import CaseType
from core.dates import today
from core.text import join_words
from households.choices import HouseholdKind, RiskType
from households.income.words import income_words, yuan_words
from policy import parameters

from . import snapshot
from .incomes import known_income_sentence

MOST_SUGGESTED_RISKS = 5
RISK_OF_RULE = {  # the kind of risk that a rule points to; rules about income alone point to none
    "EXP-01": RiskType.ILLNESS,
    "EXP-02": RiskType.ILLNESS,
    "MED": RiskType.ILLNESS,
    "DIS": RiskType.DISABILITY,
    "EDU-01": RiskType.OUT_OF_SCHOOL,
    "EDU-02": RiskType.SCHOOLING,
    "EDU-03": RiskType.SCHOOLING,
    "HOU": RiskType.HOUSING,
    "WAT": RiskType.WATER,
    "DSR": RiskType.DISASTER,
    "ACC": RiskType.ACCIDENT,
    "JOB": RiskType.UNSTABLE_WORK,
    "IND": RiskType.FAILED_BUSINESS,
    "LOAN": RiskType.FAILED_BUSINESS,
    "LAB": RiskType.LACK_OF_LABOUR,
}


@dataclass(frozen=True)
class CaseSuggestion:
    """A suggested type and risks. `case_type` is empty when the facts suggest none; `why` gives the reason; `risks` has
    the most severe first."""

    case_type: str
    why: str
    risks: list
    risks_why: str


def suggest_case(household) -> CaseSuggestion:
    """Return the type and the risks suggested by today's facts."""
    p = parameters.parameters_on(today(), household.county)
    case_type, why = suggest_case_type(household, snapshot.income_figures(household, p), p)
    risks, risks_why = suggest_case_risks(household)
    return CaseSuggestion(case_type, why, risks, risks_why)


def suggest_case_type(household, known, p) -> tuple[str, str]:
    """Return (type, reason): below the monitoring line unstable lifted or marginal, else sudden hardship, the only type
    above it. No type while the income or the line is not known. Source: the national definition of the three types."""
    line, per_capita, reference = p.values.get("line"), known["per_capita"], known["reference"]
    if line is None:
        return "", _("No monitoring line is in force: ask the county to enter it, or decide the type without it.")
    if per_capita is None:
        text = _(
            "Income per person is not known, so no type is suggested: ask for it on the visit, then decide the type."
        )
        return "", f"{text} {known_income_sentence(known)}"
    case_type, text = suggest_by_known_income(household, per_capita, reference, line)
    return case_type, f"{text} {known_income_sentence(known)}"


def suggest_by_known_income(household, per_capita, reference, line) -> tuple[str, str]:
    """Return (type, reason) by an income and a line that are both known."""
    said = {"income": income_words(per_capita), "line": yuan_words(line)}
    if per_capita < line:
        kind = CaseType.UNSTABLE if household.kind == HouseholdKind.LIFTED else CaseType.MARGINAL
        return kind, _("Income per person is %(income)s, below the line of %(line)s.") % said
    if reference is not None and reference < line:
        said["reference"] = income_words(reference)
        text = _(
            "Income per person is %(income)s; after medical costs it is %(reference)s, below the line of %(line)s."
        )
        return CaseType.SUDDEN, text % said
    text = _(
        "Income per person is %(income)s, not below the line of %(line)s: only sudden hardship can be the type, where "
        "the visit finds a shock."
    )
    return CaseType.SUDDEN, text % said


def suggest_case_risks(household) -> tuple[list, str]:
    """Return the risks shown by open flags and the latest visit, with the rules and shocks they come from."""
    rules = RiskFlag.objects.open().filter(household=household, rule__in=RULES).order_by("-level", "rule")
    codes = list(rules.values_list("rule", flat=True))
    seen = HouseholdFacts.objects.filter(household=household).values_list("shocks_seen", flat=True).first() or []
    named = [*seen, *(risk for code in codes if (risk := risk_of_rule(code)))]
    reasons = [*([_("seen on the latest visit")] if seen else []), *(code for code in codes if risk_of_rule(code))]
    risks = list(dict.fromkeys(str(risk) for risk in named))[:MOST_SUGGESTED_RISKS]
    return risks, str(join_words(reasons)) if reasons else _(
        "No standing rule names a risk: choose what the visit found."
    )


def risk_of_rule(rule: str):
    """Return the kind of risk a rule points to; none for rules about income alone."""
    return RISK_OF_RULE.get(rule, RISK_OF_RULE.get(rule.partition("-")[0]))
