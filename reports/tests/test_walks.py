"""A thousand random histories through the steps of cases/case/workflow.py. At every past day the indicators agree with
a small model that reads each log, and stock = uncleared + cleared in every village, township and county."""

import datetime as dt
import random
from collections import Counter
from decimal import Decimal
from typing import NamedTuple

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.case.workflow import CASE_WORKFLOW, MAIN_CASE_STEPS
from cases.choices import IS_CLEARED, ON_FILE, UNCLEARED, CaseState, CaseStep, CaseType, ClearMethod
from cases.models import Case, CaseTransition
from core.dates import first_of_month
from households.choices import Relation
from households.models import Household, Member
from povwatch.tests.factories import analyze_tables, told_as_they_are
from reports.indicators.figures import Indicators

from .test_sums import check_net_change, check_sums, rolled_back

START, DAYS = dt.date(2024, 11, 20), 420
EXAMPLES, FAMILIES, LOOKED_AT = 8, 130, 4
STEPS = 40  # at most, of a family
GAPS = (0, 0, 1, 2, 5, 14, 40)  # days between two steps; often two on one day
ASIDE = 0.25  # how often a step is taken that leads away or back, else few would come far
OVER = (CaseState.REFUSED, CaseState.ENDED)
BETWEEN = (CaseStep.MOVE, CaseStep.AUTHORISE, CaseStep.COMPARE, CaseStep.ALLOW_CLEARING)  # leave the state as it is


class Line(NamedTuple):
    episode: int
    step: str
    source: str
    target: str
    on: dt.date
    village: int
    way: str = ""


class Family(NamedTuple):
    log: list
    members: list  # (joined on or None, left on or None)


# ------------------------------------------------------------------------------------------------- the histories


def family(rng) -> Family:
    return Family(list(walk(rng)), [stay(rng) for _ in range(rng.randint(1, 4))])


def stay(rng):
    joined, left = (START + dt.timedelta(rng.randint(0, DAYS)) if rng.random() < 0.2 else None for _ in range(2))
    return (joined, left) if not (joined and left) or joined <= left else (left, joined)


def walk(rng):
    """Log entries in the order in which they happened: every step that the table allows, moves to other villages, and
    new episodes of households that were refused, ended or cleared."""
    episode, state, village, approved = 0, "", rng.randrange(3), False
    on = START + dt.timedelta(rng.randint(0, 40))
    for _ in range(rng.randint(1, STEPS)):
        if not state or state in OVER or (state == CaseState.CLEARED and rng.random() < 0.2):
            episode, name, source, target = episode + 1, CaseStep.PROPOSE, "", CaseState.CANDIDATE
        elif rng.random() < 0.12:
            name, source, target = rng.choice(BETWEEN), state, state
        else:
            name, source, target = chosen(state, approved, rng)
        village = rng.randrange(3) if name == CaseStep.MOVE else village
        way = rng.choice(ClearMethod.values) if target == CaseState.CLEARED and name == "clear" else ""
        yield Line(episode, str(name), str(source), str(target), on, village, way)
        state, approved = target, approved or target == CaseState.ACTIVE
        on += dt.timedelta(rng.choice(GAPS))


def chosen(state, approved, rng):
    """One of the steps of the table; a household monitored before is marked again, not identified."""
    unfit = "identify" if approved else "remark"
    steps = [step for step in CASE_WORKFLOW.from_state(state) if step.name != unfit]
    step = rng.choices(steps, [1 if step.name in MAIN_CASE_STEPS else ASIDE for step in steps])[0]
    return step.name, state, step.target


@told_as_they_are()
def write(families, villages):
    """Write all logs at once, entry by entry in their order, because the later of two entries of a day holds."""
    homes = Household.objects.bulk_create(
        Household(county=villages[0].parent.parent, village=villages[0], number=f"W{number}", kind="lifted")
        for number in range(len(families))
    )
    Member.objects.bulk_create(
        Member(
            household=home, relation=Relation.OTHER, joined_on=joined, left_on=left, left_reason="died" if left else ""
        )
        for home, one in zip(homes, families, strict=True)
        for joined, left in one.members
    )
    cases = {}
    for home, one in zip(homes, families, strict=True):
        cases |= {(home.pk, episode): file(home, episode) for episode in {entry.episode for entry in one.log}}
    Case.objects.bulk_create(cases.values())
    CaseTransition.objects.bulk_create(
        CaseTransition(
            case=cases[home.pk, entry.episode],
            step=entry.step,
            source=entry.source,
            target=entry.target,
            effective_on=entry.on,
            village=villages[entry.village],
            clear_method=entry.way,
        )
        for home, one in zip(homes, families, strict=True)
        for entry in one.log
    )


