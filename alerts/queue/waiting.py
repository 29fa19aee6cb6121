"""What is late. What waits for whom is declared in alerts/waiting.py."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.areas.places import first_county
from accounts.permissions import Permission
from alerts.models import AlertState
from policy import parameters

WAITING_FOR_ME = "me"
TIME_LABELS = {"overdue": _("Overdue"), "soon": _("Soon due"), "late": _("Decision too late")}


def last_decision_day(user, day) -> dt.date:
    """Return the decision day before which the days of the public notice no longer fit (WRK-02)."""
    county = first_county(user.areas_where(Permission.HOUSEHOLD_VIEW))
    values = parameters.parameters_on(day, county).values if county else {}
    return day + dt.timedelta(int(values.get("notice_days", 5)))


def time_conditions(user, day) -> dict[str, Q]:
    """Return the condition behind each value of the time filter on a day."""
    return {
        "overdue": Q(due_on__lt=day),
        "soon": Q(remind_on__lte=day, due_on__gte=day),
        "late": Q(decide_by__lt=last_decision_day(user, day)) & ~Q(state=AlertState.CLOSED),
    }
