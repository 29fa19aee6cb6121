"""Alerts made from flags with set-based statements, in the transaction of the run. Running it twice changes nothing.

A flag asks for an alert unless an open alert, or one answered within the quiet time, already has it at its level. All
flags that ask join the open alert of their household, or open one."""

import datetime as dt

from django.db.models import Case, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Least

from alerts import deadlines
from alerts.levels import Level
from alerts.models import (
    ASKED_FOR_HELP,
    UNACCEPTED_STATES,
    Alert,
    AlertChannel,
    AlertOutcome,
    AlertState,
    AlertTransition,
    RiskFlag,
    Signal,
)
from alerts.rules import RULES
from alerts.signals import alerts_causeless
from core import sql

ALERTS, SIGNALS, TRANSITIONS = (sql.quote_names(model._meta.db_table) for model in (Alert, Signal, AlertTransition))
ASKED_RULE = "APP-01"
# An alert is from below when a visit alone asks for it, and a department's when one told of any of it.
ALERT_CHANNEL = (
    "CASE WHEN bool_and(channel = 'visit') THEN 'visit' WHEN bool_or(channel = 'department') THEN 'department' "
    "ELSE 'rules' END"
)
CHANNEL_OF_RULE = "CASE WHEN rule = ANY(%s) THEN 'visit' WHEN rule = ANY(%s) THEN 'department' ELSE 'rules' END"


def gather_alerts(p, **households) -> dict[str, int]:
    """Bring the alerts of these households up to date with their open flags. Returns how many alerts were opened,
    raised or closed because their cause was gone, and how many signals were added."""
    mine = {f"household__{key}": value for key, value in households.items()}
    mark_vanished_signals(p, mine)
    restore_returned_signals(mine)
    asked = collect_asking_flags(p, mine)
    return {
        "opened": open_asked_alerts(p) if asked else 0,
        "signals": add_asked_signals(p) if asked else 0,
        "raised": update_alert_levels(p, mine),
        "cause_gone": close_causeless_alerts(p, mine),
    }


def mark_vanished_signals(p, mine) -> int:
    """Mark the signals whose flag was cleared."""
    gone = Signal.objects.standing().filter(**mine).exclude(rule="").exclude(alert__state=AlertState.CLOSED)
    return gone.filter(~Exists(flag_of_signal())).update(vanished_on=p.day)


def flag_of_signal():
    return RiskFlag.objects.open().filter(
        household=OuterRef("household"), rule=OuterRef("rule"), level=OuterRef("level")
    )


def restore_returned_signals(mine) -> int:
    """Restore signals whose flag is back while the alert is still open; no new question is asked."""
    back = Signal.objects.filter(**mine, vanished_on__isnull=False).exclude(alert__state=AlertState.CLOSED)
    return back.filter(Exists(flag_of_signal())).update(vanished_on=None)


def collect_asking_flags(p, mine) -> int:
    """Put the flags that ask for an alert into a temporary table; return how many."""
    flags = RiskFlag.objects.open().filter(**mine, rule__in=RULES, household__state="active")
    asking = flags.filter(~Exists(quieting_signals(p))).exclude(Exists(asked_already()), rule=ASKED_RULE).order_by()
    # The columns are in the order of the temporary table below.
    columns = asking.values_list("household_id", "household__village_id", "rule", "level", "pk", "raised_on")
    source = sql.queryset_sql(columns)
    sql.execute_sql("DROP TABLE IF EXISTS asking")
    sql.execute_sql(
        "CREATE TEMPORARY TABLE asking (household_id, village_id, rule, level, flag_id, raised_on) ON COMMIT DROP AS "
        + source.text,
        source.params,
    )
    return sql.fetch_rows("SELECT count(*) FROM asking")[0][0]


def quieting_signals(p):
    """Return the signals that keep a flag from asking: of an open alert, or of one answered recently, at the flag's
    level or above."""
    quiet = int(p.values.get("quiet_days", 0))
    # An alert that closed because its cause was gone had no answer, so it keeps nothing quiet.
    lately = Q(answered__gt=p.day - dt.timedelta(quiet)) & ~Q(alert__outcome=AlertOutcome.CAUSE_GONE)
    return (
        Signal.objects.filter(household=OuterRef("household"), rule=OuterRef("rule"), level__gte=OuterRef("level"))
        .annotate(answered=Coalesce("alert__answered_on", "alert__closed_on"))
        .filter(~Q(alert__state=AlertState.CLOSED) | lately)
    )


def asked_already():
    """Return the signals by which somebody entered that the family asks for help: the rule that reads them adds none of
    its own to the same alert."""
    entered = Signal.objects.standing().filter(household=OuterRef("household"), channel__in=ASKED_FOR_HELP, rule="")
    return entered.exclude(alert__state=AlertState.CLOSED)


def rules_of_channels() -> tuple:
    """Return the rules whose signals come from visits, and those that come from departments: for CHANNEL_OF_RULE."""
    seen, told = AlertChannel.VISIT, AlertChannel.DEPARTMENT
    return tuple([code for code, one in RULES.items() if one.channel == channel] for channel in (seen, told))


