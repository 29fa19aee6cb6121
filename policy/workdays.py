"""Deadlines in calendar days, or in working days with China's public holidays and make-up days."""

import datetime as dt
from functools import cache
from typing import NamedTuple

import chinese_calendar


class Deadline(NamedTuple):
    """The last day in time. It is `estimated` when the year's holidays are not published yet and only weekends are
    known."""

    day: dt.date
    estimated: bool


@cache
def is_workday(day: dt.date) -> tuple[bool, bool]:
    """Whether a day is a working day, and whether that is only estimated by the weekend."""
    try:
        return chinese_calendar.is_workday(day), False
    except NotImplementedError:  # the package does not know the holidays of this year yet
        return day.weekday() < 5, True


def deadline_after(day: dt.date, days: int, *, workdays: bool) -> Deadline:
    """Return the day `days` after `day`, counted in calendar days or in working days."""
    if not workdays:
        return Deadline(day + dt.timedelta(days), False)
    found, estimated = day, False
    while days > 0:
        found += dt.timedelta(1)
        works, guessed = is_workday(found)
        days -= works
        estimated |= guessed
    return Deadline(found, estimated)
