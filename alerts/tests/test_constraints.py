"""What the database promises about runs, facts and flags; each promise is broken once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from alerts.models import HouseholdFacts, RiskFlag, RiskRun
from povwatch.tests.factories import DAY, household


@pytest.fixture
def flag(heyi, county):
    run = RiskRun.objects.create(county=county, as_of=DAY)
    return new_flag(household(heyi), run)


def new_flag(family, run, **fields):
    fields = {"rule": "INC-01", "level": 2, "evidence": {}, "raised_on": DAY, **fields}
    return RiskFlag.objects.create(household=family, judged_by=run, raised_by=run, **fields)


def again(flag, **fields):
    return new_flag(flag.household, flag.raised_by, **{"rule": "INC-02", **fields})


def facts(flag, **fields):
    return HouseholdFacts.objects.create(household=flag.household, county=flag.raised_by.county, as_of=DAY, **fields)


def change_run(flag, **fields):
    RiskRun.objects.update(**fields)


BROKEN = {
    "run_state_known": lambda flag: change_run(flag, state="asleep", finished_at=timezone.now()),
    "a_finished_run_says_when": lambda flag: change_run(flag, state="completed"),
    "colour_known": lambda flag: facts(flag, colour="blue"),
    "one_open_flag_a_rule": lambda flag: again(flag, rule=flag.rule),
    "clearing_is_complete": lambda flag: again(flag, cleared_on=DAY),
    "level_known": lambda flag: again(flag, level=3),
    "cleared_after_raised": lambda flag: again(flag, cleared_on=DAY - dt.timedelta(days=1), cleared_by=flag.raised_by),
}


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_keeps(promise, flag):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        BROKEN[promise](flag)


def test_every_promise_is_broken_once():
    models = (RiskRun, HouseholdFacts, RiskFlag)
    assert {promise.name for model in models for promise in model._meta.constraints} == set(BROKEN)


def test_a_cleared_flag_makes_room_for_the_next(flag):
    RiskFlag.objects.update(cleared_on=DAY, cleared_by=flag.raised_by)
    assert again(flag, rule=flag.rule).pk
