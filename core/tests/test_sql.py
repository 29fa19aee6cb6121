"""SQL over whole tables: what it writes, and what it leaves as it is."""

import datetime as dt

import pytest
from django.db.models import Count, F, Value

from alerts.models import HouseholdFacts
from core import sql as bulk
from households.models import Household, Member
from povwatch.tests.factories import DAY, household

COLUMNS = ["household_id", "county_id", "as_of", "people"]


@pytest.fixture
def homes(heyi):
    return [household(heyi, people=people) for people in (1, 2, 0)]


def people(day=DAY, more=0):
    """A SELECT of (household, county, day, people present)."""
    counted = Household.objects.annotate(household_id=F("pk"), as_of=Value(day), people=Count("members") + more)
    return bulk.queryset_sql(counted.values_list(*COLUMNS).order_by())


def write(source, **options):
    return bulk.upsert_rows(HouseholdFacts, COLUMNS, source, key="household_id", **options)


def versions():
    """Where each row lies and which transaction wrote it: the same while nobody writes it."""
    return bulk.fetch_rows("SELECT household_id, xmin, ctid FROM alerts_householdfacts ORDER BY 1")


def test_names_are_quoted_and_joined():
    assert bulk.quote_names("people", "as_of") == '"people", "as_of"'


def test_values_travel_as_parameters(heyi, homes):
    sql = bulk.queryset_sql(
        Household.objects.filter(number="x'; DROP TABLE households_household; --").values_list("pk")
    )
    assert "DROP" not in sql.text and bulk.fetch_rows(*sql) == []


def test_run_tells_how_many_rows_it_touched(homes):
    assert bulk.execute_sql("UPDATE households_household SET address = %s WHERE id <> %s", ["Sample", homes[0].pk]) == 2


def test_new_rows_are_added_and_differing_ones_changed(homes):
    assert write(people()) == (3, 0)
    assert write(people()) == (0, 0)
    HouseholdFacts.objects.filter(household=homes[0]).update(people=None)
    assert write(people()) == (0, 1)
    assert sorted(HouseholdFacts.objects.values_list("people", flat=True)) == [0, 1, 2]


def test_an_unchanged_row_is_not_written(homes):
    write(people())
    before = versions()
    write(people())
    assert versions() == before


def test_a_stamp_alone_is_no_difference_but_travels_with_one(homes):
    write(people())
    tomorrow = DAY + dt.timedelta(1)
    assert write(people(tomorrow), stamps=("as_of",)) == (0, 0)
    assert write(people(tomorrow, more=1), stamps=("as_of",)) == (0, 3)
    assert set(HouseholdFacts.objects.values_list("as_of", flat=True)) == {tomorrow}


def test_groups_stand_beside_the_base_and_leave_empty_what_they_do_not_know(homes):
    base = Household.objects.values_list("pk").annotate(household_id=F("pk")).values_list("household_id").order_by()
    members = (
        Member.objects.values("household").annotate(people=Count("pk")).values_list("household", "people").order_by()
    )
    named = Member.objects.filter(household=homes[1]).values_list("household", "name").order_by("name")[:1]
    joined = bulk.join_groups_sql({"members": (members, ["people"]), "named": (named, ["name"])}, base)
    found = {row[0]: row[1:] for row in bulk.fetch_rows(*joined)}
    assert found == {homes[0].pk: (1, None), homes[1].pk: (2, f"Sample {homes[1].number}-0"), homes[2].pk: (None, None)}
