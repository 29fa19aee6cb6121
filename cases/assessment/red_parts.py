"""What red households wait for: an alert to be answered, the way of a case, or nothing, because they were verified and
explained. Each red household is counted under one of the three."""

from django.db.models import Case as SqlCase
from django.db.models import Exists, OuterRef, TextChoices, Value, When
from django.utils.translation import gettext_lazy as _

from alerts.levels import Colour
from alerts.models import Alert, AlertOutcome, AlertState
from cases.choices import OPEN
from cases.models import Case

ANSWERED_STATES = (AlertState.ANSWERED, AlertState.CLOSED)


class RedPart(TextChoices):
    TO_ANSWER = "to_answer", _("To be answered")
    IN_CASE = "in_case", _("In a case")
    EXPLAINED = "explained", _("Verified and explained")


def red_households(households):
    """Keep the red households on file, each with its `red_part`."""
    return households.active().filter(facts__colour=Colour.RED).annotate(red_part=red_part_of_household())


def red_part_of_household() -> SqlCase:
    """Return the part of a red household: an alert that nobody answered comes first, even beside a case. Red that no
    alert ever asked about is to be answered too."""
    alerts = Alert.objects.filter(household=OuterRef("pk")).order_by()
    answered = alerts.filter(state__in=ANSWERED_STATES).exclude(outcome=AlertOutcome.CAUSE_GONE)
    return SqlCase(
        When(Exists(alerts.exclude(state__in=ANSWERED_STATES)), then=Value(RedPart.TO_ANSWER)),
        When(Exists(Case.objects.filter(household=OuterRef("pk"), state__in=OPEN)), then=Value(RedPart.IN_CASE)),
        When(Exists(answered), then=Value(RedPart.EXPLAINED)),
        default=Value(RedPart.TO_ANSWER),
    )
