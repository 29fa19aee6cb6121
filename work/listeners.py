"""What the employment account hears from the apps below it."""

from django.dispatch import receiver

from alerts.signals import households_judged
from cases.signals import measure_moved
from visits.signals import visit_submitted

from .models import Placement
from .people.actions import bring_account_up_to_date
from .people.entries import refresh_account_entries
from .people.visits import hear_from_visit
from .placements.actions import follow_step


@receiver(households_judged)
def bring_account_of_households_up_to_date(sender, p, households, **more):
    """Look again where the people of judged households stand: each night, after imports and after visits."""
    refresh_account_entries(p, **households)


@receiver(visit_submitted)
def hear_of_people_at_visit(visit, **_signal):
    """Let what a visit says of people's work count as heard; of a voided visit nothing does."""
    hear_from_visit(visit)


@receiver(measure_moved)
def follow_measure(sender, measure, step, by, on, **more):
    """Do what follows from a step of somebody's place, also where it was taken on the page of the measure or for
    several at once, and look again where the people of the household stand."""
    placement = Placement.objects.select_related("offer", "member").filter(measure=measure).first()
    if placement:
        follow_step(placement, step, by=by, on=on)
    if placement or measure.member_id:
        bring_account_up_to_date(measure.household)
