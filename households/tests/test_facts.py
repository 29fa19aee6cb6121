"""What is known of a household, from real records: who belongs to it, who works, what was checked. DAY is 15 June
2026."""

import datetime as dt

import pytest

from households.choices import Insurance, Labour, LeftReason, Relation, SchoolStage, Source
from households.models import GuaranteeCheck, WorkSpell
from povwatch.tests.factories import DAY, household, member

from .known import known


def day(text):
    return dt.date.fromisoformat(text)


@pytest.fixture
def family(heyi):
    """A household on file of which nothing else is known."""
    return household(heyi, people=0)


# ----------------------------------------------------------------------------------------------- the household itself


def test_the_registry_tells_kind_house_and_water(heyi):
    home = household(heyi, people=0, kind="general", house_grade="C", has_safe_water=False, is_safety_net=True)
    assert known("household", home) == {
        "kind": "general",
        "is_safety_net": True,
        "house_grade": "C",
        "has_safe_water": False,
    }


def test_a_household_off_file_has_no_facts(heyi):
    assert known("household", household(heyi, state="moved")) == {}


# --------------------------------------------------------------------------------------------------------- its members


def test_somebody_belongs_from_the_day_of_joining_until_the_day_before_leaving(family):
    member(family, joined_on=DAY, left_on=DAY + dt.timedelta(1), left_reason="married")
    assert known("members", family, DAY - dt.timedelta(1))["people"] == 0
    assert known("members", family)["people"] == 1
    assert known("members", family, DAY + dt.timedelta(1))["people"] == 0


def test_without_members_nobody_was_counted(family):
    assert known("members", family) == {}


def test_people_of_earlier_years_are_those_of_that_day(family):
    member(family)  # always there
    member(family, joined_on=day("2024-06-16"))
    member(family, joined_on=day("2023-06-15"), left_on=day("2025-06-15"), left_reason="died")
    now = known("members", family)
    assert (now["people"], now["people_before"], now["people_before2"], now["people_before3"]) == (2, 2, 2, 2)
    assert known("members", family, DAY - dt.timedelta(1))["people_before3"] == 1


def test_a_year_before_a_leap_day_is_28_february(family):
    member(family, joined_on=day("2023-03-01"))
    assert known("members", family, day("2024-02-29"))["people_before"] == 0


def test_somebody_recorded_by_mistake_never_lived_there(family):
    member(family, left_on=DAY, left_reason=LeftReason.ERROR)
    assert known("members", family, DAY - dt.timedelta(400))["people"] == 0


def test_heads_and_missing_answers_are_counted(family):
    member(family, relation=Relation.HEAD), member(family, relation=Relation.HEAD, birth_date=None)
    member(family, insurance="", labour="")
    facts = known("members", family)
    assert (facts["heads"], facts["births_unknown"], facts["insurance_unknown"], facts["labour_unknown"]) == (
        2,
        1,
        1,
        1,
    )


@pytest.mark.parametrize(
    ("born", "on", "in_question"),
    [
        ("2020-06-16", "2026-06-15", 0),  # turns six tomorrow
        ("2020-06-15", "2026-06-15", 1),
        ("2010-06-16", "2026-06-15", 1),  # turns sixteen tomorrow
        ("2010-06-15", "2026-06-15", 0),
        ("2020-02-29", "2026-02-28", 0),  # born on a leap day: a year older on 1 March
        ("2020-02-29", "2026-03-01", 1),
        ("2018-02-28", "2024-02-29", 1),
        ("2018-03-01", "2024-02-29", 0),
    ],
)
def test_a_child_must_be_in_school_from_six_until_sixteen(family, born, on, in_question):
    member(family, birth_date=day(born), school_stage=SchoolStage.NONE, labour=Labour.NONE)
    assert known("members", family, day(on))["out_of_school"] == in_question


@pytest.mark.parametrize(
    ("stage", "reason", "counted"),
    [
        ("none", "", 1),
        ("none", "dropped_out", 1),
        ("none", "illness", 0),
        ("none", "finished", 0),
        ("junior", "", 0),
        ("", "", None),
    ],
)
def test_a_lawful_reason_excuses_and_an_unasked_stage_is_unknown(family, stage, reason, counted):
    member(family, birth_date=day("2016-01-01"), school_stage=stage, out_of_school_reason=reason)
    assert known("members", family)["out_of_school"] == counted


def test_somebody_of_unknown_age_may_be_a_child_out_of_school(family):
    member(family, birth_date=None, school_stage=SchoolStage.NONE)
    assert known("members", family)["out_of_school"] is None


def test_one_child_known_to_be_out_of_school_is_enough(family):
    member(family, birth_date=day("2016-01-01"), school_stage=SchoolStage.NONE)
    member(family, birth_date=day("2015-01-01"), school_stage="")
    assert known("members", family)["out_of_school"] == 1


