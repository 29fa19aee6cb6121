"""Django signals that alerts send to the apps above them."""

from django.dispatch import Signal

alert_closed = Signal()  # arguments alert and by; sent inside the transaction that closes the alert
alert_reopened = Signal()  # the same when it is reopened
