"""What waits of alerts: a village accepts, verifies and answers; a township sends, closes and presses for what is
late; a county presses. The filter “Waiting for: me” of the queue is made of the same conditions."""

from django.db.models import Case, F, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.waiting.declare import COUNTY_ROLES, TOWNSHIP_ROLES, VILLAGE_ROLES, WAITING_KINDS, waiting_kind
from households.registry.waiting import HouseholdShown

from .levels import Level
from .models import VILLAGE_STATES, Alert, AlertState, SecondLook

BEING_VERIFIED = (AlertState.ACCEPTED, AlertState.VERIFYING)
ALERT_CONDITIONS = {}  # kind: the condition over open alerts, by the day
SINCE = Case(
    When(state=AlertState.NEW, then=F("opened_on")),
    When(state=AlertState.DISPATCHED, then=Coalesce("dispatched_on", "opened_on")),
    When(state=AlertState.ANSWERED, then=Coalesce("answered_on", "opened_on")),
    default=Coalesce("accepted_on", "dispatched_on", "opened_on"),
)


def level_words(alert):
    return Level(alert.level).label


def alerts_waiting(code, *, order, label, permission, roles, query, at_once=_("Open the list of alerts")):
    """Declare what waits of alerts: the decorated function returns the condition by the day."""
    more = {"roles": roles, "place": "village__path", "since": SINCE, "until": "due_on"}
    shown = HouseholdShown(note=level_words)

    def declare(holds):
        ALERT_CONDITIONS[code] = holds
        declaring = waiting_kind(code, order=order, label=label, permission=permission, shown=shown,
                                 address=("alerts:queue", query), at_once=at_once, **more)  # fmt: skip
        declaring(lambda county, day: Alert.objects.open().filter(holds(day)))
        return holds

    return declare


def waiting_alerts_condition(user, day) -> Q:
    """Return the condition for the alerts that wait for this person."""
    waiting = Q(pk__in=())
    for code, holds in ALERT_CONDITIONS.items():
        for area in WAITING_KINDS[code].areas_of(user):
            waiting |= holds(day) & Q(village__path__startswith=area.path)
    return waiting


@alerts_waiting(
    "alerts-dispatch", order=10, label=_("Alerts to send to a village"), permission=Permission.ALERT_DISPATCH,
    roles=TOWNSHIP_ROLES, query={"state": "new"},
)  # fmt: skip
def to_dispatch(day):
    return Q(state=AlertState.NEW)


@alerts_waiting(
    "alerts-accept", order=11, label=_("Alerts to accept"), permission=Permission.ALERT_WORK,
    roles=VILLAGE_ROLES, query={"state": "dispatched"},
)  # fmt: skip
def to_accept(day):
    return Q(state=AlertState.DISPATCHED)


@alerts_waiting(
    "alerts-verify", order=12, label=_("Alerts to verify on a visit"), permission=Permission.ALERT_WORK,
    roles=VILLAGE_ROLES, query={"waiting": "me"},
)  # fmt: skip
def to_verify(day):
    return Q(state__in=BEING_VERIFIED, visit=None)


@alerts_waiting(
    "alerts-answer", order=13, label=_("Alerts to answer"), permission=Permission.ALERT_WORK,
    roles=VILLAGE_ROLES, query={"waiting": "me"},
)  # fmt: skip
def to_answer(day):
    return Q(state__in=BEING_VERIFIED, visit__isnull=False)


@alerts_waiting(
    "alerts-close", order=14, label=_("Alerts that were answered: close or return them"),
    permission=Permission.ALERT_CLOSE, roles=TOWNSHIP_ROLES, query={"state": "answered"},
)  # fmt: skip
def to_close(day):
    return Q(state=AlertState.ANSWERED)


@alerts_waiting(
    "alerts-late-village", order=15, label=_("Alerts overdue in villages: press for them"),
    permission=Permission.ALERT_CLOSE, roles=TOWNSHIP_ROLES, query={"time": "overdue"},
)  # fmt: skip
def late_in_villages(day):
    return Q(state__in=VILLAGE_STATES, due_on__lt=day)


@alerts_waiting(
    "alerts-late", order=16, label=_("Alerts overdue in townships and villages: press for them"),
    permission=Permission.ALERT_CLOSE, roles=COUNTY_ROLES, query={"time": "overdue"},
)  # fmt: skip
def late_anywhere(day):
    return Q(due_on__lt=day)


@waiting_kind(
    "alerts-second-look", order=17, label=_("Alerts closed as no risk to look at again"),
    permission=Permission.ALERT_REOPEN, roles=COUNTY_ROLES, since="drawn_on", not_for="closing__by",
    shown=HouseholdShown(household="alert__household", url="alert.get_absolute_url"),
    address=("alerts:queue", {"look": "waiting"}), at_once=_("Open the list of alerts"),
)  # fmt: skip
def to_look_at_again(county, day):
    return SecondLook.objects.waiting()
