"""Who earns a family's income, and what happens to them: from what was told to the flag. The monitoring line is 8,800
yuan; the twelve full months before DAY are June 2025 to May 2026."""

import datetime as dt

import pytest

from alerts.levels import Level
from households.choices import IncomeItem
from povwatch.tests.factories import DAY, earn, household, member, told

from .nights import night, standing

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
