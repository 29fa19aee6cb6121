"""When the monitored households of a county were identified and cleared, so that every past month looks plausible:
3 to 8 new cases a month, 5 to 20 clearings, most of them in the last quarter of a year."""

import datetime as dt
import random

from core.dates import add_months, first_of_month

from .county import ZIGUI, apportion

FIRST_MONTH = dt.date(2020, 4, 1)  # monitoring began with the national notice of March 2020
FULL = ZIGUI["cases"]  # the month counts below belong to a stock of this size
NEW_IN_MONTH = (3.2, 7.8)
NEW_MONTHS = 30
CLEARED_IN_MONTH, CLEARED_IN_LAST_QUARTER = (5.2, 8.2), (12.0, 17.0)
CLEARED_MONTHS = 30
LEAST_MONTHS = 6  # between identification and clearing
PATIENCE = 14  # months by which the order of clearing differs from the order of identification (standard deviation)


def months_until(day: dt.date) -> list[dt.date]:
    """Every month from the first of monitoring to that of `day`."""
    count = (day.year - FIRST_MONTH.year) * 12 + day.month - FIRST_MONTH.month + 1
    return [add_months(FIRST_MONTH, index) for index in range(count)]


def identified_days(count: int, day: dt.date, rng: random.Random) -> list[dt.date]:
    """`count` days of identification up to `day`, in order: many in the first years, few in the recent months."""
    months = months_until(day)
    recent = [rng.uniform(*NEW_IN_MONTH) * _elapsed(month, day) for month in months[-NEW_MONTHS:]]
    early = [max(4.0, 60 - 1.2 * index) * rng.uniform(0.7, 1.3) for index in range(len(months) - len(recent))]
    weights = _filled_up(early, recent, FULL)
    return sorted(
        _day_in(month, day, rng)
        for month, times in zip(months, apportion(weights, count), strict=True)
        for _ in range(times)
    )


def cleared_days(identified: list[dt.date], count: int, day: dt.date, rng: random.Random) -> list[dt.date | None]:
    """For each identification the day on which its risk was cleared, or None; exactly `count` are cleared. Who waited
    long is cleared first, more or less, and nobody within six months."""
    months = months_until(day)
    quotas = apportion(_clearing_weights(months, day, len(identified), count, rng), count)
    patience = [(_index(on) + rng.gauss(0, PATIENCE), place) for place, on in enumerate(identified)]
    waiting = [place for _months, place in sorted(patience)]
    cleared: list[dt.date | None] = [None] * len(identified)
    owed = 0
    for month, quota in zip(months, quotas, strict=True):
        owed += quota
        ripe = [place for place in waiting if identified[place] < add_months(month, -LEAST_MONTHS)][:owed]
        for place in ripe:
            cleared[place] = _day_in(month, day, rng)
            waiting.remove(place)
        owed -= len(ripe)
    return cleared


def ripen(identified: list[dt.date], count: int, day: dt.date, rng: random.Random) -> list[dt.date]:
    """The same days, `count` of them early enough to be cleared by now (in a very small county they may not be)."""
    latest = add_months(day, -LEAST_MONTHS - 3)
    return sorted(
        min(on, latest - dt.timedelta(days=rng.randint(1, 500))) if place < count else on
        for place, on in enumerate(identified)
    )


def _clearing_weights(months, day, identified, cleared, rng):
    recent = [
        rng.uniform(*(CLEARED_IN_LAST_QUARTER if month.month >= 10 else CLEARED_IN_MONTH)) * _elapsed(month, day)
        for month in months[-CLEARED_MONTHS:]
    ]
    early = [
        0.0 if index < LEAST_MONTHS + 2 else 3.0 if month.month >= 10 else 1.0
        for index, month in enumerate(months[:-CLEARED_MONTHS])
    ]
    return _filled_up(early, recent, FULL * cleared / max(1, identified))


def _filled_up(early, recent, whole):
    """The early weights scaled so that all together make `whole`."""
    rest = max(0.0, whole - sum(recent))
    factor = rest / sum(early) if sum(early) else 0
    return [weight * factor for weight in early] + recent


def _elapsed(month, day):
    """The share of the month that lies before `day`'s evening."""
    return min(1.0, day.day / 30) if month == first_of_month(day) else 1.0


def _day_in(month, day, rng):
    last = day if month == first_of_month(day) else month.replace(day=28)
    return month.replace(day=1 + int(rng.random() * last.day))


def _index(on):
    return on.year * 12 + on.month
