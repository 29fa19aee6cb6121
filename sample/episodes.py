"""One episode of monitoring with every step of its way, each on a plausible day. The steps are those of
cases/case/workflow.py, so that an invented way is one that people could have gone."""

import datetime as dt
import random
from dataclasses import dataclass, field

from cases.case.workflow import CASE_WORKFLOW
from cases.choices import IS_CLEARED, ON_FILE, CaseState, CaseStep, ClearMethod, EndReason

from .names import words

LATE = 9  # days that one proposal in eight has lain about
NOTICE = 5  # days that a public notice hangs; it may be passed on when they are over
BESIDE_IT = {CaseStep.AUTHORISE, CaseStep.COMPARE}  # they leave the state as it is
WHY_ENDED = (EndReason.MOVED, EndReason.WRONG)
PENDING = (  # how far a proposal is: its last step, and days since then
    ("propose", 1),
    ("verify", 1),
    ("post_notice", 2),
    ("endorse", 1),
    ("review", 0),
    ("post_notice", 6),
    ("compare", 1),
    ("return", 1),
    ("endorse", 2),
    ("post_notice", 7),
    ("authorise", 0),
    ("uphold", 1),
)
IN_CLEARING = (
    ("start_clearing", 2),
    ("post_clearing", 2),
    ("endorse_clearing", 1),
    ("review_clearing", 1),
    ("post_clearing", 6),
)
REFUSALS = (("verify", "decline"), ("post_notice", "reject"), ("endorse", "refuse"), ("propose", "decline"))


@dataclass(slots=True)
class Episode:
    """One episode. `steps` are (step, from, to, day, reason) in order; incomes are shares of the line of their day."""

    case_type: str
    risks: list = field(default_factory=list)
    number: int = 1
    clue_on: dt.date | None = None
    identified_on: dt.date | None = None
    cleared_on: dt.date | None = None
    income_then: float = 1.0
    income_cleared: float = 1.55
    natural: bool = False
    end_reason: str = ""
    steps: list = field(default_factory=list)
    pk: int = 0

    @property
    def state(self) -> str:
        return self.steps[-1][2]

    @property
    def clear_method(self) -> str:
        return ClearMethod.NATURAL if self.natural else ClearMethod.ASSISTANCE

    @property
    def is_on_file(self) -> bool:
        return self.state in ON_FILE

    @property
    def is_cleared(self) -> bool:
        return self.state in IS_CLEARED

    def take(self, step: str, day: dt.date, reason: str = "") -> None:
        source = self.steps[-1][2] if self.steps else ""
        self.steps.append((str(step), source, str(target_of(step, source)), day, reason))

    def go(self, days: dict[str, dt.date]) -> None:
        for step, day in days.items():
            self.take(step, day)

    def identify(self, day: dt.date, rng: random.Random, last=CaseStep.IDENTIFY) -> None:
        """From the clue to the county's approval, mostly within 15 days."""
        self.clue_on, days = until_endorsed(day - dt.timedelta(rng.randint(0, 2)), rng)
        self.go({**days, str(last): day})
        self.identified_on = day

    def clear(self, day: dt.date, rng: random.Random) -> None:
        self.go({**until_clearing_endorsed(day - dt.timedelta(rng.randint(0, 2)), rng), "clear": day})
        self.cleared_on = day

    def roll_back(self, day: dt.date, rng: random.Random) -> None:
        self.propose_rollback(day - dt.timedelta(rng.randint(2, 6)), rng)
        self.take(CaseStep.ROLL_BACK, day, self.steps[-1][4])
        self.cleared_on = None

    def propose_rollback(self, day: dt.date, rng: random.Random) -> None:
        self.take(CaseStep.PROPOSE_ROLLBACK, day, rng.choice(words("rolled_back")))

    def wait(self, day: dt.date, place: int, rng: random.Random) -> None:
        """A proposal under way: how far it is follows from its place among them."""
        last, ago = PENDING[place % len(PENDING)]
        since, back = day - dt.timedelta(ago + LATE * (place % 8 == 3)), last in ("return", "uphold")
        until = "post_notice" if back else last
        self.clue_on, days = proposed_until(until, since - dt.timedelta(3 * back), rng)
        self.go(days)
        if back:
            self.take(last, since, rng.choice(words(f"case_{last}")))

    def wait_for_clearing(self, day: dt.date, place: int, rng: random.Random) -> None:
        last, ago = IN_CLEARING[place % len(IN_CLEARING)]
        _first, days = shifted(until_clearing_endorsed(day, rng), last, day - dt.timedelta(ago))
        self.go(days)

    def refuse(self, day: dt.date, place: int, rng: random.Random) -> None:
        """By the village, the township or the county, at the step that they had to take."""
        last, step = REFUSALS[place % len(REFUSALS)]
        self.clue_on, days = proposed_until(last, day - dt.timedelta(rng.randint(1, 2)), rng)
        self.go(days)
        self.take(step, day, rng.choice(words(f"refused_{step}")))

    def end(self, day: dt.date, rng: random.Random) -> None:
        self.end_reason = rng.choice(WHY_ENDED)
        self.take(CaseStep.END, day, rng.choice(words(f"ended_{self.end_reason}")))


def target_of(step, source):
    """Where a step of the table leads to."""
    if step in BESIDE_IT:
        return source
    return CaseState.CANDIDATE if step == CaseStep.PROPOSE else CASE_WORKFLOW[step].target


def backwards(end: dt.date, gaps: dict[str, int]) -> dict[str, dt.date]:
    """The days of steps of which the last was taken on `end`, each so many days before the one after it."""
    days = {}
    for step, gap in reversed(gaps.items()):
        end -= dt.timedelta(gap)
        days[step] = end
    return dict(reversed(days.items()))


def until_endorsed(day: dt.date, rng: random.Random) -> tuple[dt.date, dict]:
    """(day of the clue, days of the steps) of a proposal that the township passed on on `day`."""
    days = backwards(
        day,
        {
            "propose": rng.randint(0, 2),
            "verify": 0,
            "authorise": rng.randint(0, 2),
            "compare": rng.randint(0, 2),
            "review": rng.randint(0, 1),
            "post_notice": NOTICE + rng.randint(1, 2),
            "endorse": 0,
        },
    )
    return days["propose"] - dt.timedelta(rng.randint(0, 3)), days


def until_clearing_endorsed(day: dt.date, rng: random.Random) -> dict[str, dt.date]:
    return backwards(
        day,
        {
            "start_clearing": rng.randint(1, 4),
            "review_clearing": rng.randint(0, 2),
            "post_clearing": NOTICE + rng.randint(1, 2),
            "endorse_clearing": 0,
        },
    )


def proposed_until(last: str, day: dt.date, rng: random.Random) -> tuple[dt.date, dict]:
    """(day of the clue, days of the steps) of a proposal whose last step was taken on `day`."""
    clue, days = until_endorsed(day, rng)
    moved, days = shifted(days, last, day)
    return clue + moved, days


def shifted(days: dict[str, dt.date], last: str, day: dt.date) -> tuple[dt.timedelta, dict]:
    """(by how much, the steps up to `last`) moved so that it was taken on `day`."""
    moved, names = day - days[last], list(days)
    return moved, {name: days[name] + moved for name in names[: names.index(last) + 1]}
