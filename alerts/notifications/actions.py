"""Who is notified of what: the holders of the alert, and after a deadline the level above (WRK-01, WRK-02)."""

import datetime as dt

from django.db.models import F, Value
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Area, Grant, User
from alerts.models import VILLAGE_STATES, Alert, AlertState, Notification, NotificationKind
from core import sql
from core.dates import today

VILLAGE_ROLES = ("caseworker", "village_clerk")
TOWNSHIP_ROLES = ("township_official", "township_leader")
COUNTY_ROLES = ("county_staff",)
STEP_NOTIFICATIONS = {  # step: (kind of notification, roles that get it)
    "dispatch": (NotificationKind.DISPATCHED, VILLAGE_ROLES),
    "misplace": (NotificationKind.MISPLACED, TOWNSHIP_ROLES),
    "answer": (NotificationKind.ANSWERED, TOWNSHIP_ROLES),
    "return": (NotificationKind.RETURNED, VILLAGE_ROLES),
    "reopen": (NotificationKind.REOPENED, VILLAGE_ROLES),
    "corrected": (NotificationKind.CORRECTED, TOWNSHIP_ROLES),  # no step: its visit does not carry the answer any more
}
NOTIFICATIONS_KEPT = dt.timedelta(days=90)
NOTIFICATIONS, ALERTS, AREAS, GRANTS, USERS = (
    sql.quote_names(model._meta.db_table) for model in (Notification, Alert, Area, Grant, User)
)


def notify_alert_holders(alert, step, *, by) -> None:
    """Notify those who hold the alert after a step, except the person who took it."""
    if step not in STEP_NOTIFICATIONS:
        return
    kind, roles = STEP_NOTIFICATIONS[step]
    holders = (
        Grant.objects.in_force(today())
        .filter(role__in=roles, user__is_active=True)
        .annotate(there=Value(alert.village.path))
        .filter(there__startswith=F("area__path"))
        .exclude(user=by)
    )
    people = holders.order_by().values_list("user", flat=True).distinct()
    lines = [Notification(user_id=pk, alert=alert, kind=kind, occasion=today()) for pk in people]
    Notification.objects.bulk_create(lines, ignore_conflicts=True)


def notify_alert_deadlines(p, county) -> dict[str, int]:
    """Insert the notifications of a county's night.

    At 80 % of the time the holders of the alert are notified, after the deadline the next level, after twice the time
    the county, and the deciders when a decision can no longer be made in time."""
    Notification.objects.filter(
        alert__household__county=county, created_at__lt=timezone.now() - NOTIFICATIONS_KEPT
    ).delete()
    mine = Alert.objects.open().filter(household__county=county)
    return {
        "reminder": insert_reminders(p, mine),
        "overdue": insert_overdue_notifications(p, mine),
        "decision": insert_decision_notifications(p, mine),
    }


def insert_reminders(p, alerts) -> int:
    soon = alerts.to_be_reminded(p.day)
    return sum(
        (
            insert_notifications(
                soon.filter(state__in=VILLAGE_STATES), VILLAGE_ROLES, NotificationKind.REMINDER, p.day
            ),
            insert_notifications(soon.filter(state=AlertState.NEW), TOWNSHIP_ROLES, NotificationKind.REMINDER, p.day),
        )
    )


def insert_overdue_notifications(p, alerts) -> int:
    kind, late = NotificationKind.OVERDUE, alerts.overdue(p.day)
    long_late = alerts.overdue(p.day - dt.timedelta(int(p.values.get("accept_days", 2))))
    waiting = {"state__in": VILLAGE_STATES}
    return sum(
        (
            insert_notifications(late.filter(**waiting), (*VILLAGE_ROLES, *TOWNSHIP_ROLES), kind, p.day),
            insert_notifications(long_late.filter(**waiting), COUNTY_ROLES, kind, p.day),
            insert_notifications(late.filter(state=AlertState.NEW), (*TOWNSHIP_ROLES, *COUNTY_ROLES), kind, p.day),
        )
    )


def insert_decision_notifications(p, alerts) -> int:
    last_chance = p.day + dt.timedelta(int(p.values.get("notice_days", 5)))
    return insert_notifications(
        alerts.filter(decide_by__lt=last_chance),
        (*TOWNSHIP_ROLES, *COUNTY_ROLES),
        NotificationKind.DECISION,
        p.day,
        occasion="decide_by",
    )


def insert_notifications(alerts, roles, kind, day, occasion="due_on") -> int:
    """Insert one notification for everybody who has one of the roles over the alert's village."""
    chosen = sql.queryset_sql(alerts.order_by().values_list("pk", "village__path", occasion))
    return sql.execute_sql(
        f"INSERT INTO {NOTIFICATIONS} (user_id, alert_id, kind, occasion, created_at) "
        f"SELECT DISTINCT g.user_id, chosen.pk, %s, chosen.occasion, now() FROM ({chosen.text}) "
        f"AS chosen (pk, path, occasion) JOIN {AREAS} AS area ON starts_with(chosen.path, area.path) "
        f"JOIN {GRANTS} AS g ON g.area_id = area.id JOIN {USERS} AS u ON u.id = g.user_id "
        "WHERE u.is_active AND g.role = ANY(%s) AND g.valid_from <= %s AND (g.valid_until IS NULL OR "
        "g.valid_until >= %s) ON CONFLICT DO NOTHING",
        (kind, *chosen.params, list(roles), day, day),
    )


def mark_notifications_read(user) -> int:
    """Mark every notification of this person as read, and return how many there were."""
    return Notification.objects.filter(user=user).unread().update(read_at=Now())
