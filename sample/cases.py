"""Episodes of monitoring, from the clue to clearing, and the risks they stand on."""

import datetime as dt
import random
from bisect import bisect_right

from cases.choices import CaseState, CaseStep, CaseType
from policy.models import Parameter

from .condition import disable
from .county import apportion
from .episodes import Episode
from .families import Family
from .timeline import FIRST_MONTH

TYPES = {CaseType.UNSTABLE: 42, CaseType.MARGINAL: 33, CaseType.SUDDEN: 25}
MAIN_RISKS = {
    "01": 46,
    "04": 14,
    "03": 12,
    "09": 7,
    "07": 7,
    "05": 4,
    "0201": 1.2,
    "0202": 1.4,
    "0205": 1.4,
    "06": 2,
    "10": 1,
    "11": 0.5,
    "99": 2.5,
}
SECOND_RISK, THIRD_RISK = 0.35, 0.08
ROLLED_BACK, ROLLED_BACK_NOW = 0.06, 0.12  # of the cases followed for two years: before they were cleared, or lately
RIPE, LATELY = 200, (30, 540)  # days under monitoring before a clearing is proposed, and since it before a rollback is
MARKED_AGAIN = 0.06  # of the cases identified since 2023: an earlier episode was cleared before


class Lines:
    """The monitoring line by day, as enacted for the county."""

    def __init__(self, county):
        rows = Parameter.objects.filter(area=county, key="line").order_by("valid_from", "pk")
        self.since, self.values = zip(*((row.valid_from, float(row.value)) for row in rows), strict=True)

    def on(self, day: dt.date) -> float:
        return self.values[max(0, bisect_right(self.since, day) - 1)]


def draw_types(count: int, rng: random.Random) -> list[str]:
    types = [kind for kind, times in zip(TYPES, apportion(TYPES.values(), count), strict=True) for _ in range(times)]
    rng.shuffle(types)
    return types


def open_episode(case_type: str, rng: random.Random) -> Episode:
    """An episode with the incomes that its type stands for, still without a date."""
    then = rng.uniform(1.1, 2.2) if case_type == CaseType.SUDDEN else rng.uniform(0.70, 1.05)
    cleared = max(1.02, 1.55 * rng.lognormvariate(0, 0.24))
    return Episode(case_type, income_then=then, income_cleared=cleared, natural=rng.random() < 0.08)


def live_through(episode: Episode, identified: dt.date, cleared: dt.date | None, day: dt.date, rng) -> None:
    """All steps from the clue until today."""
    episode.identify(identified, rng)
    if back := _rollback(identified, cleared, day, rng):
        episode.clear(back[0], rng)
        episode.roll_back(back[1], rng)
    if cleared:
        episode.clear(cleared, rng)


def _rollback(identified, cleared, day, rng):
    """(cleared, rolled back) before the last clearing, for a few."""
    until = cleared or day
    if (until - identified).days < 730 or rng.random() >= (ROLLED_BACK if cleared else ROLLED_BACK_NOW):
        return None
    back = until - dt.timedelta(days=rng.randint(200, 360) if cleared else rng.randint(10, 300))
    return back - dt.timedelta(days=rng.randint(45, 150)), back


def mark_again(family: Family, rng: random.Random) -> None:
    """Give an identified family an earlier episode, cleared before: its present one began as a re-mark."""
    present = family.episodes[-1]
    began = present.identified_on - dt.timedelta(days=rng.randint(420, 640))
    earlier = open_episode(present.case_type, rng)
    earlier.risks = present.risks[:1]
    earlier.identify(began, rng)
    earlier.clear(present.identified_on - dt.timedelta(days=rng.randint(90, 200)), rng)
    present.number = 2
    present.steps = [
        (CaseStep.REMARK.value, *rest) if step == CaseStep.IDENTIFY else (step, *rest) for step, *rest in present.steps
    ]
    family.episodes = [earlier, present]


