"""Who earns a family's income, and what happens to them: from what was told to the flag. The monitoring line is 8,800
yuan; the twelve full months before DAY are June 2025 to May 2026."""

import datetime as dt

import pytest

from alerts.levels import Level
from households.choices import IncomeItem
from households.tests.files import folder, save
from povwatch.tests.factories import DAY, earn, household, member, told

from .nights import night, on, standing

AMBER, RED = Level.AMBER, Level.RED


def family_with_earner(village, wages, crops, **earner):
    """Somebody at home, and an earner whose wages were told by name beside the family's crops."""
    home = household(village, people=1)
    earn(home, wages, person=member(home, **earner)), earn(home, crops, item=IncomeItem.CROPS)
    return home


@pytest.mark.parametrize(
    ("disability", "wages", "crops", "level"),
    [(1, "3000", "7000", RED), (2, "3000", "7000", RED), (2, "2999.99", "7000.01", AMBER), (3, "3000", "7000", None)],
)
def test_a_severe_disability_of_who_earns_a_large_share(heyi, county, disability, wages, crops, level):
    home = family_with_earner(heyi, wages, crops, disability_level=disability)
    night(county)
    assert standing(home).get("DIS-01") == level


@pytest.mark.parametrize(
    ("days_ago", "reason", "wages", "crops", "level"),
    [
        (90, "died", "3000", "7000", AMBER),
        (91, "died", "3000", "7000", None),
        (90, "died", "2999.99", "7000.01", None),
        (90, "married", "3000", "7000", None),
    ],
)
def test_an_earner_who_is_lost(heyi, county, days_ago, reason, wages, crops, level):
    """Without an employment account: the wages told by name say who earned."""
    gone = {"left_on": DAY - dt.timedelta(days_ago), "left_reason": reason}
    home = family_with_earner(heyi, wages, crops, **gone)
    night(county)
    assert standing(home).get("LAB-02") == level


def test_months_without_wages_count_once_they_are_over(heyi, county):
    """Wages until April, none in May: 1 May is 31 days before 1 June and 90 before 30 July."""
    home = household(heyi, people=1)
    told(home, {"wages_labour": 24_000}, first=dt.date(2025, 5, 1), months=12)
    told(home, {}, first=dt.date(2026, 5, 1))
    found = []
    for day in (dt.date(2026, 5, 31), dt.date(2026, 6, 1), dt.date(2026, 7, 29), dt.date(2026, 7, 30)):
        night(county, day)
        found.append(standing(home).get("JOB-01"))
    assert found == [None, AMBER, AMBER, RED]


# ------------------------------------------------------------------------------------- the employment account by import


@pytest.fixture
def labour_office(tmp_path, county):
    """labour_office(person, started_on=…, …) imports one row of work of that person, as on DAY."""

    def send(person, **cells):
        row = {"household": person.household.number, "member": person.name, "place": "outside", **cells}
        with on(DAY):
            assert save(folder(tmp_path / "work", work=[row]), county).state == "saved"

    return send


@pytest.mark.parametrize(("days_ago", "level"), [(29, None), (30, AMBER), (89, AMBER), (90, RED)])
def test_imported_work_that_ended_says_that_wages_stopped(heyi, county, labour_office, days_ago, level):
    home = household(heyi, people=1, income=30_000)  # of wages, of which nobody said that they stopped
    ended = {"started_on": "2025-01-01", "ended_on": f"{DAY - dt.timedelta(days_ago)}"}
    labour_office(home.members.get(), **ended)
    night(county)
    assert standing(home).get("JOB-01") == level


def test_an_imported_account_holds_beside_months_without_wages(heyi, county, labour_office):
    """No wages since 1 March, told by the family; but the account knows of work that goes on."""
    home = household(heyi, people=1)
    told(home, {"wages_labour": 24_000}, first=dt.date(2025, 6, 1), months=9)
    told(home, {}, first=dt.date(2026, 3, 1), months=3)
    night(county)
    assert standing(home).get("JOB-01") == RED
    labour_office(home.members.get(), started_on="2026-06-01")
    night(county)
    assert standing(home).get("JOB-01") is None


@pytest.mark.parametrize(
    ("days_ago", "reason", "level"), [(90, "died", AMBER), (91, "died", None), (90, "married", None)]
)
def test_imported_work_of_somebody_who_died_says_that_an_earner_was_lost(
    heyi, county, labour_office, days_ago, reason, level
):
    """The family's wages were told undivided, so that only the account says who worked."""
    home = household(heyi, people=1, income=9_000)
    gone = member(home, name="Sample Father", left_on=DAY - dt.timedelta(days_ago), left_reason=reason)
    night(county)
    assert standing(home).get("LAB-02") is None
    labour_office(gone, started_on="2025-01-01")
    night(county)
    assert standing(home).get("LAB-02") == level


@pytest.mark.parametrize(("wages", "level"), [("3000", AMBER), ("2999.99", None)])
def test_wages_told_by_person_decide_beside_an_imported_account(heyi, county, labour_office, wages, level):
    gone = {"name": "Sample Father", "left_on": DAY - dt.timedelta(10), "left_reason": "died"}
    home = family_with_earner(heyi, wages, "7000", **gone)
    labour_office(home.members.get(name="Sample Father"), started_on="2025-01-01")
    night(county)
    assert standing(home).get("LAB-02") == level
