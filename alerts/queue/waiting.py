"""What is late, and what waits for whom."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from accounts.permissions import Permission
from alerts.models import WITH_VILLAGE, AlertState
from policy import parameters
from visits.phone.bundle import first_county

ME = "me"
TIMES = {
    "overdue": _("Overdue"),
    "soon": _("Soon due"),
    "late": _("Decision too late"),
}


def last_chance(user, day) -> dt.date:
    """Whoever must decide before this day can no longer keep the days of the public notice (WRK-02)."""
    county = first_county(user.areas_where(Permission.HOUSEHOLD_VIEW))
    values = parameters.on(day, county).values if county else {}
    return day + dt.timedelta(int(values.get("notice_days", 5)))


def by_time(user, day) -> dict[str, Q]:
    """What the words of the time filter mean on a day."""
    return {
        "overdue": Q(due_on__lt=day),
        "soon": Q(remind_on__lte=day, due_on__gte=day),
        "late": Q(decide_by__lt=last_chance(user, day)) & ~Q(state=AlertState.CLOSED),
    }


def waiting_for(user, day) -> Q:
    """What this person's roles must do now: a village verifies, a township sends and closes, a county looks after what
    is overdue."""
    waiting = Q(pk__in=())
    for grant in user.grants_today:
        waiting |= duty_of(grant, day) & Q(village__path__startswith=grant.area.path)
    return waiting


def duty_of(grant, day) -> Q:
    if Permission.ALERT_CLOSE in grant.permissions:
        of_county = grant.area.level == Area.Level.COUNTY
        return Q(due_on__lt=day) if of_county else Q(state__in=[AlertState.NEW, AlertState.ANSWERED])
    if Permission.ALERT_WORK in grant.permissions:
        return Q(state__in=WITH_VILLAGE)
    return Q(pk__in=())
