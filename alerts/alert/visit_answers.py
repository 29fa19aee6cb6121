"""Answering an alert with a visit, on the phone and without a network: what can be answered, and giving the answer once
the visit is filed."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from alerts.models import VILLAGE_STATES, Alert, AlertOutcome, RiskFlag
from alerts.rules import RULES
from core.workflow import ActionRefused, StaleState, state_now
from visits.actions import carried_answer_of, tell_answer_fate
from visits.models import VisitAnswerFate
from visits.planning.carried import carried_answer

from . import outcomes
from .actions import take_alert_step

KIND = "alert"


@carried_answer(KIND)
def alerts_to_answer(households, user) -> dict:
    """Return for each household its alert that this person can answer, with the outcomes that can be true of it."""
    mine = Alert.objects.within(*user.areas_where(Permission.ALERT_WORK)).filter(state__in=VILLAGE_STATES)
    waiting = list(mine.filter(household__in=households))
    standing = outcomes.standings([alert.household_id for alert in waiting])
    signs = red_flags([alert.household_id for alert in waiting])
    told = outcomes.alerts_told_by_departments([alert.pk for alert in waiting])
    return {
        alert.household_id: alert_to_answer(
            alert, standing.get(alert.household_id, ""), signs.get(alert.household_id, []), alert.pk in told
        )
        for alert in waiting
    }


def alert_to_answer(alert, standing, signs, told) -> dict:
    said = {"day": date_format(alert.opened_on, "DATE_FORMAT"), "state": alert.get_state_display()}
    possible = [*outcomes.OUTCOMES_OF_STANDING[standing], *([AlertOutcome.WRONG_DATA] if told else [])]
    return {
        "key": alert.pk,
        "words": _("Alert of %(day)s: %(state)s") % said,
        "signs": signs,
        "outcomes": [[one.value, str(one.label), one == AlertOutcome.NO_RISK] for one in possible],
    }


def red_flags(households) -> dict:
    """Return {household's pk: its open red flags in words}."""
    found = {}
    flags = RiskFlag.objects.open().red().filter(household__in=households, rule__in=RULES).order_by("rule")
    for pk, rule in flags.values_list("household", "rule"):
        found.setdefault(pk, []).append(str(RULES[rule].name))
    return found


def answer_with_visit(visit) -> None:
    """Give the answer that came with a visit, as its caseworker. Where it cannot be given any more the visit is kept,
    and says why."""
    told = carried_answer_of(visit)
    if told is None or told["kind"] != KIND:
        return
    with translation.override(visit.visited_by.language or translation.get_language()):
        why = why_not_answered(visit, told)
        said = why or AlertOutcome(told["outcome"]).label
        tell_answer_fate(visit, VisitAnswerFate.NOT_GIVEN if why else VisitAnswerFate.GIVEN, str(said))


def why_not_answered(visit, told) -> str:
    """Answer the alert; return why it could not be, empty when it was."""
    alerts = Alert.objects.filter(pk=told["key"], household=visit.household_id).select_related("household", "village")
    alert = alerts.first()
    if alert is None:
        return _("There is no such alert of this household.")
    try:
        with transaction.atomic():
            said = {"outcome": told["outcome"], "answer": told["words"], "visit": visit}
            take_alert_step(alert, "answer", by=visit.visited_by, **said)
    except StaleState:
        return state_now(alert)[1] or _("Somebody else was quicker.")
    except PermissionDenied:
        return _("You may no longer answer alerts of this village. Please tell your township.")
    except ActionRefused as error:
        return str(error)
    return ""
