"""What visits do when the registry decides about what they told."""

from django.dispatch import receiver

from households.signals import change_decided

from .observations import proposals


@receiver(change_decided)
def follow_decided_change(change, step, **_signal):
    """Let who joined or left by a visit's word stand when it is confirmed, and take it back when it is refused."""
    if change.holds and step == "confirm":
        proposals.keep_people_told(change)
    elif change.holds and step == "refuse":
        proposals.take_back_people_told(change)
