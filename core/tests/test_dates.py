"""Days and months as a county counts them."""

import datetime as dt

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from core.dates import add_months, first_of_month, shanghai_now, today, twelve_full_months, years_before

days = st.dates(dt.date(2010, 1, 1), dt.date(2040, 12, 31))


@pytest.mark.parametrize(
    ("utc", "shanghai"),
    [
        ("2026-06-14T15:59:59Z", "2026-06-14"),
        ("2026-06-14T16:00:00Z", "2026-06-15"),
        ("2025-12-31T17:30:00Z", "2026-01-01"),
    ],
)
def test_today_is_the_day_in_shanghai(utc, shanghai):
    with time_machine.travel(utc, tick=False):
        assert today() == shanghai_now().date() == dt.date.fromisoformat(shanghai)


@pytest.mark.parametrize(
    ("day", "months", "first"),
    [
        ("2026-06-15", 0, "2026-06-01"),
        ("2026-12-31", 1, "2027-01-01"),
        ("2026-01-31", -1, "2025-12-01"),
        ("2026-03-31", -13, "2025-02-01"),
        ("2024-02-29", 12, "2025-02-01"),
    ],
)
def test_months_are_added_to_the_first_of_a_month(day, months, first):
    assert add_months(dt.date.fromisoformat(day), months) == dt.date.fromisoformat(first)


@given(days, st.integers(-100, 100), st.integers(-100, 100))
def test_adding_months_twice_is_adding_their_sum(day, some, more):
    assert add_months(add_months(day, some), more) == add_months(day, some + more)
    assert add_months(day, 0) == first_of_month(day)


def test_a_year_before_a_leap_day_is_28_february():
    assert years_before(dt.date(2024, 2, 29), 1) == dt.date(2023, 2, 28)
    assert years_before(dt.date(2024, 2, 29), 4) == dt.date(2020, 2, 29)
    assert years_before(dt.date(2026, 6, 15), 16) == dt.date(2010, 6, 15)


@pytest.mark.parametrize(
    ("day", "start", "end"),
    [
        ("2026-06-01", "2025-06-01", "2026-06-01"),
        ("2026-06-30", "2025-06-01", "2026-06-01"),
        ("2026-01-01", "2025-01-01", "2026-01-01"),
        ("2024-02-29", "2023-02-01", "2024-02-01"),
    ],
)
def test_twelve_full_months_end_with_last_month(day, start, end):
    window = twelve_full_months(dt.date.fromisoformat(day))
    assert (window.start.isoformat(), window.end.isoformat()) == (start, end)


@given(days)
def test_windows_of_years_meet_without_gap(day):
    windows = [twelve_full_months(day, years_back=years) for years in range(4)]
    assert all(later.start == earlier.end for later, earlier in zip(windows, windows[1:], strict=False))
    assert all(window.end.year - window.start.year == 1 for window in windows)
