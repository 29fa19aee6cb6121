"""The database agrees with the oracle on every fact, every rule and every colour, over small random counties."""

import datetime as dt
from contextlib import contextmanager

import pytest
import time_machine
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from alerts import engine
from alerts.models import HouseholdFacts, RiskFlag
from alerts.rules import RULES
from households.facts import FACTS
from households.models import Household
from povwatch.lib.dates import SHANGHAI
from povwatch.tests.factories import area

from . import counties, oracle, records
from .examples import examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def village():
    """A village of a county in which nothing is decided yet."""
    bare = area("999003", "Heishui County")
    return area("999003101201", "Heishui Village", area("999003101", "Heishui Township", bare))


@contextmanager
def forgotten():
    """What is written inside never was."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def on(day):
    return time_machine.travel(dt.datetime.combine(day, dt.time(1, 30), SHANGHAI), tick=False)


@st.composite
def small_counties(draw):
    """(first day, second day, papers, homes, which of them are off file on the first and on the second day)."""
    first = draw(st.sampled_from(counties.DAYS))
    second = first + dt.timedelta(draw(st.sampled_from(counties.LATER)))
    homes = draw(st.lists(counties.homes(first), min_size=1, max_size=8))
    absent = st.sets(st.integers(0, len(homes) - 1), max_size=2)
    return first, second, draw(counties.papers(first)), homes, draw(absent), draw(absent)


def file(made, absent):
    """Take the households at these places off file, and the others back on."""
    for place, household in enumerate(made):
        household.state = "moved" if place in absent else "active"
    Household.objects.bulk_update(made, ["state"])


def seen(household):
    """What the database holds of a household: every fact, every rule's level, and its colour."""
    row = HouseholdFacts.objects.filter(household=household).first()
    flags = RiskFlag.objects.open().filter(household=household)
    facts = {name: getattr(row, name) for name in FACTS} if row else {}
    return {**dict.fromkeys(RULES), **facts, **{flag.rule: flag.level for flag in flags}, "colour": row and row.colour}


def expected(home, day, papers):
    """What the oracle finds."""
    values = oracle.in_force(papers, day)
    found = oracle.facts(home, day, values)
    standing = oracle.levels(found, day, values)
    return {**dict.fromkeys(RULES), **found, **standing, "colour": oracle.colour(found, standing, values)}


OFF_FILE = {**dict.fromkeys(RULES), "colour": None}


def agree(made, homes, day, papers, absent):
    """Every household as the oracle sees it; those off file have neither facts nor flags."""
    for place, (household, home) in enumerate(zip(made, homes, strict=True)):
        database, oracles = seen(household), OFF_FILE if place in absent else expected(home, day, papers)
        names = database.keys() | oracles.keys()
        pairs = {name: (database.get(name, "none"), oracles.get(name, "none")) for name in names}
        different = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
        assert not different, f"(database, oracle) on {day}: {different}\n{home}"


@examples(40)
@given(small=small_counties())
def test_two_nights_agree_with_the_oracle(village, small):
    first, second, papers, homes, gone_first, gone_second = small
    county = village.parent.parent
    with forgotten():
        made = records.write(village, homes)
        records.enact(county, papers)
        for day, absent in ((first, gone_first), (second, gone_second)):
            file(made, absent)
            with on(day):
                engine.run(county)
            agree(made, homes, day, papers, absent)
