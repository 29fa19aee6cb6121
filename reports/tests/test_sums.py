"""Whatever the log of cases says, the indicators agree with counting household by household, and the sums agree."""

import datetime as dt
import os
from collections import Counter
from contextlib import contextmanager
from decimal import Decimal
from types import SimpleNamespace

from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from cases.choices import ON_FILE, UNCLEARED, CaseState, CaseStep, CaseType
from cases.models import Case, CaseTransition
from core.dates import first_of_month
from households.choices import Relation
from households.models import Household, Member
from povwatch.tests.factories import told_as_they_are
from reports.indicators.figures import Indicators

START = dt.date(2024, 11, 20)
STATES = [*ON_FILE, *CaseState.values]  # mostly states that count
days = st.integers(0, 50).map(lambda n: START + dt.timedelta(n))
entries = st.fixed_dictionaries(
    {
        "episode": st.integers(1, 2),
        "step": st.sampled_from(CaseStep.values),
        "source": st.sampled_from(STATES),
        "target": st.sampled_from(STATES),
        "on": days,
        "village": st.integers(0, 2),
    }
)
members = st.fixed_dictionaries({"joined": st.none() | days, "stays": st.none() | st.integers(0, 90)})
families = st.fixed_dictionaries({"entries": st.lists(entries, max_size=8), "members": st.lists(members, max_size=3)})
histories = st.lists(families, min_size=1, max_size=3)


@contextmanager
def rolled_back():
    """Each example starts from the same empty county; transitions can be added but never deleted."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@told_as_they_are()
def write(history, villages):
    """Put the families into the database."""
    for number, family in enumerate(history):
        household = Household.objects.create(
            county=villages[0].parent.parent, village=villages[0], number=str(number), kind="lifted"
        )
        Member.objects.bulk_create(
            Member(household=household, relation=Relation.OTHER, **dates(member)) for member in family["members"]
        )
        cases = {
            episode: Case.objects.create(
                household=household,
                episode_no=episode,
                case_type=CaseType.values[episode],
                risks=["01"],
                state=CaseState.ENDED,
                cleared_on=START,
                line_at_clearing=Decimal(8800),
                clear_method="natural",
            )
            for episode in {entry["episode"] for entry in family["entries"]}
        }
        CaseTransition.objects.bulk_create(
            CaseTransition(
                case=cases[entry["episode"]],
                step=entry["step"],
                source=entry["source"],
                target=entry["target"],
                effective_on=entry["on"],
                village=villages[entry["village"]],
            )
            for entry in family["entries"]
        )


def dates(member):
    """When a member joined and left, as the registry stores it."""
    left = (member["joined"] or START) + dt.timedelta(member["stays"]) if member["stays"] is not None else None
    return {"joined_on": member["joined"], "left_on": left, "left_reason": "died" if left else ""}


def stood(family, day):
    """The oracle: which entry held for a family at the end of a day, found by reading its log from top to bottom."""
    approved = [
        (entry["episode"], entry["on"], place, entry)
        for place, entry in enumerate(family["entries"])
        if entry["on"] <= day
        and (entry["target"] in ON_FILE or (entry["target"] == CaseState.ENDED and entry["source"] in ON_FILE))
    ]
    latest = max(approved, default=None, key=lambda entry: entry[:3])
    return SimpleNamespace(**latest[3]) if latest and latest[3]["target"] in ON_FILE else None


def present(family, day):
    both = [dates(member) for member in family["members"]]
    return sum((m["joined_on"] or day) <= day and (m["left_on"] is None or day < m["left_on"]) for m in both)


def counted(history, day, villages):
    """{(village code, state, basis): number} by the oracle."""
    counts = Counter()
    for family in history:
        if entry := stood(family, day):
            state = "uncleared" if entry.target in UNCLEARED else "cleared"
            counts[villages[entry.village].code, state, "households"] += 1
            counts[villages[entry.village].code, state, "people"] += present(family, day)
    return +counts


def shown(told):
    """The same from the indicators."""
    return +Counter(
        {
            (area.code, state, basis): numbers[state][basis]
            for area, numbers in told.at("village")
            for state in ("uncleared", "cleared")
            for basis in ("households", "people")
        }
    )


@settings(
    max_examples=40 if os.environ.get("LONG") else 15,  # `make long`: all
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # examples are small; shrinking them takes minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(history=histories, day=days)
def test_indicators_agree_with_counting_by_hand_and_add_up(villages, county, history, day):
    with rolled_back():
        write(history, villages)
        told = Indicators([county], day)
        eve = first_of_month(day) - dt.timedelta(days=1)
        assert shown(told) == counted(history, day, villages)
        check_sums(told)
        check_trend(told, history, villages)
        check_net_change(told, Indicators([county], eve))


def check_sums(told):
    """Villages add up to townships and the county, types and risks to the stock, and uncleared and cleared to the
    stock."""
    for level in ("county", "township", "village"):
        rows = [numbers for _area, numbers in told.at(level)]
        for what in ("monitored", "uncleared", "cleared"):
            for basis in ("households", "people"):
                assert sum(row[what][basis] for row in rows) == told.total[what][basis]
        for what in ("identified", "remarked", "rolled_back", "cleared", "ended_active", "ended_cleared", "moved"):
            assert sum(row["month"][what]["households"] for row in rows) == told.total["month"][what]["households"]
    for row in (told.total, *(numbers for _area, numbers in told.at("village"))):
        for basis in ("households", "people"):
            assert row["monitored"][basis] == row["uncleared"][basis] + row["cleared"][basis]
            assert row["monitored"][basis] == sum(numbers["monitored"][basis] for numbers in row["types"].values())
    assert sum(numbers["cleared"]["people"] for _risk, numbers in told.risks) == told.total["cleared"]["people"]


def check_trend(told, history, villages):
    assert told.trend[-1][1]["monitored"] == told.total["monitored"]
    for end, numbers in told.trend[-6:]:
        expected = counted(history, end, villages)
        for state in ("uncleared", "cleared"):
            for basis in ("households", "people"):
                assert numbers[state][basis] == sum(n for key, n in expected.items() if key[1:] == (state, basis))


def check_net_change(told, before):
    """At every level, the net change of the month is the difference of the uncleared stock."""
    for level in ("county", "township", "village"):
        for (area, now), (_same, then) in zip(told.at(level), before.at(level), strict=True):
            difference = now["uncleared"]["households"] - then["uncleared"]["households"]
            assert now["month"]["net_change"] == difference, area
