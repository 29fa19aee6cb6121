"""What is forgotten of alerts when a household is made anonymous, and that an open alert keeps its data."""

from alerts.models import Alert, AlertState, Signal
from households.ending.anonymous import NOTHING_SAID, forget
from households.ending.kinds import IN_USE

IN_USE.add("open_alert", lambda: Alert.objects.exclude(state=AlertState.CLOSED).values("household"))
forget(Alert, "household", answer="")
forget(Signal, "household", words=NOTHING_SAID)
