"""When somebody nobody knew is settled, the rows that spoke of them belong to the person of the registry."""

from django.dispatch import receiver

from core.outbox.actions import put_all_in_outbox
from households.signals import unknown_settled
from households.unknown.actions import DEPARTMENT
from visits.signals import RECOMPUTE

from .match import match_rows_of_person


@receiver(unknown_settled)
def match_settled_person(person, **_signal):
    if person.told_by == DEPARTMENT:
        put_all_in_outbox(RECOMPUTE, person.county.code, match_rows_of_person(person, person.member))
