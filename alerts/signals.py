"""Django signals that alerts send to the apps above them."""

from django.dispatch import Signal

alert_closed = Signal()  # arguments alert and by; sent inside the transaction that closes the alert
alert_reopened = Signal()  # the same when it is reopened
# Arguments alerts (the keys of those that a run closed by itself) and p; sent inside the transaction of the run.
alerts_causeless = Signal()
# Arguments p and households (filters such as county=... or pk__in=...): these were judged as of the day of p; sent at
# the end of the transaction of the run.
households_judged = Signal()
