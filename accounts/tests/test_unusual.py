"""Unusual reading is told to the auditor the same day: each limit on its boundary."""

import datetime as dt

import pytest
import time_machine

from accounts.audit.log import record_access
from accounts.audit.unusual import reading_limits, watch_reading
from accounts.models import LogNotice
from core.jobs.actions import ask_job
from households.models import Household
from policy.models import Parameter
from policy.reading import READING_KEYS
from povwatch.tests.factories import household

MORNING = dt.datetime.fromisoformat("2026-06-15T10:00+08:00")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as moved:
        yield moved


@pytest.fixture(autouse=True)
def limits(county):
    """Three are still usual, of everything."""
    for key in READING_KEYS.values():
        decide(county, key, "3", "2026-01-01")


def decide(county, key, value, since):
    Parameter.objects.create(area=county, key=key, value=value, valid_from=since, document="Order 1")


def homes(village, many):
    return [household(village) for _number in range(many)]


def opened(by, families, at=None):
    for family in families:
        record_access(by, "opened", family, area=family.village)


def told(county, kind):
    watch_reading(county)
    return [(one.user, one.number) for one in LogNotice.objects.filter(kind=kind)]


@pytest.mark.parametrize("many, is_told", [(2, False), (3, False), (4, True)])
def test_more_families_than_usual_within_an_hour(county, heyi, lan, many, is_told):
    opened(lan, homes(heyi, many))
    assert told(county, "hour") == [(lan, many)] * is_told


@pytest.mark.parametrize("minutes, is_told", [(59, True), (60, False), (61, False)])
def test_an_hour_is_sixty_minutes_wherever_it_begins(county, heyi, lan, clock, minutes, is_told):
    families = homes(heyi, 4)
    opened(lan, families[:2])
    clock.shift(minutes * 60)
    opened(lan, families[2:])
    assert told(county, "hour") == [(lan, 4)] * is_told


def test_an_hour_may_begin_before_midnight(county, heyi, lan, clock):
    families = homes(heyi, 4)
    clock.move_to(dt.datetime.fromisoformat("2026-06-15T23:45+08:00"))
    opened(lan, families[:2])
    clock.shift(30 * 60)
    opened(lan, families[2:])
    assert told(county, "hour") == [(lan, 4)]


def test_the_same_family_opened_often_is_one(county, heyi, lan):
    opened(lan, homes(heyi, 1) * 9)
    assert told(county, "hour") == []


def test_each_persons_families_are_their_own(county, heyi, lan, wen):
    families = homes(heyi, 4)
    opened(lan, families[:2]), opened(wen, families[2:])
    assert told(county, "hour") == []


@pytest.mark.parametrize("many, is_told", [(2, False), (3, False), (4, True)])
def test_many_families_outside_ones_usual_places(county, heyi, shuikou, qin, clock, many, is_told):
    clock.shift(-24 * 3600)
    opened(qin, homes(heyi, 1))
    clock.move_to(MORNING)
    opened(qin, homes(heyi, 9)), opened(qin, homes(shuikou, many))
    assert told(county, "elsewhere") == [(qin, many)] * is_told


@pytest.mark.parametrize("days, is_told", [(30, False), (31, True)])
def test_a_place_is_usual_for_thirty_days(county, heyi, shuikou, qin, clock, days, is_told):
    clock.move_to(MORNING - dt.timedelta(days))
    opened(qin, homes(shuikou, 1))
    clock.move_to(MORNING - dt.timedelta(1))
    opened(qin, homes(heyi, 1))
    clock.move_to(MORNING)
    opened(qin, homes(shuikou, 4))
    assert bool(told(county, "elsewhere")) == is_told


def test_a_newcomer_has_no_usual_place_yet(county, shuikou, qin):
    opened(qin, homes(shuikou, 9))
    assert told(county, "elsewhere") == []


@pytest.mark.parametrize(
    "at, is_told",
    [("21:59", False), ("22:00", True), ("23:59", True), ("00:00", True), ("05:59", True), ("06:00", False)],
)
def test_the_night_is_from_ten_to_six(county, heyi, lan, clock, at, is_told):
    clock.move_to(dt.datetime.fromisoformat(f"2026-06-15T{at}+08:00"))
    opened(lan, homes(heyi, 4))
    assert told(county, "night") == [(lan, 4)] * is_told


@pytest.mark.parametrize("many, is_told", [(2, False), (3, False), (4, True)])
def test_more_families_than_usual_at_night(county, heyi, lan, clock, many, is_told):
    families = homes(heyi, many)
    clock.move_to(dt.datetime.fromisoformat("2026-06-15T23:50+08:00"))
    opened(lan, families[:1])
    clock.shift(20 * 60)  # after midnight it is the same night
    opened(lan, families[1:])
    assert told(county, "night") == [(lan, many)] * is_told


@pytest.mark.parametrize("pages, is_told", [(2, False), (3, False), (4, True)])
def test_a_list_read_page_by_page(county, qin, pages, is_told):
    for page in range(pages):
        record_access(qin, "list_opened", shown=[page * 2 + 1, page * 2 + 2], list="households")
    assert told(county, "pages") == [(qin, pages)] * is_told


def test_a_page_that_is_loaded_again_is_one_page_and_lists_are_counted_apart(county, qin):
    for _time in range(9):
        record_access(qin, "list_opened", shown=[1, 2], list="households")
    for page in range(3):
        record_access(qin, "list_opened", shown=[page], list="alerts")
    assert told(county, "pages") == []


def test_yesterday_is_not_told_today(county, heyi, lan, qin, clock):
    opened(lan, homes(heyi, 9))
    clock.shift(24 * 3600)
    watch_reading(county)
    assert not LogNotice.objects.exists()


def test_another_county_is_not_told(neighbour, heyi, lan):
    opened(lan, homes(heyi, 9))
    watch_reading(neighbour)
    assert not LogNotice.objects.exists()


@pytest.mark.parametrize("since, is_told", [("2026-06-15", False), ("2026-06-16", True)])
def test_the_parameter_of_the_day_counts(county, heyi, lan, since, is_told):
    decide(county, "read_hour", "9", since)
    opened(lan, homes(heyi, 9))
    assert bool(told(county, "hour")) == is_told


def test_without_parameters_nothing_is_told(county, heyi, lan, monkeypatch):
    monkeypatch.setattr(reading_limits, "limits", lambda county, day: {})
    opened(lan, homes(heyi, 9))
    assert told(county, "hour") == []


def test_the_job_of_a_county_tells_its_auditor_once(
    county, heyi, lan, su, worker_at_hand, django_capture_on_commit_callbacks
):
    opened(lan, homes(heyi, 9))
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            ask_job("watch_county_reading", county=county.code)
    assert LogNotice.objects.visible_to(su).get(kind="hour").number == 9
    assert Household.objects.count() == 9
