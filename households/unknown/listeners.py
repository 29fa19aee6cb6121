"""Whom a change was to enter is in the registry when it is confirmed, and waits again when it is refused or
withdrawn."""

from django.dispatch import receiver

from households.models import UnknownPerson
from households.signals import change_decided, unknown_settled

from .actions import entered_member, reopen_unknown_person


@receiver(change_decided)
def follow_decided_entry(change, step, **_signal):
    for person in UnknownPerson.objects.filter(change=change).select_related("area"):
        if step != "confirm":
            reopen_unknown_person(person, by=change.decided_by)
        elif person.member_id is None and (member := entered_member(person, change)):
            person.member = member
            person.save(update_fields=["member"])
            unknown_settled.send(UnknownPerson, person=person)