def file(home, episode):
    """The row of a case, which says nothing about its past."""
    return Case(
        household=home,
        episode_no=episode,
        case_type=CaseType.values[episode % 3],
        risks=["01"],
        state=CaseState.ENDED,
        cleared_on=START,
        line_at_clearing=Decimal(8800),
        clear_method="natural",
    )


# ----------------------------------------------------------------------------------------------------- the model


def stood(one, day):
    """(village, "uncleared" or "cleared") of a family at the end of a day, or None, read from its log."""
    now = None
    for entry in one.log:
        if entry.on <= day and entry.target in ON_FILE:
            now = entry.village, "cleared" if entry.target in IS_CLEARED else "uncleared"
        elif entry.on <= day and entry.target == CaseState.ENDED:
            now = None
    return now


def present(one, day):
    return sum((joined is None or joined <= day) and (left is None or left > day) for joined, left in one.members)


def stock(families, day) -> Counter:
    """{(village, state, basis): number}."""
    counts = Counter()
    for one in families:
        if now := stood(one, day):
            counts[*now, "households"] += 1
            counts[*now, "people"] += present(one, day)
    return +counts


def month(families, day) -> Counter:
    """What happened from the first of the month until the day, in households."""
    entries = [entry for one in families for entry in one.log if first_of_month(day) <= entry.on <= day]
    told = {"identify": "identified", "remark": "remarked", "roll_back": "rolled_back"}
    counts = Counter(told[entry.step] for entry in entries if entry.step in told)
    ways = {"assistance": "cleared_by_assistance", "natural": "cleared_naturally"}
    counts.update(ways[entry.way] for entry in entries if entry.step == "clear")
    ends = [entry for entry in entries if entry.step == "end"]
    counts.update("ended_active" if entry.source in UNCLEARED else "ended_cleared" for entry in ends)
    return counts


# ----------------------------------------------------------------------------------------------------- the proof


def test_a_thousand_histories_add_up_on_past_days(villages, county):
    walked, reached, taken = 0, set(), set()

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(seed=st.integers(0, 2**64))
    def add_up(seed):
        nonlocal walked
        rng = random.Random(seed)
        families = [family(rng) for _ in range(FAMILIES)]
        with rolled_back():
            write(families, villages)
            analyze_tables()
            for _ in range(LOOKED_AT):
                check(families, START + dt.timedelta(rng.randint(0, DAYS)), villages, county)
        walked += len(families)
        reached.update(entry.target for one in families for entry in one.log)
        taken.update(entry.step for one in families for entry in one.log)

    add_up()
    assert walked >= 1_000
    assert reached == set(CaseState.values)
    assert taken >= {step.name for step in CASE_WORKFLOW.steps}


def check(families, day, villages, county):
    told = Indicators([county], day)
    assert shown(told) == named(stock(families, day), villages)
    check_sums(told)
    check_net_change(told, Indicators([county], first_of_month(day) - dt.timedelta(days=1)))
    for what, number in month(families, day).items():
        assert told.total["month"][what]["households"] == number, what
    for end, numbers in told.trend:
        counts = stock(families, end)
        for state in ("uncleared", "cleared"):
            for basis in ("households", "people"):
                assert numbers[state][basis] == sum(n for key, n in counts.items() if key[1:] == (state, basis)), end


def shown(told) -> Counter:
    return +Counter(
        {
            (area.code, state, basis): numbers[state][basis]
            for area, numbers in told.at("village")
            for state in ("uncleared", "cleared")
            for basis in ("households", "people")
        }
    )


def named(counts, villages) -> Counter:
    return Counter({(villages[village].code, *rest): number for (village, *rest), number in counts.items()})
