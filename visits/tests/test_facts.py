"""What visits saw, as facts of a household: the latest visit that counts, and the latest check that a visit made."""

import datetime as dt

import pytest

from households.choices import Source
from households.models import GuaranteeCheck
from households.tests.known import known
from povwatch.tests.factories import DAY, household, led_to
from visits.models import Visit


@pytest.fixture
def family(heyi):
    return household(heyi, people=0)


def visit(of, days_ago, shocks=(), **fields):
    made = Visit.objects.create(household=of, visited_on=DAY - dt.timedelta(days_ago), shocks=list(shocks), **fields)
    return led_to(made)


def check(of, days_ago, seen_on=None, **answers):
    return GuaranteeCheck.objects.create(
        household=of,
        checked_on=DAY - dt.timedelta(days_ago),
        source=Source.VISIT,
        source_visit=seen_on and seen_on.pk,
        **answers,
    )


def test_a_household_never_visited_has_nothing_seen(family):
    visit(family, -1)  # tomorrow
    assert known("visits", family) == {}


def test_the_latest_visit_tells(family):
    visit(family, 30, shocks=["10"]), visit(family, 0, shocks=["01", "07"])
    assert known("visits", family) == {"last_visit_on": DAY, "shocks_seen": ["01", "07"]}


def test_a_voided_visit_saw_nothing(family):
    visit(family, 30, shocks=["10"]), visit(family, 0, shocks=["01"], state="voided")
    assert known("visits", family) == {"last_visit_on": DAY - dt.timedelta(30), "shocks_seen": ["10"]}


def test_a_visit_sent_back_counts_until_it_is_voided(family):
    visit(family, 0, shocks=["01"], state="sent_back")
    assert known("visits", family)["shocks_seen"] == ["01"]


def test_of_two_visits_on_one_day_the_one_finished_later_counts(family):
    visit(family, 0, shocks=[], observed_at="2026-06-15T11:00+08:00")
    visit(family, 0, shocks=["01"], observed_at="2026-06-15T10:00+08:00")  # the phone had no network until evening
    assert known("visits", family)["shocks_seen"] == []


def test_of_two_visits_finished_at_once_it_is_always_the_same(family):
    visit(family, 0, shocks=["01"], id="00000000-0000-0000-0000-000000000001")
    visit(family, 0, shocks=["07"], id="00000000-0000-0000-0000-000000000002")
    Visit.objects.update(observed_at="2026-06-15T10:00+08:00")
    assert known("visits", family)["shocks_seen"] == ["07"]


def test_guarantees_not_met_are_counted_at_the_latest_check_of_a_visit(family):
    check(family, 30, seen_on=visit(family, 30), housing=False, water=False, food=True)
    check(family, 1, seen_on=visit(family, 1), housing=True, water=False, clothing=None)
    assert known("visit_checks", family) == {"guarantees_failed": 1}


def test_a_later_visit_that_did_not_ask_clears_nothing(family):
    check(family, 30, seen_on=visit(family, 30), housing=False)
    check(family, 1, seen_on=visit(family, 1))  # the form was sent with every answer empty
    visit(family, 0)
    assert known("visit_checks", family) == {"guarantees_failed": 1}


def test_the_check_of_a_voided_visit_does_not_count(family):
    check(family, 30, seen_on=visit(family, 30), housing=True)
    check(family, 1, seen_on=visit(family, 1, state="voided"), housing=False)
    assert known("visit_checks", family) == {"guarantees_failed": 0}


def test_a_check_from_the_registry_was_not_seen_on_a_visit(family):
    GuaranteeCheck.objects.create(household=family, checked_on=DAY, source=Source.REGISTRY, housing=False)
    assert known("visit_checks", family) == {}
