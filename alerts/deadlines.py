"""Deadlines of alerts: until when each step must be done, and when its holder is reminded."""

import datetime as dt
from math import ceil
from typing import NamedTuple

from policy import workdays

from .levels import Level
from .models import AlertState

REMIND_AT = 0.8  # share of the time for the step after which its holder is reminded


class AlertDeadlines(NamedTuple):
    """The deadline columns of an alert."""

    remind_on: dt.date | None
    due_on: dt.date | None
    estimated: bool


NOTHING_DUE = AlertDeadlines(None, None, False)


def days_for_alert_state(p, state, level) -> int | None:
    """Return the days allowed for the step that an alert in this state waits for, or None when it waits for no step or
    the county has set no days."""
    key = {
        AlertState.NEW: "accept_days",
        AlertState.DISPATCHED: "accept_days",
        AlertState.ACCEPTED: "verify_days_red" if level == Level.RED else "verify_days_amber",
        AlertState.VERIFYING: "answer_days",
    }.get(state)
    return int(p.values[key]) if key and p.in_force(key) else None


def alert_step_deadlines(p, state, level, since: dt.date) -> AlertDeadlines:
    """Return the deadline and the reminder for what an alert in this state waits for.

    Days are counted from `since`: the day of the clue for a new alert, the day it was sent to the village afterwards.
    """
    days = days_for_alert_state(p, state, level)
    if days is None:
        return NOTHING_DUE
    due = workdays.deadline_after(since, days, workdays=bool(p.values.get("working_days", 0)))
    length = (due.day - since).days
    return AlertDeadlines(since + dt.timedelta(ceil(REMIND_AT * length)), due.day, due.estimated)


def decision_deadline(p, opened_on) -> dt.date:
    """Return the last day for the county's decision about a clue."""
    return opened_on + dt.timedelta(int(p.values.get("decision_days", 15)))
