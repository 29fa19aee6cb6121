"""The order of the queue, and which alert follows another in it."""

from django.db.models import Case, Value, When

from accounts.permissions import Permission
from alerts.models import Alert
from alerts.templatetags.way import Way
from alerts.waiting import waiting_alerts_condition
from core.dates import today
from core.listing.sorting import chosen_sort, sort_queryset

from .columns import ALERT_LISTING
from .filters import AlertFilter

MINE_FIRST = {"mine": ("-mine", "due_on", "-level")}


def queue_rows(user):
    """Return the alerts that this person may see, and the orders in which they can be listed. Those who verify see
    first what waits for the village."""
    rows, sorts = Alert.objects.visible_to(user), ALERT_LISTING.allowed_sorts()
    if user.holds(Permission.ALERT_WORK) and not user.holds(Permission.ALERT_CLOSE):
        rows = rows.alias(mine=Case(When(waiting_alerts_condition(user, today()), then=Value(1)), default=Value(0)))
        sorts = MINE_FIRST | sorts
    return rows, sorts


def next_on_way(request, way, after) -> tuple[Alert, Way] | None:
    """Return the alert that follows on a way, and the way on from there. Where `after` has left the list by a step, the
    next stands in its place."""
    rows, sorts = queue_rows(request.user)
    filtered = AlertFilter(request.GET, queryset=rows, request=request).qs
    ordered = sort_queryset(filtered, chosen_sort(request.GET.get("sort", ""), sorts), sorts)
    for place, alert in enumerate(ordered[way.place : way.place + 2], way.place):
        if str(alert.pk) != after:
            return alert, Way(way.query, place)
    return None
