"""What cases do when an alert is closed: put what its outcome asks for into the outbox."""

from django.dispatch import receiver

from alerts.signals import alert_closed
from core.outbox.actions import put_in_outbox


@receiver(alert_closed)
def follow_closed_alert(alert, **_signal):
    put_in_outbox("follow_alert", alert.village.county_code, alert.pk)
