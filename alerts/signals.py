"""What alerts tell the apps above them, who listen if they care."""

from django.dispatch import Signal

alert_closed = Signal()  # alert, by: closed with its outcome; sent inside the transaction