@pytest.mark.parametrize(
    ("field", "yes", "no", "unasked", "fact"),
    [
        ("insurance", Insurance.NONE, Insurance.EMPLOYEE, "", "uninsured"),
        ("has_serious_illness", True, False, None, "serious_illness"),
        ("has_allowance", True, False, None, "allowance"),
        ("is_destitute", True, False, None, "destitute"),
        ("labour", Labour.WEAK, Labour.LOST, "", "labour"),
    ],
)
def test_an_unasked_person_leaves_it_unknown_until_somebody_says_yes(family, field, yes, no, unasked, fact):
    member(family, **{field: no})
    assert known("members", family)[fact] == 0
    member(family, **{field: unasked})
    assert known("members", family)[fact] is None
    member(family, **{field: yes}), member(family, **{field: yes})
    assert known("members", family)[fact] == 2
    member(family, **{field: unasked}, left_on=DAY, left_reason="died")  # nobody's answer any more
    assert known("members", family)[fact] == 2


def test_a_child_need_not_be_asked_for_capacity_to_work(family):
    member(family, birth_date=day("2012-01-01"), labour="", school_stage="primary")
    assert known("members", family)["labour"] == 0


def test_students_beyond_compulsory_school_and_severe_disability_are_counted(family):
    member(family, school_stage="university", disability_level=2), member(family, school_stage="senior")
    member(family, school_stage="junior", disability_level=3)
    facts = known("members", family)
    assert (facts["students_beyond_compulsory"], facts["severe_disability"]) == (2, 1)


# ------------------------------------------------------------------------------------------------------------ its work


def spell(of, start, end=None, **who):
    person = who.get("person") or member(of, **who)
    return WorkSpell.objects.create(
        member=person, place="outside", channel="own", started_on=day(start), ended_on=end and day(end)
    )


def test_people_who_work_are_counted_once(family):
    person = spell(family, "2025-01-01").member
    spell(family, "2025-03-01", person=person)
    spell(family, "2026-06-15"), spell(family, "2026-06-16")  # one begins today, one tomorrow
    assert known("work", family) == {"working": 2, "idle_since": None, "worker_lost_on": None}


def test_a_spell_s_last_day_is_the_first_without_work(family):
    spell(family, "2025-01-01", "2026-06-15"), spell(family, "2025-01-01", "2026-06-01")
    assert known("work", family, DAY - dt.timedelta(1)) == {"working": 1, "idle_since": None, "worker_lost_on": None}
    assert known("work", family) == {"working": 0, "idle_since": DAY, "worker_lost_on": None}


def test_without_an_employment_account_nothing_is_known(family):
    spell(family, "2026-06-16")
    assert known("work", family) == {}


def test_a_family_whose_only_earner_died_has_nobody_at_work_since(family):
    spell(family, "2025-01-01", left_on=day("2026-05-01"), left_reason="died")
    assert known("work", family) == {"working": 0, "idle_since": day("2026-05-01"), "worker_lost_on": day("2026-05-01")}


def test_somebody_who_married_away_is_not_a_lost_earner(family):
    spell(family, "2025-01-01", left_on=day("2026-05-01"), left_reason="married")
    spell(family, "2025-01-01")
    assert known("work", family) == {"working": 1, "idle_since": None, "worker_lost_on": None}


def test_work_of_somebody_recorded_by_mistake_or_not_yet_there_is_nobody_s(family):
    spell(family, "2025-01-01", left_on=DAY, left_reason=LeftReason.ERROR)
    spell(family, "2025-01-01", joined_on=DAY + dt.timedelta(1))
    assert known("work", family) == {}


# --------------------------------------------------------------------------------------------------- what was checked


def check(of, on, **answers):
    return GuaranteeCheck.objects.create(household=of, checked_on=day(on), source=Source.VISIT, **answers)


def test_the_latest_check_that_asked_speaks_for_each_guarantee(family):
    check(family, "2026-01-10", housing=False, water=True, education=True)
    check(family, "2026-03-10", housing=True, medical=False)
    check(family, "2026-05-10", housing=None, water=None)
    check(family, "2026-06-16", housing=False)  # lies ahead
    facts = known("guarantees", family)
    assert (facts["housing_met"], facts["water_met"]) == (True, True)
    assert (facts["education_met"], facts["medical_met"]) == (True, False)


def test_of_two_checks_on_one_day_the_one_written_later_counts(family):
    check(family, "2026-06-15", housing=False), check(family, "2026-06-15", housing=True)
    assert known("guarantees", family)["housing_met"] is True


def test_a_water_problem_belongs_to_the_check_that_asked_about_water(family):
    check(family, "2026-04-01", water=False, water_problem="out", water_out_since=day("2026-03-20"))
    check(family, "2026-05-01", housing=True)
    facts = known("guarantees", family)
    assert (facts["water_problem"], facts["water_out_since"]) == ("out", day("2026-03-20"))
    check(family, "2026-06-01", water=True)
    facts = known("guarantees", family)
    assert (facts["water_met"], facts["water_problem"], facts["water_out_since"]) == (True, "", None)


def test_a_household_never_checked_is_unknown(family):
    assert known("guarantees", family) == {}
