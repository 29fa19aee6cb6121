"""What a visit must hold to verify an alert: somebody met or called, the six guarantees, and the income. The phone
looks for the same in static/js/phone/validate.js, before a visit is sent."""

from django.utils.translation import gettext_lazy as _

from households.models import GuaranteeCheck
from visits.models import VisitLack, VisitPurpose, VisitResult

from .declare import YES
from .income import told_amounts

CHECKS = tuple(f"check_{name}" for name in GuaranteeCheck.GUARANTEES)
AS_BEFORE, NOT_VERIFIED = "guarantees_as_before", "not_verified"
LACK_MESSAGES = {  # lack: (the field where it is mended, what to do)
    VisitLack.PEOPLE: ("people_met", _("To verify the alert, say who was met or called.")),
    VisitLack.GUARANTEES: (
        CHECKS[0],
        _("To verify the alert, ask about all six guarantees, or confirm that they are met as last time."),
    ),
    VisitLack.INCOME: ("income_asked", _("To verify the alert, ask about income, or confirm the amounts on file.")),
}


def is_as_before(answers, seen) -> bool:
    """Whether the six guarantees were confirmed with one tap, which is offered when all six were met last time."""
    return YES in (answers.get(AS_BEFORE) or []) and bool(seen.get("guarantees_met_on"))


def visit_lacks(answers, seen) -> list[str]:
    """Return what a visit's cleaned answers lack to verify an alert; empty when it does. An attempt met nobody, and was
    not asked the rest."""
    if answers.get("result") != VisitResult.MET:
        return [VisitLack.PEOPLE.value]
    found = {
        VisitLack.PEOPLE: not answers.get("people_met"),
        VisitLack.GUARANTEES: not is_as_before(answers, seen) and not all(answers.get(name) for name in CHECKS),
        VisitLack.INCOME: not (answers.get("income_asked") and told_amounts(answers)),
        VisitLack.SAID: YES in (answers.get(NOT_VERIFIED) or []),
    }
    return [code.value for code, lacks in found.items() if lacks]


def verification_faults(answers, seen) -> dict:
    """Return {field: [what to do]} for a visit that is to verify an alert and does not; none when it says itself that
    the alert stays open, and none for an attempt."""
    lacks = visit_lacks(answers, seen)
    if (
        answers.get("result") != VisitResult.MET
        or answers.get("purpose") != VisitPurpose.VERIFY
        or VisitLack.SAID in lacks
    ):
        return {}
    return {LACK_MESSAGES[code][0]: [str(LACK_MESSAGES[code][1])] for code in map(VisitLack, lacks)}


def substance_data() -> dict:
    """Return {lack: (field, message)} for the phone."""
    return {code.value: [field, str(words)] for code, (field, words) in LACK_MESSAGES.items()}
