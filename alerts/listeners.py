"""What alerts do when a visit comes in, somebody corrects the registry, or an alert is closed.

A verifying visit becomes the evidence of the household's alert, and the household is judged at once, so that the
caseworker sees the new colour on the next screen. Both are written to the outbox together with the visit."""

from django.dispatch import receiver
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.people.work import OPEN_WORK, OpenWork
from alerts.alert.evidence import follow_corrected_visit, let_voided_visit_go
from alerts.alert.outcomes import lack_words
from alerts.alert.page import one_touch_answer, visible_alerts
from alerts.alert.second_looks import draw_second_look, settle_second_looks
from core.outbox.actions import put_in_outbox
from households.signals import household_changed
from visits.models import VisitPurpose, VisitState
from visits.pages.follow_ups import visit_offer
from visits.signals import RECOMPUTE, visit_replaced, visit_submitted

from .models import VILLAGE_STATES, Alert, LookVerdict
from .signals import alert_closed, alert_reopened


@receiver(visit_submitted)
def attach_visit_to_alert(visit, **_signal):
    if visit.purpose == VisitPurpose.VERIFY and visit.state != VisitState.VOIDED:
        put_in_outbox("attach_visit", visit.household.village.county_code, visit.pk)


@receiver(visit_submitted)
def let_go_of_voided_visit(visit, **_signal):
    if visit.state == VisitState.VOIDED:
        let_voided_visit_go(visit)


@receiver(visit_replaced)
def show_version_that_holds(old, new, **_signal):
    follow_corrected_visit(old, new)


@receiver(visit_submitted)
def recompute_visited_household(visit, **_signal):
    put_in_outbox(RECOMPUTE, visit.household.village.county_code, visit.household_id)


@receiver(household_changed)
def recompute_corrected_household(household, **_signal):
    put_in_outbox(RECOMPUTE, household.county.code, household.pk)


@receiver(alert_closed)
@receiver(alert_reopened)
def recompute_answered_household(alert, **_signal):
    """Judge the household again: that somebody asked for help is a sign until the alert is closed. A run that read the
    household before the closing and its alerts after it leaves an alert with nothing behind it, which ends so."""
    put_in_outbox(RECOMPUTE, alert.household.county.code, alert.household_id)


@receiver(alert_closed)
def draw_for_second_look(alert, **_signal):
    draw_second_look(alert)


@receiver(alert_reopened)
def settle_look_of_reopened_alert(alert, by, **_signal):
    settle_second_looks(alert, LookVerdict.REOPENED, by)


@visit_offer("alert")
def offer_alert_answer(request, visit):
    """Show the alert that this visit verifies, with the answer that it points to; or that it does not, and why."""
    if visit.purpose == VisitPurpose.VERIFY and visit.lacks:
        return tell_not_verified(request, visit)
    alert = visible_alerts(request.user).open().filter(visit=visit).first()
    answer = alert and one_touch_answer(alert, request.user)
    if answer:
        return render_to_string("alerts/alert/_after_visit.html", {"alert": alert, "one_touch": answer}, request)


def tell_not_verified(request, visit):
    waiting = Alert.objects.visible_to(request.user).filter(household=visit.household_id, visit=None)
    if waiting.filter(state__in=VILLAGE_STATES).exists() and visit.state != VisitState.VOIDED:
        context = {"visit": visit, "lacks": lack_words(visit)}
        return render_to_string("alerts/alert/_not_verified.html", context, request)


def count_open_alerts(_user, areas) -> int:
    """Return how many alerts are open in these areas: they wait for whoever works there."""
    return Alert.objects.open().filter(village__in=Area.objects.within(*areas)).count()


OPEN_WORK.add("alerts", OpenWork(_("Open alerts"), count_open_alerts))
