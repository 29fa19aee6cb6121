"""What visits do when the registry decides about what they told."""

from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.people.work import OPEN_WORK, OpenWork
from households.signals import change_decided

from .models import Visit, VisitState
from .observations import proposals


@receiver(change_decided)
def follow_decided_change(change, step, **_signal):
    """Let who joined or left by a visit's word stand when it is confirmed, and take it back when it is refused."""
    if change.holds and step == "confirm":
        proposals.keep_people_told(change)
    elif change.holds and step == "refuse":
        proposals.take_back_people_told(change)


def count_visits_sent_back(user, areas) -> int:
    """Return how many visits of this person were sent back and not sent again: only who was there can say more."""
    sent_back = Visit.objects.filter(visited_by=user, state=VisitState.SENT_BACK)
    return sent_back.filter(village__in=Area.objects.within(*areas)).count()


SENT_BACK_WORK = OpenWork(_("Visits sent back, to be corrected before the hand-over"), count_visits_sent_back)
OPEN_WORK.add("visits-sent-back", SENT_BACK_WORK)
