"""One row of facts a household: all groups joined, what the database computes from them, and what a refresh writes."""

import datetime as dt
from decimal import Decimal

import pytest

from alerts.engine import facts
from alerts.models import HouseholdFacts
from households.facts import FACT_GROUPS, FACTS
from households.models import Household
from policy import parameters
from povwatch.tests.factories import DAY, case, earn, household, member


def refresh(county, day=DAY, **households):
    return facts.refresh_facts(parameters.parameters_on(day, county), **(households or {"county": county}))


@pytest.fixture
def row(heyi, county):
    """row(net=10, people=3) is a facts row after the database computed its own columns."""

    def made(**columns):
        of = household(heyi, people=0)
        HouseholdFacts.objects.create(household=of, county=county, as_of=DAY, **columns)
        return HouseholdFacts.objects.get(household=of)

    return made


def test_every_fact_is_a_column_and_every_column_a_fact():
    own = {"household", "county", "as_of", "colour"}
    assert {field.name for field in HouseholdFacts._meta.get_fields()} - own == set(FACTS)
    assert {fact for group in FACT_GROUPS.values() for fact in group.facts} == set(facts.fact_columns())


def test_income_per_person_is_to_the_cent(row):
    assert row(net=Decimal("100"), people=3).per_capita == Decimal("33.33")
    assert row(net=Decimal("0.05"), people=2).per_capita == Decimal("0.03")
    assert row(net=Decimal("-0.05"), people=2).per_capita == Decimal("-0.03")


def test_income_per_nobody_is_unknown(row):
    assert row(net=100, people=0).per_capita is row(net=100).per_capita is row(people=2).per_capita is None


def test_reference_income_adds_claims_and_takes_off_what_the_family_paid(row):
    assert row(net=20_000, people=2, claims=3000, out_of_pocket=8000).reference == 7500
    assert row(net=20_000, people=2, out_of_pocket=8000).reference == 6000
    assert row(net=20_000, people=2, claims=3000).reference is None


def test_rigid_spending_is_unknown_until_something_was_spent(row):
    assert row(out_of_pocket=5, schooling_cost=7).rigid_spending == 12
    assert row(schooling_cost=7).rigid_spending == 7
    assert row(out_of_pocket=0).rigid_spending is row().rigid_spending is None


def test_followed_means_active_or_in_clearing(row):
    assert [row(case_state=state).is_followed for state in ("active", "clearing", "cleared", "ended", None)] == [
        True,
        True,
        False,
        False,
        False,
    ]
    assert row(kind="lifted").is_lifted_or_followed and not row(kind="general").is_lifted_or_followed
    assert row(kind="general", case_state="active").is_lifted_or_followed


def test_the_year_before_is_divided_by_the_people_of_that_year(heyi, county):
    home = household(heyi, people=1, income=9000)
    member(home, joined_on=dt.date(2020, 1, 1), left_on=dt.date(2025, 12, 1), left_reason="died")
    earn(home, 20_000, years_back=1)
    refresh(county)
    known = HouseholdFacts.objects.get(household=home)
    assert (known.per_capita, known.per_capita_before, known.per_capita_before2) == (9000, 10_000, None)


def test_a_household_with_nothing_recorded_still_has_a_row(heyi, county):
    home = household(heyi, people=0, house_grade="")
    assert refresh(county) == {"added": 1, "changed": 0, "removed": 0}
    known = HouseholdFacts.objects.get(household=home)
    assert (known.kind, known.people, known.net, known.case_state) == ("lifted", None, None, None)


def test_all_groups_meet_in_one_row(heyi, county):
    home = household(heyi, people=2, income=9000)
    case(home, cleared_on=dt.date(2026, 1, 5))
    refresh(county)
    known = HouseholdFacts.objects.get(household=home)
    assert (known.people, known.net, known.cleared_on) == (2, 18_000, dt.date(2026, 1, 5))
    assert known.county == county and known.as_of == DAY


def test_only_rows_that_differ_are_written_and_they_tell_the_day(heyi, county):
    changed, same = household(heyi, income=9000), household(heyi, income=9000)
    refresh(county)
    member(changed)
    assert refresh(county, DAY + dt.timedelta(1)) == {"added": 0, "changed": 1, "removed": 0}
    assert HouseholdFacts.objects.get(household=changed).as_of == DAY + dt.timedelta(1)
    assert HouseholdFacts.objects.get(household=same).as_of == DAY


def test_a_fact_that_is_no_longer_known_is_emptied(heyi, county):
    home = household(heyi, income=9000)
    refresh(county)
    home.income.all().delete()
    refresh(county)
    assert HouseholdFacts.objects.get(household=home).net is None


def test_a_household_off_file_loses_its_facts_and_only_that_one(heyi, county):
    gone, stays = household(heyi), household(heyi)
    refresh(county)
    Household.objects.filter(pk=gone.pk).update(state="merged")
    assert refresh(county) == {"added": 0, "changed": 0, "removed": 1}
    assert list(HouseholdFacts.objects.values_list("household", flat=True)) == [stays.pk]


def test_one_household_refreshed_leaves_the_others(heyi, county):
    one, other = household(heyi), household(heyi)
    assert refresh(county, pk__in=[one.pk])["added"] == 1
    assert not HouseholdFacts.objects.filter(household=other).exists()


def test_the_neighbouring_county_is_left_alone(heyi, county, neighbour):
    household(heyi)
    assert refresh(neighbour)["added"] == 0
