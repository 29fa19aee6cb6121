"""Home visits of 24 months, and what was checked of the two worries, the three guarantees and water."""

import datetime as dt
import random
from dataclasses import dataclass

from cases.choices import IS_CLEARED, ON_FILE
from visits.models import VisitPurpose, VisitWay

from .families import Family
from .names import words

DAYS = 730
ORDINARY_GAP, FOLLOWED_GAP, CLEARED_GAP = (75, 105), (16, 34), (62, 112)  # days between two visits
WAYS = [VisitWay.IN_PERSON.value] * 86 + [VisitWay.PHONE.value] * 12 + [VisitWay.VIDEO.value] * 2
PURPOSES = [VisitPurpose.ROUTINE.value] * 6 + [VisitPurpose.MEASURE.value, VisitPurpose.RETURN.value]


CHECKED_BY = {"verify": VisitPurpose.VERIFY.value, "start_clearing": VisitPurpose.CLEARING.value}


@dataclass(slots=True)
class Seen:
    """One visit."""

    id: str
    on: dt.date
    purpose: str
    way: str
    met: str
    shocks: tuple
    needs: str
    note: str
    next_on: dt.date


def visits(family: Family, day: dt.date, rng: random.Random) -> list[Seen]:
    """The newest first. A family under monitoring is visited 1.2 times a month, a cleared one 0.35 times, any other
    about every 90 days."""
    met = next((person.name for person in family.present if person.age >= 16), "")
    least, most = _gap(family, day)
    on = day - dt.timedelta(days=int(rng.random() * least))
    following, found = on + dt.timedelta(days=most), []
    while (day - on).days < DAYS:
        found.append(_visit(family, on, following, met, rng))
        following = on
        least, most = _gap(family, on)
        on -= dt.timedelta(days=least + int(rng.random() * (most - least)))
    found = sorted(found + checking(family, day, met, rng), key=lambda seen: seen.on, reverse=True)
    if found and family.shocks:
        found[0].shocks, found[0].note = family.shocks, rng.choice(words("note_shock"))
    if found and family.note:
        found[0].note = family.note
    return found


def checking(family: Family, day: dt.date, met: str, rng: random.Random) -> list[Seen]:
    """The visits on which two people verified a proposal, or checked before a clearing."""
    steps = [step for episode in family.episodes for step in episode.steps if step[0] in CHECKED_BY]
    return [
        Seen(visit_id(rng), on, CHECKED_BY[step], WAYS[0], met, (), "", "", on + dt.timedelta(30))
        for step, _source, _target, on, _reason in steps
        if (day - on).days < DAYS
    ]


def _gap(family, on):
    if not family.episodes:
        return ORDINARY_GAP
    state = state_on(family, on)
    return ORDINARY_GAP if not state else CLEARED_GAP if state in IS_CLEARED else FOLLOWED_GAP


def state_on(family: Family, on: dt.date) -> str:
    """The state of the family's monitoring on a past day, empty before it was identified."""
    state = ""
    for episode in family.episodes:
        for _step, _source, target, since, _reason in episode.steps:
            if since <= on and target in ON_FILE:
                state = target
    return state


def _visit(family, on, following, met, rng):
    way = WAYS[int(rng.random() * 100)]
    if not family.episodes:
        note = rng.choice(words("note")) if rng.random() < 0.5 else ""
        return Seen(visit_id(rng), on, PURPOSES[0], way, met, (), "", note, following)
    purpose = rng.choice(PURPOSES)
    needs, note = rng.choice(words("needs_followed")), rng.choice(words("note_followed"))
    return Seen(visit_id(rng), on, purpose, way, met, (), needs, note, following)


def visit_id(rng: random.Random) -> str:
    """A random (version 4) UUID that the same seed makes again."""
    bits = rng.getrandbits(128) & ~(0xF << 76) & ~(0x3 << 62) | 4 << 76 | 2 << 62
    return f"{bits:032x}"


@dataclass(slots=True)
class Check:
    """One guarantee check; everything was met unless said otherwise."""

    on: dt.date
    education: bool = True
    medical: bool = True
    housing: bool = True
    water: bool = True
    water_problem: str = ""
    water_out_since: dt.date | None = None


def checks(family: Family, day: dt.date, rng: random.Random) -> list[Check]:
    """At identification and after clearing for monitored families; the latest yearly one for every household."""
    found = []
    for episode in family.episodes:
        if episode.identified_on:
            found.append(Check(episode.identified_on - dt.timedelta(days=6)))
        if episode.cleared_on:
            found.append(Check(episode.cleared_on - dt.timedelta(days=12)))
    newest = max((check.on for check in found), default=dt.date(2000, 1, 1))
    return [*found, _latest(family, newest, day, rng)]


def _latest(family, newest, day, rng):
    water = family.water
    on = day - dt.timedelta(days=rng.randint(0, 2) if water else rng.randint(20, 340))
    check = Check(min(day, max(on, newest + dt.timedelta(days=5))))
    check.medical = all(person.insurance != "none" for person in family.present)
    check.education = not any(person.out_of_school in ("dropped_out", "other") for person in family.present)
    check.housing = family.house_grade in "AB"
    if water:
        check.water, check.water_problem = False, water.problem
        if water.days is not None:
            check.water_out_since = day - dt.timedelta(days=water.days)
    return check
