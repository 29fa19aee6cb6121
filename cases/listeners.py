"""What cases do when an alert is closed: put what its outcome asks for into the outbox. And what they say of a
household while an alert is answered."""

from django.dispatch import receiver

from alerts.alert.outcomes import STANDINGS
from alerts.signals import alert_closed
from cases.choices import IS_CLEARED, PROPOSED, UNCLEARED, CaseState
from cases.models import Case
from core.outbox.actions import put_in_outbox


@receiver(alert_closed)
def follow_closed_alert(alert, **_signal):
    put_in_outbox("follow_alert", alert.village.county_code, alert.pk)


def standing_in_monitoring(household) -> str:
    """Return how a household stands by its latest case that was not refused; "" without one, or when it was ended."""
    cases = Case.objects.filter(household=household).exclude(state=CaseState.REFUSED).order_by("-episode_no")
    state = cases.values_list("state", flat=True).first()
    words = {**dict.fromkeys(PROPOSED, "proposed"), **dict.fromkeys(UNCLEARED, "monitored")}
    return (words | dict.fromkeys(IS_CLEARED, "cleared")).get(state, "")


STANDINGS.add("case", standing_in_monitoring)
