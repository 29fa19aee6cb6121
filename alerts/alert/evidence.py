"""What becomes of an alert when the visit behind it is voided, or another version takes its place: it shows the version
that holds, and the township is told when that does not carry the answer any more."""

from django.utils.translation import gettext as _

from alerts.models import VILLAGE_STATES, Alert, AlertOutcome, AlertState
from alerts.notifications.actions import notify_alert_holders
from core.text import join_words
from visits.models import VisitState

from . import outcomes

ANSWERED = (AlertState.ANSWERED, AlertState.CLOSED)


def let_voided_visit_go(visit) -> None:
    """Let alerts that are not answered yet wait for another visit: the one behind them was voided."""
    Alert.objects.filter(visit=visit, state__in=VILLAGE_STATES).update(visit=None, verified_on=None)


def follow_corrected_visit(old, new) -> None:
    """Let answered alerts show the version of their visit that holds now, and tell the township where it does not carry
    the answer."""
    alerts = Alert.objects.filter(visit=old, state__in=ANSWERED).select_for_update(of=("self",), no_key=True)
    for alert in alerts.select_related("village", "household"):
        alert.visit, alert.verified_on = new, new.visited_on
        alert.save(update_fields=["visit", "verified_on"])
        if missing_evidence(alert):
            notify_alert_holders(alert, "corrected", by=None)


def missing_evidence(alert) -> str:
    """Return in words why the visit behind an answer does not carry it any more; empty when it does, and without one.
    Only a visit that was voided or corrected afterwards can come to that."""
    visit = alert.visit if alert.state in ANSWERED else None
    if visit is None:
        return ""
    if visit.state == VisitState.VOIDED:
        return _("The visit behind this answer was voided.")
    if not visit.is_contact:
        return _("The visit behind this answer was corrected: nobody was met on it.")
    return missing_for_no_risk(alert, visit) if alert.outcome == AlertOutcome.NO_RISK else ""


def missing_for_no_risk(alert, visit) -> str:
    if visit.lacks:
        words = _("The visit behind this answer was corrected and does not show “no risk” any more. Missing: %(why)s.")
        return words % {"why": outcomes.lack_words(visit)}
    found = [] if alert.is_against_signs else outcomes.findings_of_visit(visit)
    words = _("The visit behind this answer was corrected, and found a risk: %(why)s.")
    return words % {"why": join_words(found)} if found else ""