def open_asked_alerts(p) -> int:
    """Open an alert for every household that has a flag asking and no open alert. Red ones go to the village at once
    where the county chose so."""
    direct = bool(p.values.get("red_direct", 0))
    # A new alert has as long for either level: the level shortens only the verification.
    fresh = deadlines.alert_step_deadlines(p, AlertState.NEW, Level.AMBER, p.day)
    state = "CASE WHEN %s AND max(level) = 2 THEN 'dispatched' ELSE 'new' END"
    return sql.execute_sql(
        f"WITH opened AS (INSERT INTO {ALERTS} (household_id, village_id, channel, level, state, outcome, answer, "
        "opened_on, dispatched_on, remind_on, due_on, decide_by, estimated) "
        f"SELECT household_id, village_id, {ALERT_CHANNEL}, max(level), {state}, '', "
        "'', %s, CASE WHEN %s AND max(level) = 2 THEN %s::date END, %s, %s, %s, %s "
        f"FROM (SELECT *, {CHANNEL_OF_RULE} AS channel FROM asking) AS asking GROUP BY household_id, village_id "
        "ON CONFLICT (household_id) WHERE NOT state = 'closed' DO NOTHING RETURNING id, state) "
        f"INSERT INTO {TRANSITIONS} (alert_id, step, source, target, effective_on, at, reason) "
        "SELECT id, 'open', '', state, %s, clock_timestamp(), '' FROM opened",
        (
            direct,
            p.day,
            direct,
            p.day,
            fresh.remind_on,
            fresh.due_on,
            deadlines.decision_deadline(p, p.day),
            fresh.estimated,
            *rules_of_channels(),
            p.day,
        ),
    )


def add_asked_signals(p) -> int:
    """Add every flag that asks to the household's open alert as a signal."""
    return sql.execute_sql(
        f"INSERT INTO {SIGNALS} (alert_id, household_id, channel, rule, flag_id, level, words, raised_on) "
        f"SELECT alert.id, asking.household_id, {CHANNEL_OF_RULE}, rule, flag_id, asking.level, "
        f"'', asking.raised_on FROM asking JOIN {ALERTS} AS alert ON alert.household_id = asking.household_id "
        "AND alert.state <> 'closed' ON CONFLICT DO NOTHING",
        rules_of_channels(),
    )


def update_alert_levels(p, mine) -> int:
    """Set the level of each open alert to that of its most severe standing signal. A rise shortens the time to verify;
    a fall never lengthens it."""
    highest = Signal.objects.standing().filter(alert=OuterRef("pk")).order_by("-level").values("level")[:1]
    open_still = Alert.objects.open().filter(**mine).annotate(now=Coalesce(Subquery(highest), F("level")))
    risen = open_still.filter(now__gt=F("level"))
    shorten_alert_deadlines(p, risen.filter(state=AlertState.ACCEPTED))
    return open_still.exclude(level=F("now")).update(level=F("now"))


def shorten_alert_deadlines(p, risen) -> None:
    """Bring the deadline of raised alerts forward, never back."""
    # Grouped by the day they were sent: there are few such days, and each needs the calendar only once.
    days = list(risen.order_by().values_list("dispatched_on", flat=True).distinct())
    found = {day: deadlines.alert_step_deadlines(p, AlertState.ACCEPTED, Level.RED, day) for day in days}
    for column in ("due_on", "remind_on") if found else ():
        whens = [When(dispatched_on=day, then=Value(getattr(times, column))) for day, times in found.items()]
        risen.update(**{column: Least(F(column), Case(*whens, output_field=DateField()))})


def close_causeless_alerts(p, mine) -> int:
    """Close alerts whose signals all vanished before anybody accepted them, and record it in their history."""
    standing = Exists(Signal.objects.standing().filter(alert=OuterRef("pk")))
    idle = Alert.objects.filter(**mine, state__in=UNACCEPTED_STATES).filter(~standing).order_by()
    source = sql.queryset_sql(idle.values_list("pk", "state"))
    closed = sql.fetch_rows(
        f"WITH idle (id, state) AS ({source.text}), closed AS (UPDATE {ALERTS} AS alert SET state = 'closed', "
        "outcome = %s, closed_on = %s, due_on = NULL, remind_on = NULL FROM idle WHERE alert.id = idle.id "
        "RETURNING alert.id, idle.state) "
        f"INSERT INTO {TRANSITIONS} (alert_id, step, source, target, outcome, effective_on, at, reason) "
        "SELECT id, 'cause_gone', state, 'closed', %s, %s, clock_timestamp(), '' FROM closed RETURNING alert_id",
        (*source.params, AlertOutcome.CAUSE_GONE, p.day, AlertOutcome.CAUSE_GONE, p.day),
    )
    if closed:
        alerts_causeless.send(Alert, alerts=[alert for (alert,) in closed], p=p)
    return len(closed)
