"""What a closed alert means for monitoring.

"To be identified" and "to be marked again" make a candidate; a proposed rollback waits for the county. People decide
what becomes of it."""

from django.utils.translation import gettext as _

from alerts.models import AlertOutcome
from cases.assessment import suggestion
from cases.choices import CaseState
from cases.models import Case
from core.workflow import ActionRefused, StaleState
from households.choices import RiskType

from . import actions as case_actions
from .workflow import CASE_WORKFLOW


def follow_alert_outcome(alert) -> None:
    """Do what the outcome of a closed alert asks for. A second call changes nothing."""
    if alert.outcome in (AlertOutcome.IDENTIFY, AlertOutcome.REMARK):
        propose_case_from_alert(alert)
    elif alert.outcome == AlertOutcome.ROLLBACK:
        propose_rollback_from_alert(alert)


def propose_case_from_alert(alert) -> None:
    """Propose a candidate with what the facts suggest; do nothing when an episode is already open.

    Where they suggest no type, the verification finds it."""
    found = suggestion.suggest_case(alert.household)
    reason = _("Alert %(number)s was answered “%(outcome)s”. %(why)s")
    said = {"number": alert.pk, "outcome": alert.get_outcome_display(), "why": found.why}
    try:
        case_actions.propose_case(
            alert.household,
            by=None,
            case_type=found.case_type,
            risks=found.risks or [RiskType.OTHER],
            reason=(reason % said)[:300],
            alert=alert,
        )
    except (ActionRefused, StaleState):
        return


def propose_rollback_from_alert(alert) -> None:
    """Propose the rollback of the latest approved episode, in the name of who closed the alert, so that somebody else
    decides."""
    approved = Case.objects.filter(household=alert.household).exclude(state=CaseState.REFUSED)
    cleared = approved.order_by("-episode_no").first()
    closing = alert.transitions.filter(step="close").select_related("by").last()
    if closing and cleared and cleared.state == CaseState.CLEARED:
        reason = _("Alert %(number)s was answered “%(outcome)s”.")
        said = {"number": alert.pk, "outcome": alert.get_outcome_display()}
        step = CASE_WORKFLOW["propose_rollback"]
        case_actions.CASE_STEPS.move(cleared, step, by=closing.by, seen=cleared.state, reason=reason % said)
