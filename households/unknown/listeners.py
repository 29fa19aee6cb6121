"""Whom a change was to enter waits again when the change is refused or withdrawn."""

from django.dispatch import receiver

from households.models import UnknownPerson
from households.signals import change_decided

from .actions import reopen_unknown_person


@receiver(change_decided)
def follow_refused_entry(change, step, **_signal):
    if step != "confirm":
        for person in UnknownPerson.objects.filter(change=change).select_related("area"):
            reopen_unknown_person(person, by=change.decided_by)
