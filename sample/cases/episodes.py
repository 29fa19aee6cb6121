"""One episode of monitoring with every step, each on a plausible day, and what its decisions rest on."""

import datetime as dt
from bisect import bisect_right
from dataclasses import dataclass, field

from alerts import deadlines
from cases.case.workflow import CASE_WORKFLOW
from cases.choices import IS_CLEARED, ON_FILE, CaseState, CaseStep, CaseType, ClearMethod
from core.dates import twelve_full_months
from households.choices import COSTS, IncomeItem
from households.models import GuaranteeCheck
from policy import parameters
from policy.models import Parameter

from ..chance import Chance
from ..distributions import cases as shares
from ..steps import StepWalk, step_targets


@dataclass
class Episode(StepWalk):
    """One episode. Incomes are shares of the monitoring line of their day, which `decide` turns into yuan and income
    snapshots."""

    case_type: str
    risks: list = field(default_factory=list)
    episode_no: int = 1
    clue_on: dt.date | None = None
    identified_on: dt.date | None = None
    cleared_on: dt.date | None = None
    income_then: float = 1.0
    income_cleared: float = shares.INCOME_CLEARED
    way_of_clearing: str = ClearMethod.ASSISTANCE
    end_reason: str = ""
    household: object = None
    decide_by: dt.date | None = None
    id: int = 0

    line_at_identification = income_at_identification = statement_at_identification = None
    line_at_clearing = income_at_clearing = statement_at_clearing = None
    targets = step_targets(CASE_WORKFLOW, propose=CaseState.CANDIDATE, authorise=None, compare=None)

    @classmethod
    def opened(cls, case_type: str, rng: Chance) -> "Episode":
        """Return an episode with the incomes of its type, still without dates."""
        cleared = max(shares.LEAST_CLEARED, shares.INCOME_CLEARED * rng.draw(shares.CLEARED_SPREAD))
        then, way = rng.draw(shares.INCOME_THEN[case_type]), rng.draw(shares.CLEAR_METHODS)
        return cls(case_type, income_then=then, income_cleared=cleared, way_of_clearing=way)

    @property
    def clear_method(self) -> str:
        return self.way_of_clearing if self.cleared_on else ""

    @property
    def village(self):
        return self.household.village

    @property
    def is_on_file(self) -> bool:
        return self.state in ON_FILE

    @property
    def is_cleared(self) -> bool:
        return self.state in IS_CLEARED

    def go(self, gaps: dict, last: str, day: dt.date, rng: Chance) -> dt.date:
        """Take the steps of a procedure up to `last`, which is taken on `day`, the others before it at random
        distances. Returns the day of the first."""
        days = [(last, day)]
        for name in reversed(list(gaps)[: list(gaps).index(last)]):
            day -= rng.days(*gaps[name])
            days.append((name, day))
        for name, on in reversed(days):
            self.take(name, on)
        return day

    def propose(self, last: str, day: dt.date, rng: Chance) -> None:
        """Go from the clue to a step of the proposal, taken on `day`."""
        self.clue_on = self.go(shares.UNTIL_ENDORSED, last, day, rng) - rng.days(*shares.CLUE_BEFORE)

    def identify(self, day: dt.date, rng: Chance, last=CaseStep.IDENTIFY) -> None:
        """Go from the clue to the county's approval, mostly within 15 days."""
        self.propose("endorse", day - rng.days(*shares.DECIDED_AFTER), rng)
        self.take(last, day)
        self.identified_on = day

    def clear(self, day: dt.date, rng: Chance) -> None:
        endorsed = day - rng.days(*shares.DECIDED_AFTER)
        self.go(shares.UNTIL_CLEARING_ENDORSED, "endorse_clearing", endorsed, rng)
        self.take("clear", day)
        self.cleared_on = day

    def roll_back(self, day: dt.date, rng: Chance) -> None:
        self.propose_rollback(day - rng.days(*shares.ROLLBACK_PROPOSED_BEFORE), rng)
        self.take("roll_back", day, self.steps[-1].reason)
        self.cleared_on = None

    def propose_rollback(self, day: dt.date, rng: Chance) -> None:
        self.take("propose_rollback", day, rng.word("rolled_back"))

    def be_under_way(self, day: dt.date, place: int, rng: Chance) -> None:
        """Make a proposal; its place among the proposals decides how far it is."""
        last, ago = shares.UNDER_WAY[place % len(shares.UNDER_WAY)]
        since, back = day - dt.timedelta(ago + shares.LATE * (place % 8 == 3)), last in ("return", "uphold")
        self.propose("post_notice" if back else last, since - dt.timedelta(3 * back), rng)
        if back:
            self.take(last, since, rng.word(f"case_{last}"))

    def be_in_clearing(self, day: dt.date, place: int, rng: Chance) -> None:
        last, ago = shares.CLEARINGS_UNDER_WAY[place % len(shares.CLEARINGS_UNDER_WAY)]
        self.go(shares.UNTIL_CLEARING_ENDORSED, last, day - dt.timedelta(ago), rng)

    def be_refused(self, day: dt.date, place: int, rng: Chance) -> None:
        """Refuse the case at the village, the township or the county."""
        last, step = shares.REFUSALS[place % len(shares.REFUSALS)]
        day -= rng.days(5, 720)
        self.propose(last, day - rng.days(1, 2), rng)
        self.take(step, day, rng.word(f"refused_{step}"))

    def be_ended(self, day: dt.date, place: int, rng: Chance) -> None:
        """End the monitoring of a case that is no longer on file; most were cleared before."""
        last = max(shares.FIRST_MONTH, day - rng.days(900, 1_800))
        self.identify(last, rng)
        if rng.draw(0.6):
            last += rng.days(200, 500)
            self.clear(last, rng)
        self.end_reason = rng.draw(shares.END_REASONS)
        self.take("end", min(day, last + rng.days(60, 700)), rng.word(f"ended_{self.end_reason}"))


