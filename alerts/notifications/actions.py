"""Who is told of what: whoever holds the alert now, and past a deadline the level above (WRK-01, WRK-02)."""

import datetime as dt

from django.db.models import F, Value
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Area, Grant, User
from alerts.models import WITH_VILLAGE, Alert, AlertState, Notice, NoticeKind
from core import sql
from core.dates import today

VILLAGE = ("caseworker", "village_clerk")
TOWNSHIP = ("township_official", "township_leader")
COUNTY = ("county_staff",)
TOLD = {  # step: (what, whom)
    "dispatch": (NoticeKind.DISPATCHED, VILLAGE),
    "misplace": (NoticeKind.MISPLACED, TOWNSHIP),
    "answer": (NoticeKind.ANSWERED, TOWNSHIP),
    "return": (NoticeKind.RETURNED, VILLAGE),
    "reopen": (NoticeKind.REOPENED, VILLAGE),
}
KEPT = dt.timedelta(days=90)
NOTICES, ALERTS, AREAS, GRANTS, USERS = (
    sql.quoted(model._meta.db_table) for model in (Notice, Alert, Area, Grant, User)
)


def tell(alert, step, *, by) -> None:
    """Tell those who hold the alert after a step, but not the person who took it."""
    if step not in TOLD:
        return
    kind, roles = TOLD[step]
    holders = (
        Grant.objects.in_force(today())
        .filter(role__in=roles, user__is_active=True)
        .annotate(there=Value(alert.village.path))
        .filter(there__startswith=F("area__path"))
        .exclude(user=by)
    )
    people = holders.order_by().values_list("user", flat=True).distinct()
    lines = [Notice(user_id=pk, alert=alert, kind=kind, occasion=today()) for pk in people]
    Notice.objects.bulk_create(lines, ignore_conflicts=True)


def remind(p, county) -> dict[str, int]:
    """The night's notices for a county: at 80 % of the time whoever holds the alert, past it the next level, and past
    it once more as long the county; and who decides, when a decision can no longer be made in time."""
    Notice.objects.filter(alert__household__county=county, created_at__lt=timezone.now() - KEPT).delete()
    day, mine = p.day, Alert.objects.open().filter(household__county=county)
    long_ago = day - dt.timedelta(int(p.values.get("accept_days", 2)))
    soon, late, very_late = mine.to_be_reminded(day), mine.overdue(day), mine.overdue(long_ago)
    last_chance = day + dt.timedelta(int(p.values.get("notice_days", 5)))
    return {
        "reminder": sum((
            spread(soon.filter(state__in=WITH_VILLAGE), VILLAGE, NoticeKind.REMINDER, day),
            spread(soon.filter(state=AlertState.NEW), TOWNSHIP, NoticeKind.REMINDER, day),
        )),
        "overdue": sum((
            spread(late.filter(state__in=WITH_VILLAGE), (*VILLAGE, *TOWNSHIP), NoticeKind.OVERDUE, day),
            spread(very_late.filter(state__in=WITH_VILLAGE), COUNTY, NoticeKind.OVERDUE, day),
            spread(late.filter(state=AlertState.NEW), (*TOWNSHIP, *COUNTY), NoticeKind.OVERDUE, day),
        )),
        "decision": spread(mine.filter(decide_by__lt=last_chance), (*TOWNSHIP, *COUNTY), NoticeKind.DECISION, day,
                           occasion="decide_by"),
    }  # fmt: skip


def spread(alerts, roles, kind, day, occasion="due_on") -> int:
    """One notice for everybody who holds one of the roles over the alert's village."""
    chosen = sql.select(alerts.order_by().values_list("pk", "village__path", occasion))
    return sql.run(
        f"INSERT INTO {NOTICES} (user_id, alert_id, kind, occasion, created_at) "
        f"SELECT DISTINCT g.user_id, chosen.pk, %s, chosen.occasion, now() FROM ({chosen.text}) "
        f"AS chosen (pk, path, occasion) JOIN {AREAS} AS area ON starts_with(chosen.path, area.path) "
        f"JOIN {GRANTS} AS g ON g.area_id = area.id JOIN {USERS} AS u ON u.id = g.user_id "
        "WHERE u.is_active AND g.role = ANY(%s) AND g.valid_from <= %s AND (g.valid_until IS NULL OR "
        "g.valid_until >= %s) ON CONFLICT DO NOTHING",
        (kind, *chosen.params, list(roles), day, day),
    )


def read_all(user) -> int:
    """Mark every notice of this person as read."""
    return Notice.objects.filter(user=user).unread().update(read_at=Now())
