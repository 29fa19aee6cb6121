"""Days and months as a county counts them: a day is a day in Shanghai, a month is its first day."""

import calendar
import datetime as dt
from typing import NamedTuple
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def shanghai_now() -> dt.datetime:
    """Return this moment, in Shanghai time."""
    return dt.datetime.now(SHANGHAI)


def today() -> dt.date:
    """Return today's date in Shanghai, whatever time zone the server is set to."""
    return shanghai_now().date()


def last_of_month(day: dt.date) -> dt.date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


def first_of_month(day: dt.date) -> dt.date:
    """Return the first day of the month in which `day` lies."""
    return day.replace(day=1)


def add_months(month: dt.date, count: int) -> dt.date:
    """Return the first day of the month `count` months after (or before, when negative) the month of `month`."""
    return month_of_number(month_number(month) + count)


def month_number(day: dt.date) -> int:
    """Return the number of a day's month, counted from January of the year 0: months in a row differ by one."""
    return day.year * 12 + day.month - 1


def month_of_number(number: int) -> dt.date:
    """Return the first day of the month with this number."""
    return dt.date(number // 12, number % 12 + 1, 1)


def years_before(day: dt.date, years: int) -> dt.date:
    """Return the same day `years` earlier; 29 February becomes 28 February."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


class MonthWindow(NamedTuple):
    """The months from `start` up to, but not including, `end`."""

    start: dt.date
    end: dt.date


def twelve_full_months(day: dt.date, *, years_back: int = 0) -> MonthWindow:
    """Return the 12 full months before the month of `day`: from the first day of the same month last year to the last
    day of last month. `years_back` moves the window back. Source: provincial identification rules (12 months
    before)."""
    end = add_months(day, -12 * years_back)
    return MonthWindow(add_months(end, -12), end)


def accounting_year(day: dt.date) -> int:
    """Return the accounting year of income (October to September) that ended last before `day`: 2025 ends on 30
    September 2025. Source: the national annual update, 1 October to 30 September."""
    return day.year if day.month >= 10 else day.year - 1


def accounting_months(year: int) -> MonthWindow:
    """Return the twelve months of an accounting year."""
    return MonthWindow(dt.date(year - 1, 10, 1), dt.date(year, 10, 1))


def age_on(day, born) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


MID_YEAR = 7, 1  # of a birth of which only the year is known: at most half a year wrong either way


def parse_birth(text: str) -> tuple[dt.date | None, bool]:
    """Read a birth date such as 1956-03-02, or a year alone: (the day, whether only its year is known). A year alone
    is taken as its first of July. Raises ValueError for anything else."""
    if len(text) == 4 and text.isascii() and text.isdecimal():
        return dt.date(int(text), *MID_YEAR), True
    return (dt.date.fromisoformat(text) if text else None), False


def birth_in_text(born: dt.date | None, year_only: bool) -> str:
    """Write a birth date as `parse_birth` reads it."""
    return "" if born is None else f"{born:%Y}" if year_only else f"{born:%Y-%m-%d}"
