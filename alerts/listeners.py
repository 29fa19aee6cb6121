"""What alerts do when a visit comes in, or somebody corrects the registry.

A verifying visit becomes the evidence of the household's alert, and the household is judged at once, so that the
caseworker sees the new colour on the next screen. Both are written to the outbox together with the visit."""

from django.dispatch import receiver
from django.template.loader import render_to_string

from alerts.alert import actions as alert_actions
from core.outbox.actions import put_in_outbox
from households.signals import household_changed
from visits.models import VisitPurpose, VisitState
from visits.pages.follow_ups import visit_offer
from visits.signals import RECOMPUTE, visit_submitted

from .models import Alert


@receiver(visit_submitted)
def attach_visit_to_alert(visit, **_signal):
    if visit.purpose == VisitPurpose.VERIFY and visit.state != VisitState.VOIDED:
        put_in_outbox("attach_visit", visit.household.village.county_code, visit.pk)


@receiver(visit_submitted)
def recompute_visited_household(visit, **_signal):
    put_in_outbox(RECOMPUTE, visit.household.village.county_code, visit.household_id)


@receiver(household_changed)
def recompute_corrected_household(household, **_signal):
    put_in_outbox(RECOMPUTE, household.county.code, household.pk)


@visit_offer("alert")
def offer_alert_answer(request, visit):
    """Show the alert that this visit verifies, with its shortest form of answer."""
    alert = Alert.objects.visible_to(request.user).open().filter(visit=visit).select_related("village").first()
    if alert and "answer" in {step.name for step in alert_actions.available_alert_steps(alert, request.user)}:
        return render_to_string("alerts/alert/_after_visit.html", {"alert": alert}, request)
