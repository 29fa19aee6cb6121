"""When an alert is closed, every record of a department behind it gets its answer."""

from django.dispatch import receiver

from alerts.models import AlertOutcome
from alerts.signals import alert_closed, alert_reopened

from . import behind  # noqa: F401 - tells the page of an alert who told of it
from .actions import answer_departments, take_answers_back


@receiver(alert_closed)
def answer_when_closed(alert, **_signal):
    if alert.outcome != AlertOutcome.DUPLICATE:
        answer_departments(alert)


@receiver(alert_reopened)
def wait_again_when_reopened(alert, **_signal):
    take_answers_back(alert)
