"""When an alert is closed, every record of a department behind it gets its answer; its page says who told."""

from django.dispatch import receiver

from alerts.alert.outcomes import SIGNAL_SOURCES
from alerts.models import AlertOutcome
from alerts.signals import alert_closed, alert_reopened, alerts_causeless

from .actions import answer_causeless, answer_departments, take_answers_back
from .behind import alerts_told, sources_of_signals

SIGNAL_SOURCES.add("departments", sources_of_signals)
SIGNAL_SOURCES.add("alerts", alerts_told)


@receiver(alert_closed)
def answer_when_closed(alert, **_signal):
    if alert.outcome != AlertOutcome.DUPLICATE:
        answer_departments(alert)


@receiver(alerts_causeless)
def answer_when_cause_is_gone(alerts, p, **_signal):
    answer_causeless(alerts, p)


@receiver(alert_reopened)
def wait_again_when_reopened(alert, **_signal):
    take_answers_back(alert)
