"""What an answered alert means for monitoring: "to be identified" and "to be marked again" make a candidate, a
proposed rollback waits for the county. People decide what becomes of it."""

from django.dispatch import receiver
from django.utils.translation import gettext as _

from alerts.models import AlertOutcome
from alerts.signals import alert_closed
from cases.assessment import suggestion
from cases.case import actions as case_actions
from cases.case.workflow import CASE_WORKFLOW
from core.workflow import ActionRefused, StaleState
from households.choices import HouseholdKind, RiskType

from .choices import CaseState, CaseType
from .models import Case


@receiver(alert_closed)
def follow_alert_outcome(alert, by, **_signal):
    if alert.outcome in (AlertOutcome.IDENTIFY, AlertOutcome.REMARK):
        propose_case_from_alert(alert)
    elif alert.outcome == AlertOutcome.ROLLBACK:
        propose_rollback_from_alert(alert, by)


def propose_case_from_alert(alert) -> None:
    """A candidate with what the facts suggest; where an episode is open already, the alert adds nothing."""
    found = suggestion.suggest_case(alert.household)
    usual = CaseType.UNSTABLE if alert.household.kind == HouseholdKind.LIFTED else CaseType.MARGINAL
    reason = _("Alert %(number)s was answered “%(outcome)s”. %(why)s")
    said = {"number": alert.pk, "outcome": alert.get_outcome_display(), "why": found.why}
    try:
        case_actions.propose_case(
            alert.household,
            by=None,
            case_type=found.case_type or usual,
            risks=found.risks or [RiskType.OTHER],
            reason=(reason % said)[:300],
            alert=alert,
        )
    except (ActionRefused, StaleState):
        return


def propose_rollback_from_alert(alert, by) -> None:
    """Of the latest approved episode; whoever closed the alert proposed it, so somebody else decides."""
    approved = Case.objects.filter(household=alert.household).exclude(state=CaseState.REFUSED)
    cleared = approved.order_by("-episode_no").first()
    if cleared and cleared.state == CaseState.CLEARED:
        reason = _("Alert %(number)s was answered “%(outcome)s”.")
        said = {"number": alert.pk, "outcome": alert.get_outcome_display()}
        step = CASE_WORKFLOW["propose_rollback"]
        case_actions.CASE_STEPS.move(cleared, step, by=by, seen=cleared.state, reason=reason % said)
