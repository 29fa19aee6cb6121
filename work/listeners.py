"""What the employment account hears from the apps below it."""

from django.dispatch import receiver

from alerts.signals import households_judged
from visits.signals import visit_submitted

from .people.entries import refresh_account_entries
from .people.visits import hear_from_visit


@receiver(households_judged)
def bring_account_up_to_date(sender, p, households, **more):
    """Look again where the people of judged households stand: each night, after imports and after visits."""
    refresh_account_entries(p, **households)


@receiver(visit_submitted)
def hear_of_people_at_visit(visit, **_signal):
    """Let what a visit says of people's work count as heard; of a voided visit nothing does."""
    hear_from_visit(visit)
