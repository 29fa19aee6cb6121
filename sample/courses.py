"""The course of an alert: the days of its steps, drawn around the day on which the family was seen. Each step is one
of alerts/alert/workflow.py, so that a drawn course is one that people could have taken."""

import datetime as dt
import random
from dataclasses import dataclass, field

from alerts.alert.workflow import ALERT_WORKFLOW
from alerts.models import AlertOutcome, AlertState

from .names import words

LATE = 0.08  # of the answers, and of the open alerts
RETURNED, MISPLACED = 0.04, 0.02
MORE = {"open": AlertState.NEW, "cause_gone": AlertState.CLOSED}  # steps that nobody takes


@dataclass(slots=True)
class Limits:
    """The county's deadlines in days, and its today."""

    today: dt.date
    accept: int
    verify: dict
    answer: int

    @classmethod
    def of(cls, p):
        verify = {2: int(p.verify_days_red), 1: int(p.verify_days_amber)}
        return cls(p.day, int(p.accept_days), verify, int(p.answer_days))


@dataclass(slots=True)
class Course:
    """The steps so far, each (name, from, to, day, reason), and the last day of each by its name."""

    steps: list = field(default_factory=list)
    days: dict = field(default_factory=dict)
    state: str = ""
    outcome: str = ""

    def go(self, name: str, on: dt.date, reason: str = "") -> None:
        target = MORE[name] if name in MORE else ALERT_WORKFLOW[name].target
        self.steps.append((name, self.state, str(target), on, reason))
        self.state, self.days[name] = str(target), on

    def send(self, sent: dt.date, rng: random.Random) -> None:
        """Opened by the night, sent to the village; now and then to the wrong one first."""
        opened = sent - days(rng.randint(0, 2))
        self.go("open", opened)
        if rng.random() < MISPLACED:
            self.go("dispatch", opened)
            self.go("misplace", opened, rng.choice(words("misplaced")))
        self.go("dispatch", sent)


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


def finished(seen_on: dt.date, outcome: str, level: int, limits: Limits, rng: random.Random) -> Course:
    """From the clue to the closing, with the family seen on a day."""
    course = verified(seen_on, rng.randint(0, limits.verify[level]), rng)
    course.outcome = outcome
    answer(course, limits, rng)
    returned = course.days["answer"] + days(1)
    if rng.random() < RETURNED and returned + days(limits.answer) <= limits.today:
        course.go("return", returned, rng.choice(words("returned")))
        course.go("answer", returned + days(rng.randint(1, limits.answer)))
    course.go("close", min(limits.today, course.days["answer"] + days(rng.randint(0, 3))))
    return course


def led_on(seen_on: dt.date, outcome: str, rng: random.Random) -> Course:
    """The family was seen, and put forward for monitoring on the same day."""
    course = verified(seen_on, rng.randint(0, 1), rng)
    course.outcome = outcome
    course.go("answer", seen_on)
    course.go("close", seen_on)
    return course


def verified(seen_on, waited, rng) -> Course:
    """Sent, accepted, and seen `waited` days after it was sent."""
    course, sent = Course(), seen_on - days(waited)
    course.send(sent, rng)
    course.go("accept", sent + days(rng.randint(0, min(2, waited))))
    course.go("verify", seen_on)
    return course


def answer(course, limits, rng) -> None:
    """In time, but for the few that are late; never after today."""
    sent, seen_on = course.days["dispatch"], course.days["verify"]
    last = sent + days(limits.answer)
    late = last + days(rng.randint(1, 6))
    if rng.random() < LATE and late <= limits.today:
        course.go("answer", late)
    else:
        course.go("answer", min(limits.today, seen_on + days(rng.randint(0, (last - seen_on).days))))


def ended_early(opened: dt.date, outcome: str, limits: Limits, rng: random.Random) -> Course:
    """A duplicate, out of scope, or its cause gone before anybody accepted it."""
    course, ended = Course(outcome=outcome), min(limits.today, opened + days(rng.randint(0, 2)))
    course.go("open", opened)
    if outcome == AlertOutcome.CAUSE_GONE:
        course.go("dispatch", opened)
        course.go("cause_gone", ended)
    else:
        course.go("drop", ended, rng.choice(words(f"dropped_{outcome}")))
    return course


def waiting(state: str, level: int, limits: Limits, rng: random.Random) -> Course:
    """An open alert that nobody has been to the family for: new, sent, accepted, or on the way."""
    allowed = {
        AlertState.NEW: limits.accept,
        AlertState.DISPATCHED: limits.accept,
        AlertState.ACCEPTED: limits.verify[level],
        AlertState.VERIFYING: limits.answer,
    }[state]
    passed = allowed + rng.randint(1, 4) if rng.random() < LATE else rng.randint(0, allowed)
    since, course = limits.today - days(passed), Course()
    if state == AlertState.NEW:
        course.go("open", since)
        return course
    course.send(since, rng)
    for name, at_state in (("accept", AlertState.ACCEPTED), ("verify", AlertState.VERIFYING)):
        if course.state != state and state in (at_state, AlertState.VERIFYING):
            course.go(name, min(limits.today, max(course.days.values()) + days(rng.randint(0, min(1, passed)))))
    return course


def seen(seen_on: dt.date, level: int, limits: Limits, rng: random.Random, outcome: str = "") -> Course:
    """An open alert whose family was seen some days ago: to be answered, or answered when an outcome is given."""
    already = (limits.today - seen_on).days
    waited = rng.randint(0, max(0, min(limits.verify[level], limits.answer - already)))
    if rng.random() < LATE and not outcome:
        waited = limits.answer - already + rng.randint(1, 3)
    course = verified(seen_on, waited, rng)
    if outcome:
        course.outcome = outcome
        course.go("answer", min(limits.today, seen_on + days(rng.randint(0, 2))))
    return course
