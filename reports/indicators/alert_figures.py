"""How alerts were answered, read from the log of their steps.

A step counts in the month in which it took effect, in the village that holds the alert today, and with the outcome
that it gave."""

import datetime as dt
from functools import cache, reduce
from operator import or_

from django.db.models import Case, Count, Exists, F, Max, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce

from accounts.models import Area
from alerts import deadlines
from alerts.models import FROM_BELOW, IDENTIFICATION_OUTCOMES, Alert, AlertState, AlertTransition
from core.dates import first_of_month
from policy import parameters

from .stock import village_inside

COUNTED_ALERT_STEPS = {
    "received": Q(step="open"), "sent": Q(target=AlertState.DISPATCHED), "accepted": Q(step="accept"),
    "verified": Q(step="verify"),
}  # fmt: skip
TOLD_BY_DIRECTION = ("received", "sent")
STEPS_TO_VILLAGE = ("dispatch", "return", "reopen")  # the time to answer begins with the latest of these
ALERT_VILLAGE_PATH = "alert__village__path"


def alert_steps_of_month(areas, day, **which):
    """Return the steps taken from the first of the month of `day` until `day`."""
    mine = AlertTransition.objects.filter(
        village_inside(areas, ALERT_VILLAGE_PATH), effective_on__range=(first_of_month(day), day)
    )
    return mine.filter(**which).order_by()


def latest_step_per_alert(found):
    """Return the step recorded last for each alert."""
    return found.filter(pk__in=found.values("alert").annotate(last=Max("pk")).values("last"))


def received_alerts(areas, day):
    """Return the alerts that came in this month, each once."""
    return latest_step_per_alert(alert_steps_of_month(areas, day, step="open"))


def count_alert_steps(areas, day):
    """Yield how many alerts came in, were sent to the village, accepted and verified this month: (what, village path,
    alerts). What came in and was sent is told by direction too: received_above, received_below."""
    steps = alert_steps_of_month(areas, day).filter(reduce(or_, COUNTED_ALERT_STEPS.values()))
    by_channel = steps.values_list(ALERT_VILLAGE_PATH, "alert__channel")
    counts = {what: Count("alert", distinct=True, filter=which) for what, which in COUNTED_ALERT_STEPS.items()}
    for path, channel, *numbers in by_channel.annotate(**counts):
        direction = "below" if channel in FROM_BELOW else "above"
        for what, number in zip(counts, numbers, strict=True):
            yield what, path, number
            if what in TOLD_BY_DIRECTION:
                yield f"{what}_{direction}", path, number


def sent_alerts(areas, day):
    """Return the steps by which alerts were sent to a village this month, each alert once."""
    return latest_step_per_alert(alert_steps_of_month(areas, day, target=AlertState.DISPATCHED))


def count_closed_alerts(areas, day):
    """Return (village path, alerts closed this month, those of them that lead to identification)."""
    led = Count("pk", filter=Q(outcome__in=IDENTIFICATION_OUTCOMES))
    rows = latest_step_per_alert(alert_steps_of_month(areas, day, target=AlertState.CLOSED)).values_list(
        ALERT_VILLAGE_PATH
    )
    return rows.annotate(n=Count("pk"), led=led)


def alert_answers(areas, day):
    """Return this month's last answer of each alert, with `since`: the day from which its time counted."""
    sent = AlertTransition.objects.filter(alert=OuterRef("alert"), step__in=STEPS_TO_VILLAGE, pk__lt=OuterRef("pk"))
    since = Coalesce(Subquery(sent.order_by("-pk").values("effective_on")[:1]), "alert__opened_on")
    return latest_step_per_alert(alert_steps_of_month(areas, day, step="answer")).annotate(since=since)


def count_answered_alerts(areas, day, due):
    """Yield (village path, days from clue to answer, whether in time, alerts) of this month's answers. `due` is what
    alert_deadlines returns."""
    told = (
        alert_answers(areas, day)
        .values_list(ALERT_VILLAGE_PATH, "effective_on", "since", "alert__opened_on")
        .annotate(n=Count("pk"))
    )
    for path, on, since, opened, number in told:
        limit = due(path, AlertState.VERIFYING, 1, since)
        yield path, (on - opened).days, limit is None or on <= limit, number


def alerts_open_at(areas, day):
    """Return the alerts that were open at the end of `day`, each with its state `then`, the day `since` which its time
    counted, whether it `moved` later, and what was `due` if it did not."""
    until = AlertTransition.objects.filter(alert=OuterRef("pk"), effective_on__lte=day).order_by("-pk")
    since = until.filter(step__in=("open", *STEPS_TO_VILLAGE))
    later = AlertTransition.objects.filter(alert=OuterRef("pk"), effective_on__gt=day)
    return (
        Alert.objects.filter(village_inside(areas), opened_on__lte=day)
        .exclude(state=AlertState.CLOSED, closed_on__lte=day)
        .annotate(then=Subquery(until.values("target")[:1]), since=Subquery(since.values("effective_on")[:1]))
        .annotate(moved=Exists(later), due=Case(When(Exists(later), then=None), default=F("due_on")))
        .exclude(then=AlertState.CLOSED)
        .order_by()
    )


def count_alerts_open_at(areas, day, limit):
    """Yield (village path, whether overdue, alerts) of those open at the end of `day`. The deadline of an alert that
    moved since is computed by the parameters of the day."""
    rows = alerts_open_at(areas, day).values_list("village__path", "then", "level", "since", "moved", "due")
    for path, then, level, since, moved_since, due, number in rows.annotate(n=Count("pk")):
        due = limit(path, then, level, since) if moved_since else due
        yield path, due is not None and due < day, number


def alert_deadlines(areas, day):
    """Return a function of (path, state, level, since) that gives the last day for what an alert waits for, by the
    county's parameters of `day`; None when it waits for nothing."""
    codes = {area.county_code for area in areas}
    counties = {
        county.code: parameters.parameters_on(day, county) for county in Area.objects.counties().filter(code__in=codes)
    }

    @cache
    def due(code, state, level, since) -> dt.date | None:
        return deadlines.alert_step_deadlines(counties[code], AlertState(state), level, since).due_on

    return lambda path, *what: due(path.partition("/")[0], *what)