class CaseDecisions:
    """Gives each decision the monitoring line of its day, the income per person in yuan, and the income snapshot behind
    it."""

    def __init__(self, county, day: dt.date):
        self.p = parameters.parameters_on(day, county)
        rows = Parameter.objects.filter(area=county, key="line").order_by("valid_from", "pk")
        self.since, self.values = zip(*((row.valid_from, float(row.value)) for row in rows), strict=True)

    def line_on(self, day: dt.date) -> float:
        return self.values[max(0, bisect_right(self.since, day) - 1)]

    def decide(self, family, episode: Episode) -> Episode:
        episode.household = family
        episode.decide_by = deadlines.decision_deadline(self.p, episode.clue_on) if episode.clue_on else None
        for on, share, end in (
            (episode.identified_on, episode.income_then, "identification"),
            (episode.cleared_on, episode.income_cleared, "clearing"),
        ):
            if on:
                line = self.line_on(on)
                income = round(line * share)
                hard = episode.case_type == CaseType.SUDDEN and end == "identification"
                known = income_statement(family, on, income, shares.HARDSHIP * line if hard else None)
                setattr(episode, f"line_at_{end}", line)
                setattr(episode, f"income_at_{end}", income)
                setattr(episode, f"statement_at_{end}", known)
        return episode


def income_statement(family, day: dt.date, per_capita: int, remaining: float | None) -> dict:
    """Return an income snapshot in the format of cases/assessment/snapshot.py: twelve full months of income by item
    that come to `per_capita`, of which medical costs left `remaining`, and the guarantees."""
    window, people = twelve_full_months(day), max(1, sum(person.is_present(day) for person in family.people))
    items, net = income_by_item(family, per_capita * people), per_capita * people
    gap = max(0, per_capita - remaining) * people if remaining is not None else 0
    paid = round(gap / (1 - shares.CLAIMED))
    claims = round(gap * shares.CLAIMED / (1 - shares.CLAIMED))
    items |= {IncomeItem.OUT_OF_POCKET: paid, IncomeItem.CLAIM: claims}
    return {
        "from": f"{window.start}",
        "until": f"{window.end - dt.timedelta(days=1)}",
        "items": {item.value: f"{amount}.00" for item, amount in sorted(items.items()) if amount},
        "people": f"{people}",
        "net": f"{net}.00",
        "per_capita": f"{net / people:.2f}",
        "income_known": "12",
        "income_carried": "0",
        "claims": f"{claims}.00",
        "out_of_pocket": f"{paid}.00",
        "schooling_cost": "0.00",
        "reference": f"{(net + claims - paid) / people:.2f}",
        "guarantees": dict.fromkeys(GuaranteeCheck.GUARANTEES, True),
    }


def income_by_item(family, net: int) -> dict:
    """Return income by item: business, property and transfers in the family's own proportions, wages for the rest."""
    beside = sum(-amount if item in COSTS else amount for item, amount in family.yearly.items())
    part = min(1, net / beside) if beside > 0 else 1
    items = {item: round(amount * part) for item, amount in family.yearly.items()}
    rest = net - sum(-amount if item in COSTS else amount for item, amount in items.items())
    items[IncomeItem.WAGES_LABOUR] = max(0, rest)
    items[IncomeItem.TRANSFER_OTHER] = items.get(IncomeItem.TRANSFER_OTHER, 0) + min(0, rest)
    return items
