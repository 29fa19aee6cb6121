"""The course of one invented alert: who is warned about, and its steps on random days around the day on which the
family was seen."""

import datetime as dt
from dataclasses import dataclass, field
from uuid import UUID

from alerts import deadlines
from alerts.alert.workflow import ALERT_WORKFLOW
from alerts.models import EARLY_OUTCOMES, AlertChannel, AlertOutcome, AlertState

from ..chance import Chance
from ..distributions import alerts as shares
from ..rows import Row
from ..steps import StepWalk, day_of, step_targets


@dataclass
class ToldAlert(StepWalk):
    """An invented alert. `seen_by` is a visit that may have verified it, `visit` the one that did; each signal is a
    row."""

    household: int
    village: int
    level: int
    channel: str
    seen_by: UUID | None
    seen_on: dt.date | None
    case_state: str | None
    signals: list = field(default_factory=list)
    shown_first: int = 0
    visit: UUID | None = None
    outcome: str = ""
    answer: str = ""
    id: int = 0

    targets = step_targets(ALERT_WORKFLOW, open=AlertState.NEW, cause_gone=AlertState.CLOSED)
    opened_on, dispatched_on, accepted_on = day_of("open"), day_of("dispatch"), day_of("accept")
    answered_on, closed_on = day_of("answer"), day_of("close", "drop", "cause_gone")

    @property
    def verified_on(self) -> dt.date | None:
        return self.seen_on if self.visit else None

    def set_deadlines(self, p) -> None:
        """Set the deadlines of the next step and of the decision."""
        since = self.dispatched_on or self.opened_on
        due = deadlines.alert_step_deadlines(p, AlertState(self.state), self.level, since)
        self.remind_on, self.due_on, self.estimated = due.remind_on, due.due_on, due.estimated
        self.decide_by = deadlines.decision_deadline(p, self.opened_on)

    def ago(self, today: dt.date) -> int:
        """Days since the family was seen."""
        return (today - self.seen_on).days if self.seen_on else -1

    def was_seen(self, today: dt.date, within: int) -> bool:
        return self.channel != AlertChannel.VISIT and 0 <= self.ago(today) <= within


