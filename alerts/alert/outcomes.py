"""Which results of a verification can be true of a household, and which one its signs point to."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from alerts.models import AlertOutcome, RiskFlag
from alerts.rules import RULES
from core.catalogue import Catalogue
from core.text import join_words
from households.choices import RiskType
from households.models import GuaranteeCheck
from visits.models import VisitLack, VisitState
from visits.questionnaire.declare import YES

# "case": how households stand in monitoring, {pk: "", "proposed", "monitored" or "cleared"}, told by the app above.
STANDINGS = Catalogue("standing of a household")
# "departments": which departments told of what stands behind an alert, {rule: words}; "alerts": the keys of those of
# several that a department told of. Told by the app above.
SIGNAL_SOURCES = Catalogue("source of signals")
OUTCOMES_OF_STANDING = {  # the one that signs of risk point to stands first
    "": (AlertOutcome.IDENTIFY, AlertOutcome.SOLVED, AlertOutcome.NO_RISK),
    "proposed": (AlertOutcome.IDENTIFY, AlertOutcome.SOLVED, AlertOutcome.NO_RISK),
    "monitored": (AlertOutcome.MONITORED, AlertOutcome.SOLVED, AlertOutcome.NO_RISK),
    "cleared": (AlertOutcome.REMARK, AlertOutcome.ROLLBACK, AlertOutcome.SOLVED, AlertOutcome.NO_RISK),
}
STANDING_WORDS = {
    "": gettext_lazy("the household is not under monitoring and has no cleared case"),
    "proposed": gettext_lazy("the household is being identified"),
    "monitored": gettext_lazy("the household is under monitoring"),
    "cleared": gettext_lazy("the risk of the household was cleared"),
}


def household_standing(household) -> str:
    """Return how a household stands in monitoring now."""
    return standings([household.pk]).get(household.pk, "")


def standings(households) -> dict:
    """Return {household's pk: how it stands in monitoring now}; those never under monitoring may be missing."""
    return STANDINGS["case"](households) if STANDINGS else {}


def sources_of_signals(alert) -> dict[str, str]:
    """Return {rule: which departments told of it} of an alert, in words."""
    return SIGNAL_SOURCES["departments"](alert) if SIGNAL_SOURCES else {}


def is_told_by_departments(alert) -> bool:
    return bool(sources_of_signals(alert))


def alerts_told_by_departments(alerts) -> set[int]:
    """Return the keys of those of some alerts that a department told of, in one query."""
    return SIGNAL_SOURCES["alerts"](alerts) if SIGNAL_SOURCES and alerts else set()


def why_not_possible(household, outcome, *, told) -> str:
    """Return why an outcome cannot be true of a household; empty when it can. `told` says whether a department told of
    it: only then what was sent can be wrong."""
    standing = household_standing(household)
    if outcome == AlertOutcome.WRONG_DATA:
        return "" if told else _("No department told of this, so nothing that was sent can be wrong.")
    if outcome in OUTCOMES_OF_STANDING[standing]:
        return ""
    said = {"outcome": AlertOutcome(outcome).label, "standing": STANDING_WORDS[standing]}
    return _("“%(outcome)s” cannot be the result, because %(standing)s. Choose another one.") % said


def outcomes_offered(household, *, signs, visited, told=False) -> list[AlertOutcome]:
    """Return the outcomes to choose from, the likely one first: with `signs` of risk the one that they point to, else
    "no risk". That one is offered only when a visit can show it (`visited`), wrong data only when a department `told`
    of something."""
    possible = [*OUTCOMES_OF_STANDING[household_standing(household)], *([AlertOutcome.WRONG_DATA] if told else [])]
    if not visited:
        possible.remove(AlertOutcome.NO_RISK)
    elif not signs:
        possible.sort(key=lambda one: one != AlertOutcome.NO_RISK)
    return possible


def signs_of_risk(household, visit) -> list[str]:
    """Return in words what speaks against "no risk": open red flags, and what the visit found."""
    red = RiskFlag.objects.open().red().filter(household=household, rule__in=RULES).order_by("rule")
    flags = [f"{rule} {RULES[rule].name}" for rule in red.values_list("rule", flat=True)]
    return [*flags, *(findings_of_visit(visit) if visit else [])]


def findings_of_visit(visit) -> list[str]:
    """Return in words the shocks, the guarantees not met and the serious illness that a visit found."""
    shocks = [RiskType(code).label for code in visit.shocks]
    check = GuaranteeCheck.objects.filter(source_visit=visit.pk).first()
    failed = [name for name in GuaranteeCheck.GUARANTEES if check and getattr(check, name) is False]
    unmet = [_("not met: %(guarantee)s") % {"guarantee": GuaranteeCheck.label_of(name)} for name in failed]
    told = visit.observations.filter(thing__endswith="-has_serious_illness")
    ill = any(one.value == YES for one in told)  # stored encrypted
    return [str(one) for one in (*shocks, *unmet, *([_("serious illness")] if ill else []))]


def can_show_no_risk(visit) -> bool:
    """Whether a visit can be the evidence that there is no risk."""
    return visit is not None and not visit.lacks and visit.state != VisitState.VOIDED


def lack_words(visit) -> str:
    """Return what a visit lacks to verify an alert, in words."""
    return join_words(VisitLack(code).label for code in visit.lacks)
