"""Alerts become rows: text for COPY."""

from alerts import deadlines
from alerts.models import Alert, AlertOutcome, AlertState, AlertTransition, Signal
from core.crypto.fields import encrypt
from core.dates import shanghai_now

from .caseworker import hands
from .load import analyze, copy, reserve, row

ALERT = (
    "id household village channel level state outcome answer visit opened_on dispatched_on accepted_on verified_on "
    "answered_on closed_on remind_on due_on decide_by estimated"
)
SIGNAL = "alert household channel rule flag level words raised_on vanished_on entered_by"
TRANSITION = "alert step source target effective_on at by reason"
ENDS = ("close", "drop", "cause_gone")


def write(clues, county, p) -> None:
    """All alerts with their signals and steps."""
    keys, by = reserve(Alert, len(clues)), hands(county)
    pairs = list(zip(keys, clues, strict=True))
    copy(Alert, ALERT, (alert(key, clue, p) for key, clue in pairs))
    copy(Signal, SIGNAL, (signal(key, clue, *one) for key, clue in pairs for one in clue.signals))
    moment = f"{shanghai_now():%Y-%m-%d %H:%M}+08"
    copy(AlertTransition, TRANSITION, ("".join(steps(key, clue, by, moment)) for key, clue in pairs))
    analyze(Alert, Signal, AlertTransition)


def alert(key, clue, p) -> str:
    """A row with the days of its steps, and until when the next is due."""
    course, on = clue.course, clue.course.days
    opened, sent = on["open"], on.get("dispatch")
    due = deadlines.alert_step_deadlines(p, AlertState(course.state), clue.level, sent or opened)
    ended = next((on[name] for name in ENDS if name in on), None)
    return row(
        key,
        clue.household,
        clue.village,
        clue.channel,
        clue.level,
        course.state,
        course.outcome,
        clue.answer,
        clue.visit,
        opened,
        sent,
        on.get("accept"),
        clue.seen_on if clue.visit else None,
        on.get("answer"),
        ended,
        due.remind_on,
        due.due_on,
        deadlines.decision_deadline(p, opened),
        due.estimated,
    )


def signal(key, clue, channel, rule, flag, level, words) -> str:
    on = clue.course.days
    vanished = on["cause_gone"] if clue.course.outcome == AlertOutcome.CAUSE_GONE else None
    secret = encrypt(words) if words else b""
    return row(key, clue.household, channel, rule, flag, level, secret, on["open"], vanished, None)


def steps(key, clue, by, moment):
    """One line a step, in the order of the day; none recorded later than now."""
    for number, (name, source, target, on, reason) in enumerate(clue.course.steps):
        at = min(f"{on} {9 + number}:10+08".replace(" 9:", " 09:"), moment)
        yield row(key, name, source, target, on, at, by(name, clue.village), reason)
