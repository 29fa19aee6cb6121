"""Deadlines in days: calendar days, or working days with China's holidays and make-up days."""

import datetime as dt
from functools import cache
from typing import NamedTuple

import chinese_calendar


class Deadline(NamedTuple):
    """The last day in time. It is `estimated` where the year's holidays are not published yet: weekends had to do."""

    day: dt.date
    estimated: bool


@cache
def is_workday(day: dt.date) -> tuple[bool, bool]:
    """Whether people work on a day, and whether that is only estimated by the weekend."""
    try:
        return chinese_calendar.is_workday(day), False
    except NotImplementedError:
        return day.weekday() < 5, True


def deadline_after(day: dt.date, days: int, *, workdays: bool) -> Deadline:
    """The day `days` after `day`: counted in calendar days, or in working days."""
    if not workdays:
        return Deadline(day + dt.timedelta(days), False)
    found, estimated = day, False
    while days > 0:
        found += dt.timedelta(1)
        works, guessed = is_workday(found)
        days -= works
        estimated |= guessed
    return Deadline(found, estimated)
