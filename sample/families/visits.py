"""Home visits of 24 months, and what was checked of the two worries, the three guarantees and water."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

from cases.choices import IS_CLEARED, ON_FILE
from visits.models import VisitPurpose

from ..chance import Chance
from ..distributions import livelihood as shares
from ..rows import Row, recorded_at
from .family import Family

VISIT_DAYS = 730  # so far back
CHECKED_BY = {"verify": VisitPurpose.VERIFY.value, "start_clearing": VisitPurpose.CLEARING.value}


@dataclass(slots=True)
class SeenVisit:
    """One visit."""

    id: str
    household: int
    visited_on: dt.date
    people_met: str
    next_visit_on: dt.date
    village: object  # of its household
    purpose: str = VisitPurpose.ROUTINE.value
    way: str = shares.WAYS[0]
    shocks: tuple = ()
    needs: str = ""
    note: str = ""
    received_at: str = ""


def visit_rows(families: list[Family], day: dt.date, rng: Chance):
    """Yield every visit of a county."""
    received = cache(recorded_at)
    for family in families:
        for visit in family_visits(family, day, rng):
            visit.received_at = received(visit.visited_on)
            yield visit


def family_visits(family: Family, day: dt.date, rng: Chance) -> list[SeenVisit]:
    """Return the visits of a family, the newest first. A monitored family is visited 1.2 times a month, a cleared one
    0.35 times, any other about every 90 days."""
    met = next((person.name for person in family.present if person.age >= 16), "")
    least, most = visit_gap(family, day)
    on = day - dt.timedelta(int(rng.random() * least))
    following, found = on + dt.timedelta(most), []
    while (day - on).days < VISIT_DAYS:
        found.append(ordinary_visit(family, SeenVisit(rng.uuid(), family.id, on, met, following, family.village), rng))
        following = on
        least, most = visit_gap(family, on)
        on -= dt.timedelta(least + int(rng.random() * (most - least)))
    found = sorted(found + case_visits(family, day, met, rng), key=lambda visit: visit.visited_on, reverse=True)
    if found and family.shocks:
        found[0].shocks, found[0].note = family.shocks, rng.word("note_shock")
    if found and family.note:
        found[0].note = family.note
    return found


def ordinary_visit(family, visit, rng) -> SeenVisit:
    visit.way = shares.WAYS[int(rng.random() * 100)]
    if family.episodes:
        visit.purpose = rng.draw(shares.FOLLOWED_PURPOSES)
        visit.needs, visit.note = rng.word("needs_followed"), rng.word("note_followed")
    elif rng.random() < shares.HAS_NOTE:
        visit.note = rng.word("note")
    return visit


def case_visits(family, day, met, rng) -> list[SeenVisit]:
    """Return the visits on which two people verified a proposal, or checked before a clearing."""
    follows, where = dt.timedelta(30), family.village
    return [
        SeenVisit(rng.uuid(), family.id, taken.effective_on, met, taken.effective_on + follows, where, purpose)
        for episode in family.episodes
        for taken in episode.steps
        if (purpose := CHECKED_BY.get(taken.step)) and (day - taken.effective_on).days < VISIT_DAYS
    ]


def visit_gap(family, on) -> tuple:
    """Return the days until the next visit, by the state of the family's monitoring on a past day."""
    if not family.episodes:
        return shares.ORDINARY_GAP
    past = [taken for episode in family.episodes for taken in episode.steps if taken.effective_on <= on]
    state = next((taken.target for taken in reversed(past) if taken.target in ON_FILE), "")
    return shares.ORDINARY_GAP if not state else shares.CLEARED_GAP if state in IS_CLEARED else shares.FOLLOWED_GAP


def guarantee_checks(family: Family, day: dt.date, rng: Chance):
    """Return the checks at identification and after clearing for monitored families, and the latest yearly one for
    every household."""
    days = [
        on - dt.timedelta(before)
        for episode in family.episodes
        for on, before in ((episode.identified_on, 6), (episode.cleared_on, 12))
        if on
    ]
    met = dict.fromkeys(("education", "medical", "housing", "water", "food", "clothing"), True)
    same = {"household": family, **met, "water_problem": "", "water_out_since": None}
    yield from (Row(**same, checked_on=on) for on in days)
    on = day - (rng.days(0, 2) if family.water_problem else rng.days(20, 340))
    newest = max(days, default=dt.date.min) + dt.timedelta(5)
    yield Row(**{**same, **guarantees_found(family, day)}, checked_on=min(day, max(on, newest)))


def guarantees_found(family, day) -> dict:
    """Return what the latest check found."""
    out = family.water_out_days
    return {
        "medical": all(person.insurance != "none" for person in family.present),
        "education": not any(one.out_of_school_reason in ("dropped_out", "other") for one in family.present),
        "housing": family.house_grade in "AB",
        "water": not family.water_problem,
        "water_problem": family.water_problem,
        "water_out_since": None if out is None else day - dt.timedelta(out),
    }