# ------------------------------------------------------------------------------------------------------------ the risks


def give_risks(families: list[Family], rng: random.Random) -> None:
    """Main risks in the county's proportions, each to a family that shows it where one is found."""
    left = list(families)
    counts = apportion(MAIN_RISKS.values(), len(families))
    for risk, count in sorted(zip(MAIN_RISKS, counts, strict=True), key=lambda pair: pair[0] not in FITTING):
        fitting = FITTING.get(risk, lambda family: True)
        chosen = ([f for f in left if fitting(f)] + [f for f in left if not fitting(f)])[:count]
        taken = set(map(id, chosen))
        left = [family for family in left if id(family) not in taken]
        for family in chosen:
            family.episodes[-1].risks = _with_others(risk, rng)
            ADAPT.get(risk, lambda family, rng: None)(family, rng)


def _with_others(main, rng):
    """The main risk first; a third carry a second, few a third."""
    draw = rng.random()
    wanted = 3 if draw < THIRD_RISK else 2 if draw < SECOND_RISK else 1
    risks = [main]
    while len(risks) < wanted:
        other = rng.choices(list(MAIN_RISKS), MAIN_RISKS.values())[0]
        if other not in risks:
            risks.append(other)
    return risks


def _fall_ill(family, rng):
    if not any(person.chronic or person.serious for person in family.present):
        person = max(family.present, key=lambda person: person.age)
        person.chronic, person.serious = rng.random() < 0.7, rng.random() < 0.45


def _become_disabled(family, rng):
    if not any(person.disability_level for person in family.present):
        disable(max(family.present, key=lambda person: person.age), rng)


FITTING = {
    "04": lambda family: len(family.able) <= (len(family.present) > 2),
    "09": lambda family: any(person.is_student for person in family.present),
    "03": lambda family: any(person.disability_level for person in family.present),
    "07": lambda family: len(family.able) >= 2,
}
ADAPT = {"01": _fall_ill, "03": _become_disabled}


# ------------------------------------------------------------------------------------------- cases that are not on file


def propose(episode: Episode, day: dt.date, place: int, rng: random.Random) -> None:
    """The procedure runs."""
    episode.wait(day, place, rng)


def refuse(episode: Episode, day: dt.date, place: int, rng: random.Random) -> None:
    episode.refuse(day - dt.timedelta(days=rng.randint(5, 720)), place, rng)


def end(episode: Episode, day: dt.date, place: int, rng: random.Random) -> None:
    """Monitored once, and no longer on file; most were cleared before."""
    last = max(FIRST_MONTH, day - dt.timedelta(days=rng.randint(900, 1_800)))
    episode.identify(last, rng)
    if rng.random() < 0.6:
        last += dt.timedelta(days=rng.randint(200, 500))
        episode.clear(last, rng)
    episode.end(min(day, last + dt.timedelta(days=rng.randint(60, 700))), rng)


# --------------------------------------------------------------------------------------------------- what is under way


def begin_clearings(families: list[Family], day: dt.date, count: int, rng: random.Random) -> list[Family]:
    """Clearings under way, of families monitored for long enough."""
    ripe = [f for f in families if f.case.state == CaseState.ACTIVE and (day - f.case.steps[-1][3]).days > RIPE]
    chosen = rng.sample(ripe, min(count, len(ripe)))
    for place, family in enumerate(chosen):
        family.case.wait_for_clearing(day, place, rng)
    return chosen


def propose_rollbacks(families: list[Family], day: dt.date, count: int, rng: random.Random) -> list[Family]:
    """Rollbacks that the county has not decided about, of families cleared not long ago."""
    lately = [f for f in families if f.case.is_cleared and LATELY[0] < (day - f.case.cleared_on).days < LATELY[1]]
    chosen = rng.sample(lately, min(count, len(lately)))
    for family in chosen:
        family.case.propose_rollback(day - dt.timedelta(days=rng.randint(1, 4)), rng)
    return chosen
