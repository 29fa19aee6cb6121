"""Who is warned about, through which channel, and what came out of it."""

import datetime as dt
import random
from dataclasses import dataclass, field

from alerts.models import EARLY_OUTCOMES, AlertChannel, AlertOutcome, AlertState

from . import courses
from .courses import Course, Limits, days
from .names import words

SOURCES = (  # alerts by source, per cent (docs/sample.md): through which channel, and found by which rules
    (38, AlertChannel.RULES, ("MED-01", "MED-01", "MED-04", "EXP-02")),
    (14, AlertChannel.RULES, ("JOB-01", "JOB-02", "INC-03")),
    (6, AlertChannel.RULES, ("EDU-01", "EDU-03")),
    (6, AlertChannel.RULES, ("HOU-01", "WAT-01")),
    (3, AlertChannel.VISIT, ("VIS-01",)),
    (25, AlertChannel.DEPARTMENT, ()),
    (3, AlertChannel.DECLARATION, ()),
    (3, AlertChannel.REPORT, ()),
    (1.5, AlertChannel.HOTLINE, ()),
    (0.5, AlertChannel.PETITION, ()),
)
WHOLE = sum(share for share, _channel, _rules in SOURCES)
TOLD = [source for source in SOURCES if not source[2]]  # by people
BY_HAND = sum(share for share, *_ in TOLD) / WHOLE
RED = 0.15  # of the alerts of the past
OUTCOMES = {  # per cent, by the state of the household's case
    "": {"no_risk": 76, "solved": 11, "identify": 4.7, "duplicate": 3, "not_in_scope": 2, "cause_gone": 3.3},
    "active": {"monitored": 82, "no_risk": 12, "solved": 6},
    "clearing": {"monitored": 82, "no_risk": 12, "solved": 6},
    "cleared": {"no_risk": 80, "solved": 13, "remark": 4, "rollback": 3},
}
UNSEEN = {"active": "monitored", "clearing": "monitored"}  # what could be answered without a visit; else "solved"
UNSEEN_SHARE, LONG_AGO = 0.2, (60, 88)  # days ago: their flags are still quiet
OPEN_STATES = {AlertState.NEW: 0.2, AlertState.DISPATCHED: 0.22, AlertState.ACCEPTED: 0.2, AlertState.VERIFYING: 0.08}
SEEN_OPEN = {"": 0.14, "no_risk": 0.16}  # open and seen: to be answered, or answered
JUST_NOW, QUIET = 4, 85  # days since a visit


@dataclass(slots=True)
class Clue:
    """One alert. `seen_by` is a visit that may have verified it, `visit` the one that did; each signal is (channel,
    rule, flag, level, words)."""

    household: int
    village: int
    level: int
    channel: str
    seen_by: object
    seen_on: dt.date | None
    case_state: str | None
    signals: list = field(default_factory=list)
    first: bool = False
    visit: object = None
    course: Course | None = None
    answer: str = ""


class Teller:
    """Gives every clue its course, by one stream of chance."""

    def __init__(self, limits: Limits, rng: random.Random):
        self.limits, self.rng = limits, rng

    def stand(self, clues: list[Clue], open_now: int) -> None:
        """Those whose flags stand: some are open, the others were answered so lately that they are quiet."""
        waiting, seen = self.shuffled(OPEN_STATES, open_now), self.shuffled(SEEN_OPEN, open_now)
        for clue in clues:
            self.reported(clue)
            found = next(seen, None) if self.just_seen(clue) else None
            if found is not None:
                self.seen(clue, found)
            elif state := next(waiting, None) if clue.first or self.rng.random() < 0.2 else None:
                clue.course = courses.waiting(state, clue.level, self.limits, self.rng)
            else:
                self.quieten(clue)

    def shuffled(self, shares, whole):
        """Each as often as its share of the whole, in any order."""
        found = [what for what, share in shares.items() for _ in range(round(share * whole))]
        self.rng.shuffle(found)
        return iter(found)

    def reported(self, clue) -> None:
        """Some of those that rules find were heard of from people first."""
        if self.rng.random() < BY_HAND and clue.channel == AlertChannel.RULES:
            self.hear(clue, self.rng.choices(TOLD, [share for share, *_ in TOLD])[0][1])

    def hear(self, clue, channel) -> None:
        clue.channel = channel
        clue.signals.append((channel, "", None, 1, self.rng.choice(words(f"clue_{channel}"))))

    def just_seen(self, clue) -> bool:
        return clue.channel != AlertChannel.VISIT and 0 <= self.ago(clue) <= JUST_NOW

    def ago(self, clue) -> int:
        return (self.limits.today - clue.seen_on).days if clue.seen_on else -1

    def seen(self, clue, outcome) -> None:
        clue.visit = clue.seen_by
        clue.course = courses.seen(clue.seen_on, clue.level, self.limits, self.rng, outcome)
        self.say(clue)

    def quieten(self, clue) -> None:
        """Answered on the latest visit, when that can be; else found out without one, longer ago."""
        fits = clue.channel != AlertChannel.VISIT and 0 <= self.ago(clue) <= QUIET
        if fits and self.rng.random() > UNSEEN_SHARE:
            clue.visit = clue.seen_by
            self.finish(clue, clue.seen_on, self.drawn(clue, not_now="cause_gone"))
        else:
            on = self.limits.today - days(self.rng.randint(*LONG_AGO))
            self.finish(clue, on, UNSEEN.get(clue.case_state, "solved"))

    def drawn(self, clue, not_now="") -> str:
        shares = OUTCOMES.get(clue.case_state, OUTCOMES[""])
        names = [name for name in shares if name != not_now]
        return self.rng.choices(names, [shares[name] for name in names])[0]

    def finish(self, clue, seen_on, outcome) -> None:
        if outcome in EARLY_OUTCOMES or outcome == AlertOutcome.CAUSE_GONE:
            clue.visit = None
            clue.course = courses.ended_early(seen_on, outcome, self.limits, self.rng)
        else:
            clue.course = courses.finished(seen_on, outcome, clue.level, self.limits, self.rng)
        self.say(clue)

    def say(self, clue) -> None:
        if "answer" in clue.course.days:
            clue.answer = self.rng.choice(words(f"answer_{clue.course.outcome}"))

    def lead(self, clues: list[Clue]) -> None:
        """Those that led to a case; again, when the household had been monitored before."""
        for clue in clues:
            self.find(clue)
            outcome = AlertOutcome.REMARK if clue.case_state else AlertOutcome.IDENTIFY
            clue.course = courses.led_on(clue.seen_on, outcome, self.rng)
            self.say(clue)

    def find(self, clue) -> None:
        """Draw from where it came: a rule that has found nothing since, or words."""
        _share, clue.channel, rules = self.rng.choices(SOURCES, [share for share, *_ in SOURCES])[0]
        clue.level = 2 if self.rng.random() < RED else clue.level
        if rules:
            clue.signals.append((clue.channel, self.rng.choice(rules), None, clue.level, ""))
        else:
            self.hear(clue, clue.channel)
            clue.level = 1

    def fill(self, clues: list[Clue], missing: dict[int, int], length: int) -> list[Clue]:
        """As many of these as each month back still lacks."""
        told = []
        for clue in clues:
            back = self.ago(clue) // length
            if missing.get(back, 0):
                missing[back] -= 1
                clue.visit = clue.seen_by
                self.find(clue)
                self.finish(clue, clue.seen_on, self.drawn(clue))
                told.append(clue)
        return told
