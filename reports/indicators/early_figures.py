"""The three "earlies" of the last 90 days: how many days from an event to the clue, from the clue to the village's
answer, from the approval to the first delivered measure."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Exists, F, Func, IntegerField, Max, Min, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from alerts.models import Alert, AlertTransition, Signal
from cases.choices import MeasureState
from cases.models import CaseTransition, MeasureTransition
from core.text import Label
from departments.answers.behind import feeds_by_rule
from departments.models import FeedRow

from .alert_figures import ALERT_VILLAGE_PATH, latest_step_per_alert
from .assistance_figures import APPROVAL_STEPS
from .stock import village_inside

EARLY_DAYS = 90
EVENT_LOOKBACK = dt.timedelta(days=366)  # an event that lies further back is not what the clue is about


@dataclass(frozen=True)
class Early:
    """One of the three: `rows(areas, since, day)` returns what ended in these days, with `path`, `days` (None while
    it has not come yet) and `home`, the key of its household."""

    code: str
    label: Label
    rows: Callable


def days_between(first, last) -> Func:
    """Return the days from one date to another as a number; Django's own difference would be a time span."""
    return Func(last, first, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())


def event_to_clue(areas, since, day):
    """Return alerts opened in these days behind which a department's record tells the day of the event; the latest such
    day before the clue."""
    told = tells_of_a_rule()
    records = FeedRow.objects.current().of_people().filter(
        told, member__household=OuterRef("household"), happened_on__lte=OuterRef("opened_on"),
        happened_on__gt=OuterRef("opened_on") - EVENT_LOOKBACK,
    )  # fmt: skip
    event = Subquery(records.order_by().values("member__household").annotate(on=Max("happened_on")).values("on"))
    found = Alert.objects.filter(village_inside(areas), opened_on__range=(since, day)).annotate(event=event)
    found = found.filter(event__isnull=False).annotate(path=F("village__path"), home=F("household"))
    return found.annotate(days=days_between(F("event"), F("opened_on"))).order_by()


def tells_of_a_rule() -> Q:
    """Return the condition that a record is of a feed that one of the rules of the alert around it reads."""
    found = Q(pk__in=[])
    for rule, feeds in feeds_by_rule().items():
        found |= Q(Exists(Signal.objects.filter(alert=OuterRef(OuterRef("pk")), rule=rule)), feed__in=feeds)
    return found


def clue_to_answer(areas, since, day):
    """Return the last answer of each alert that was answered in these days."""
    steps = AlertTransition.objects.filter(
        village_inside(areas, ALERT_VILLAGE_PATH), step="answer", effective_on__range=(since, day)
    )
    found = latest_step_per_alert(steps.order_by()).annotate(path=F(ALERT_VILLAGE_PATH), home=F("alert__household"))
    return found.annotate(days=days_between(F("alert__opened_on"), F("effective_on")))


def approval_to_measure(areas, since, day):
    """Return the approvals of these days, with the days until the first measure was delivered; None while none was."""
    delivered = MeasureTransition.objects.filter(
        measure__case=OuterRef("case"), target=MeasureState.DELIVERED, effective_on__gte=OuterRef("effective_on"),
        effective_on__lte=day,
    )  # fmt: skip
    first = Subquery(delivered.order_by().values("measure__case").annotate(on=Min("effective_on")).values("on"))
    found = CaseTransition.objects.filter(
        village_inside(areas), step__in=APPROVAL_STEPS, effective_on__range=(since, day)
    ).annotate(first=first, path=F("village__path"), home=F("case__household"))
    return found.annotate(days=days_between(F("effective_on"), F("first"))).order_by()


EARLIES = (
    Early("event", _("Event to clue"), event_to_clue),
    Early("answer", _("Clue to answer"), clue_to_answer),
    Early("measure", _("Approval to first delivered measure"), approval_to_measure),
)