class CourseTeller:
    """Takes alerts through their steps within the county's deadlines, with one random stream."""

    def __init__(self, p, rng: Chance):
        self.today, self.rng = p.day, rng
        self.accept_days, self.answer_days = int(p.accept_days), int(p.answer_days)
        self.verify_days = {2: int(p.verify_days_red), 1: int(p.verify_days_amber)}

    def take(self, alert, step, day, reason="") -> None:
        """Take a step, never after today."""
        alert.take(step, min(self.today, day), self.rng.word(reason) if reason else "")

    # The steps of one alert

    def send(self, alert, sent) -> None:
        """Let the night open the alert and the township send it to the village, sometimes to the wrong one first."""
        opened = sent - self.rng.days(0, 2)
        alert.take("open", opened)
        if self.rng.draw(shares.MISPLACED):
            alert.take("dispatch", opened)
            self.take(alert, "misplace", opened, "misplaced")
        alert.take("dispatch", sent)

    def verify(self, alert, seen_on, waited) -> None:
        """Send and accept the alert, and see the family `waited` days after it was sent."""
        sent = seen_on - dt.timedelta(waited)
        self.send(alert, sent)
        alert.take("accept", sent + self.rng.days(0, min(2, waited)))
        alert.take("verify", seen_on)

    def answer(self, alert) -> None:
        """Answer in time, except for a few that are late; return some once."""
        seen_on, last = alert.on("verify"), alert.dispatched_on + dt.timedelta(self.answer_days)
        late = last + self.rng.days(1, 6)
        in_time = seen_on + self.rng.days(0, (last - seen_on).days)
        self.take(alert, "answer", late if self.rng.draw(shares.LATE) and late <= self.today else in_time)
        again = alert.answered_on + dt.timedelta(1)
        if self.rng.draw(shares.RETURNED) and again + dt.timedelta(self.answer_days) <= self.today:
            self.take(alert, "return", again, "returned")
            alert.take("answer", again + self.rng.days(1, self.answer_days))

    def finish(self, alert, seen_on, outcome) -> None:
        """Take the alert from the clue to closing, with the family seen on a day. Duplicates, out-of-scope alerts and
        those without a cause end before anybody accepts them."""
        if outcome not in EARLY_OUTCOMES and outcome != AlertOutcome.CAUSE_GONE:
            self.verify(alert, seen_on, self.rng.randint(0, self.verify_days[alert.level]))
            self.answer(alert)
            self.take(alert, "close", alert.answered_on + self.rng.days(0, 3))
        else:
            alert.visit, ended = None, seen_on + self.rng.days(0, 2)
            alert.take("open", seen_on)
            if outcome == AlertOutcome.CAUSE_GONE:
                alert.take("dispatch", seen_on)
                self.take(alert, "cause_gone", ended)
            else:
                self.take(alert, "drop", ended, f"dropped_{outcome}")
        self.conclude(alert, outcome)

    def conclude(self, alert, outcome) -> None:
        alert.outcome = outcome
        if alert.answered_on:
            alert.answer = self.rng.word(f"answer_{outcome}")

    def wait(self, alert, state, *, is_late: bool) -> None:
        """Leave the alert open and the family unvisited: new, sent, accepted, or being verified."""
        allowed = {AlertState.ACCEPTED: self.verify_days[alert.level], AlertState.VERIFYING: self.answer_days}
        most = allowed.get(state, self.accept_days)
        passed = most + self.rng.randint(1, 4) if is_late else self.rng.randint(0, most)
        since = self.today - dt.timedelta(passed)
        if state == AlertState.NEW:
            alert.take("open", since)
            return
        self.send(alert, since)
        for name in {AlertState.ACCEPTED: ("accept",), AlertState.VERIFYING: ("accept", "verify")}.get(state, ()):
            self.take(alert, name, alert.steps[-1].effective_on + self.rng.days(0, min(1, passed)))

    def see(self, alert, outcome="") -> None:
        """Leave the alert open with the family seen some days ago: to be answered, or answered when an outcome is
        given."""
        left = self.answer_days - alert.ago(self.today)
        waited = self.rng.randint(0, max(0, min(self.verify_days[alert.level], left)))
        if self.rng.draw(shares.LATE) and not outcome:
            waited = left + self.rng.randint(1, 3)
        alert.visit = alert.seen_by
        self.verify(alert, alert.seen_on, waited)
        if outcome:
            self.take(alert, "answer", alert.seen_on + self.rng.days(0, 2))
        self.conclude(alert, outcome)

    # Where it came from, and what became of many

    def hear(self, alert, channel) -> None:
        alert.channel = channel
        alert.signals.append(Row(channel=channel, rule="", flag=None, level=1, words=self.rng.word(f"clue_{channel}")))

    def find(self, alert) -> None:
        """Draw where the alert came from: a rule that has found nothing since, or words."""
        alert.channel, rules = self.rng.draw(shares.SOURCES)
        alert.level = 1 if not rules else 2 if self.rng.draw(shares.RED) else alert.level
        if rules:
            rule = self.rng.choice(rules)
            alert.signals.append(Row(channel=alert.channel, rule=rule, flag=None, level=alert.level, words=""))
        else:
            self.hear(alert, alert.channel)

    def tell_standing(self, alerts: list[ToldAlert], open_now: int) -> None:
        """Tell alerts whose flags stand: some are open, the others were answered so recently that their flags are
        quiet."""
        waiting, seen = self.shuffled(shares.OPEN_STATES, open_now), self.shuffled(shares.SEEN_OPEN, open_now)
        for place, alert in enumerate(alerts):
            if self.rng.draw(shares.BY_HAND) and alert.channel == AlertChannel.RULES:
                self.hear(alert, self.rng.draw(shares.TOLD))
            outcome = next(seen, None) if alert.was_seen(self.today, shares.JUST_NOW) else None
            if outcome is not None:
                self.see(alert, outcome)
            elif state := next(waiting, None) if alert.shown_first or self.rng.draw(shares.STILL_OPEN) else None:
                self.wait(alert, state, is_late=place == 0 or self.rng.draw(shares.LATE))  # one in each state
            else:
                self.quieten(alert)

    def shuffled(self, table, whole):
        """Return each value as often as its share of the whole, in random order."""
        found = [what for what, share in table.items() for _ in range(round(share * whole))]
        self.rng.shuffle(found)
        return iter(found)

    def quieten(self, alert) -> None:
        """Answer the alert on the latest visit, if it fits; otherwise without a visit, longer ago."""
        if alert.was_seen(self.today, shares.QUIET) and not self.rng.draw(shares.UNSEEN_SHARE):
            alert.visit = alert.seen_by
            self.finish(alert, alert.seen_on, self.outcome_of(alert, AlertOutcome.CAUSE_GONE, AlertOutcome.WRONG_DATA))
        else:
            ended = self.today - self.rng.days(*shares.LONG_AGO)
            self.finish(alert, ended, shares.UNSEEN.get(alert.case_state, "solved"))

    def outcome_of(self, alert, *aside) -> str:
        table = shares.OUTCOMES.get(alert.case_state, shares.OUTCOMES[""])
        return self.rng.draw({outcome: share for outcome, share in table.items() if outcome not in aside})

    def not_possible(self, alert) -> list:
        """Return outcomes that an alert cannot have: only what a department sent can be wrong."""
        return [] if alert.channel == AlertChannel.DEPARTMENT else [AlertOutcome.WRONG_DATA]

    def tell_led(self, alerts):
        """Tell alerts that led to a case on the day on which the family was seen."""
        for alert in alerts:
            self.find(alert)
            self.verify(alert, alert.seen_on, self.rng.randint(0, 1))
            alert.take("answer", alert.seen_on)
            alert.take("close", alert.seen_on)
            self.conclude(alert, AlertOutcome.REMARK if alert.case_state else AlertOutcome.IDENTIFY)

    def tell_past(self, alerts: list[ToldAlert], missing: dict[int, int]) -> list[ToldAlert]:
        """Add as many alerts as each past month still lacks."""
        told = []
        for alert in alerts:
            back = alert.ago(self.today) // shares.MONTH
            if missing.get(back, 0):
                missing[back] -= 1
                alert.visit = alert.seen_by
                self.find(alert)
                self.finish(alert, alert.seen_on, self.outcome_of(alert, *self.not_possible(alert)))
                told.append(alert)
        return told
