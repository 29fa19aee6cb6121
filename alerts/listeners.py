"""What happens here when a visit comes in: a verifying visit becomes the evidence of the household's alert, and the
household is judged at once, so that the caseworker sees the new colour on the next screen. Without a broker the next
night does it."""

from django.dispatch import receiver

from visits.models import Purpose, VisitState
from visits.signals import visit_submitted

from . import alert_actions, tasks


@receiver(visit_submitted)
def answer_with(visit, **_signal):
    if visit.purpose == Purpose.VERIFY and visit.state != VisitState.VOIDED:
        alert_actions.verified_by(visit)


@receiver(visit_submitted)
def judge_at_once(visit, **_signal):
    tasks.recompute_household.apply_async([visit.household_id], retry=False)
