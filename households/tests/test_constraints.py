"""What the database guarantees about the registry; each constraint is violated once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.dates import month_number
from households.choices import IncomeItem, IncomeTopic, Relation
from households.models import (
    GuaranteeCheck,
    Household,
    IncomeQuestion,
    IncomeRecord,
    IncomeStatement,
    Member,
    WorkSpell,
)
from povwatch.tests.factories import DAY, area, household, member

DAY_BEFORE = DAY - dt.timedelta(days=1)
MONTH = DAY.replace(day=1)
TOPIC, NUMBER = IncomeTopic.BUSINESS, month_number(MONTH)
ID_NUMBER = "11010519491231002X"


@pytest.fixture
def family(heyi):
    made = household(heyi)
    question(made)
    member(made, id_number=ID_NUMBER)
    return made


def change(family, **fields):
    Household.objects.filter(pk=family.pk).update(**fields)


def of(family, **fields):
    return {"county": family.county, "household": family, **fields}


def tell(family, **fields):
    fields = {"teller": "visit", "told_on": DAY, "first_month": MONTH, "months": 1, "asked": [], "lines": [], **fields}
    return IncomeStatement.objects.create(**of(family, **fields))


def income(family, **fields):
    fields = {"topic": TOPIC, "item": IncomeItem.CROPS, "start": NUMBER, "end": NUMBER + 1, "amount": 1, **fields}
    return IncomeRecord.objects.create(**of(family, **fields))


def question(family, **fields):
    fields = {"topic": TOPIC, "item": IncomeItem.CROPS, "reason": "both", "statement": 1, **fields}
    return IncomeQuestion.objects.create(**of(family, **fields))


def check(family, **fields):
    return GuaranteeCheck.objects.create(household=family, **{"checked_on": DAY, "source": "visit", **fields})


def work(family, **fields):
    fields = {"place": "county", "channel": "own", "started_on": DAY, **fields}
    return WorkSpell.objects.create(member=family.members.first(), **fields)


BROKEN = {
    "one_household_a_number": lambda family: household(family.village, number=family.number),
    "household_kind_known": lambda family: change(family, kind="rich"),
    "household_state_known": lambda family: change(family, state="lost"),
    "house_grade_known": lambda family: change(family, house_grade="E"),
    "lifted_year_only_for_lifted": lambda family: change(family, kind="general", lifted_year=2018),
    "land_not_negative": lambda family: change(family, land_mu=-1),
    "forest_not_negative": lambda family: change(family, forest_mu=-1),
    "an_id_lives_in_one_household": lambda family: member(family, id_number=ID_NUMBER),
    "leaving_has_a_reason": lambda family: member(family, left_on=DAY),
    "left_after_joining": lambda family: member(family, joined_on=DAY, left_on=DAY_BEFORE, left_reason="moved"),
    "relation_known": lambda family: member(family, relation="friend"),
    "labour_known": lambda family: member(family, labour="some"),
    "insurance_known": lambda family: member(family, insurance="two"),
    "disability_level_known": lambda family: member(family, disability_level=5),
    "income_teller_known": lambda family: tell(family, teller="rumour"),
    "a_statement_has_months": lambda family: tell(family, months=0),
    "only_who_left_long_ago_is_anonymous": lambda family: change(family, anonymous_since=DAY),
    "month_is_its_first_day": lambda family: tell(family, first_month=DAY),
    "amount_not_negative": lambda family: income(family, amount=-1),
    "income_ends_after_it_starts": lambda family: income(family, end=NUMBER - 1),
    "income_topic_known": lambda family: income(family, topic=99),
    "a_question_is_asked_once": lambda family: question(family),
    "income_question_reason_known": lambda family: question(family, reason="curious"),
    "income_question_settled_completely": lambda family: question(family, reason="more", settled_at=timezone.now()),
    "check_source_known": lambda family: check(family, source="rumour"),
    "water_out_is_a_problem": lambda family: check(family, water_out_since=DAY),
    "work_ends_after_it_starts": lambda family: work(family, ended_on=DAY_BEFORE),
    "wage_not_negative": lambda family: work(family, monthly_wage=-1),
    "subsidy_not_negative": lambda family: work(family, subsidy=-1),
    "work_place_known": lambda family: work(family, place="moon"),
    "work_channel_known": lambda family: work(family, channel="luck"),
}


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_keeps(promise, family):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        BROKEN[promise](family)


def test_every_promise_is_broken_once():
    models = (Household, Member, IncomeStatement, IncomeRecord, IncomeQuestion, GuaranteeCheck, WorkSpell)
    made = {promise.name for model in models for promise in model._meta.constraints}
    assert made - {"where_a_household_lies"} == set(BROKEN)  # which the number of a household keeps by itself


def test_two_counties_may_use_the_same_number(family, neighbour):
    village = area("999002101201", "Elsewhere", area("999002101", "A Township", neighbour))
    assert household(village, number=family.number).pk


def test_two_heads_are_kept_because_registries_contain_them(family):
    """A contradiction is shown to people; it is no reason to lose a row."""
    assert member(family, relation=Relation.HEAD).pk


def test_a_month_may_be_told_of_twice(family):
    """Who holds is worked out from all statements; none is lost."""
    assert tell(family).pk and tell(family).pk


def test_an_item_may_be_asked_about_for_another_reason(family):
    assert question(family, reason="more").pk


def test_a_month_may_hold_an_amount_of_the_household_and_of_each_member(family):
    assert income(family).pk and income(family, member=family.members.first()).pk
