"""Which households a sample county consists of: so many lifted ones, so many cases on file, some beside the file."""

import datetime as dt
import random

from cases.choices import IN_CLEARING, PROPOSED, CaseState, CaseType
from households.choices import HouseholdKind

from . import cases, timeline
from .county import Totals, sizes
from .families import Family

KINDS = {
    CaseType.UNSTABLE: [HouseholdKind.LIFTED],
    CaseType.MARGINAL: [HouseholdKind.GENERAL],
    CaseType.SUDDEN: list(HouseholdKind),
}
BESIDE = ((cases.refuse, 0.025), (cases.propose, 0.014), (cases.end, 0.010))  # shares of the cases on file
CLEARINGS, ROLLBACKS = 0.0084, 0.0012  # under way
WHERE = ("village", "township", "", "village", "")  # what is under way gives the demo people something to do


def draw(count: int, told: list[Family], rng: random.Random) -> tuple[Totals, list[Family], list[Family]]:
    """(totals, households whose cases are on file, all other lifted households), stories apart."""
    totals = _totals(count, told)
    followed = _on_file(totals, told, rng)
    lifted = [family for family in told + followed if family.kind == HouseholdKind.LIFTED]
    people = totals.people - sum(family.size for family in lifted)
    ordinary = [Family(size) for size in sizes(totals.households - len(lifted), people, rng)]
    return totals, followed, ordinary


def _totals(count, told):
    on_file = [family for family in told if family.story.case]
    people = sum(family.size for family in on_file)
    return Totals.of(count).holding(len(on_file), people, _cleared(on_file))


def _cleared(told):
    return sum(1 for family in told if family.story.case and family.story.case.cleared is not None)


def _on_file(totals, told, rng):
    """Unstable households are lifted, marginal ones general, sudden hardship meets either."""
    on_file = [family for family in told if family.story.case]
    types = cases.draw_types(totals.cases - len(on_file), rng)
    people = totals.case_people - sum(family.size for family in on_file)
    return [
        Family(size, rng.choice(KINDS[case_type]), episodes=[cases.open_episode(case_type, rng)])
        for case_type, size in zip(types, sizes(len(types), people, rng), strict=True)
    ]


def beside_the_file(totals: Totals, ordinary: list[Family], day: dt.date, rng: random.Random) -> list[Family]:
    """Give some households a refused, a proposed or an ended case, which do not count. Returns the general households
    that come with them."""
    lifted, general = iter(ordinary), []
    for live, share in BESIDE:
        for place, case_type in enumerate(cases.draw_types(at_least_one(share, totals), rng)):
            family = (
                Family(rng.randint(1, 4), HouseholdKind.GENERAL) if case_type == CaseType.MARGINAL else next(lifted)
            )
            if family.kind == HouseholdKind.GENERAL:
                general.append(family)
            episode = cases.open_episode(case_type, rng)
            episode.risks = [rng.choice(["01", "03", "07", "09"])]
            live(episode, day, place, rng)
            family.episodes = [episode]
    return general


def live_through(followed: list[Family], told: list[Family], totals: Totals, day: dt.date, rng: random.Random) -> None:
    """The history of every case on file, cleared as often as the totals say."""
    cases.give_risks(followed, rng)
    count = totals.cleared - _cleared(told)
    identified = timeline.identified_days(len(followed), day, rng)
    identified = timeline.ripen(identified, count, day, rng)
    cleared = timeline.cleared_days(identified, count, day, rng)
    for family, began, ended in zip(followed, identified, cleared, strict=True):
        cases.live_through(family.episodes[-1], began, ended, day, rng)
        if began.year >= 2023 and rng.random() < cases.MARKED_AGAIN:
            cases.mark_again(family, rng)
    cases.begin_clearings(followed, day, at_least_one(CLEARINGS, totals), rng)
    cases.propose_rollbacks(followed, day, at_least_one(ROLLBACKS, totals), rng)


def at_least_one(share: float, totals: Totals) -> int:
    return max(1, round(share * totals.cases))


def settle_what_waits(families: list[Family], places: dict, rng: random.Random) -> None:
    """Where proposals, clearings and rollbacks are under way: some in the demo village, some in its township."""
    nearby = list(places["township"].children.villages().order_by("path"))
    for waiting in (PROPOSED, IN_CLEARING, (CaseState.ROLLBACK,)):
        mine = [family for family in families if family.episodes and family.episodes[-1].state in waiting]
        mine.sort(key=lambda family: family.episodes[-1].state)  # the demo village sees every state
        for place, family in enumerate(family for family in mine if not family.story):
            where = WHERE[place % len(WHERE)]
            family.village = {"village": places["village"], "township": rng.choice(nearby)}.get(where)
