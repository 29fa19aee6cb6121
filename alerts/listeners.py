"""What happens in the rules when a visit comes in: its household is judged at once, so that the caseworker sees the new
colour on the next screen. Without a broker the next night does it."""

from django.dispatch import receiver

from visits.signals import visit_submitted

from . import tasks


@receiver(visit_submitted)
def judge_at_once(visit, **_signal):
    tasks.recompute_household.apply_async([visit.household_id], retry=False)
