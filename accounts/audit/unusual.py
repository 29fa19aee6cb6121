"""Unusual reading: many families opened within an hour, at night, or outside one's usual places, and lists read page by
page. A job looks at today's lines and tells the auditors the same day. How many are many are parameters of the county,
which an app above knows: see `ReadingLimits`."""

import datetime as dt
from collections.abc import Callable

from accounts.models import AccessEvent, LogNoticeKind
from core import sql
from core.dates import SHANGHAI, today

from .notices import tell_auditors

LOCAL = "(at AT TIME ZONE 'Asia/Shanghai')"
LOG = sql.quote_names(AccessEvent._meta.db_table)
NIGHT_BEGINS, NIGHT_ENDS = 22, 6  # o'clock in Shanghai
USUAL_DAYS = 30  # a place is usual for who opened a family there in so many days before
# Families opened one by one; pages of lists are counted on their own.
OPENED = "subject_type <> '' AND cardinality(households) = 1 AND outcome = 'done' AND user_id IS NOT NULL"


class ReadingLimits:
    """Who knows parameters fills this in: `limits(county, day)` returns {kind of notice: more than this is told}."""

    limits: Callable = staticmethod(lambda county, day: {})


reading_limits = ReadingLimits()


def watch_reading(county) -> dict[str, int]:
    """Tell the auditors of a county who reads unusually today, and return {kind: how many people}."""
    day, told = today(), {}
    for kind, most in reading_limits.limits(county, day).items():
        rows = sql.fetch_rows(*UNUSUAL[kind](county.code, beginning_of(day), int(most)))
        for user, number in rows:
            tell_auditors(county.code, kind, number, user=user)
        told[kind] = len(rows)
    return told


def beginning_of(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), SHANGHAI)


def todays_openings(county, since, more="") -> sql.Sql:
    text = f"SELECT user_id, at, area_id, households[1] AS home FROM {LOG} WHERE county = %s AND at >= %s AND {OPENED}"
    return sql.Sql(text + more, (county, since))


def many_in_an_hour(county, since, most) -> sql.Sql:
    """Return (person, most families opened within sixty minutes). Only the lines of those who opened more today at all
    are compared with each other; a family that was opened twice counts once."""
    openings = todays_openings(county, since - dt.timedelta(hours=1))
    return sql.Sql(
        f"WITH opened AS MATERIALIZED ({openings.text}), many AS (SELECT user_id FROM opened GROUP BY user_id "
        "HAVING count(DISTINCT home) > %s), hours AS (SELECT last.user_id, "
        "(SELECT count(DISTINCT one.home) FROM opened AS one WHERE one.user_id = last.user_id "
        "AND one.at > last.at - interval '1 hour' AND one.at <= last.at) AS number "
        "FROM opened AS last JOIN many USING (user_id) WHERE last.at >= %s) "
        "SELECT user_id, max(number) FROM hours GROUP BY user_id HAVING max(number) > %s",
        (*openings.params, most, since, most),
    )


def many_elsewhere(county, since, most) -> sql.Sql:
    """Return (person, families opened today in places where they opened none in the month before). Who opened nothing
    in that month has no usual place yet."""
    openings = todays_openings(county, since)
    before = (since - dt.timedelta(USUAL_DAYS), since)
    earlier = (
        f"SELECT FROM {LOG} AS earlier WHERE earlier.user_id = opened.user_id AND earlier.at >= %s AND earlier.at < %s"
    )
    return sql.Sql(
        f"SELECT user_id, count(DISTINCT home) FROM ({openings.text}) AS opened WHERE EXISTS ({earlier} AND {OPENED}) "
        f"AND NOT EXISTS ({earlier} AND earlier.area_id = opened.area_id AND {OPENED}) "
        "GROUP BY user_id HAVING count(DISTINCT home) > %s",
        (*openings.params, *before, *before, most),
    )


def many_at_night(county, since, most) -> sql.Sql:
    """Return (person, families opened from 22 to 6 o'clock, of the night that ended this morning or began this
    evening)."""
    evening = since - dt.timedelta(hours=24 - NIGHT_BEGINS)
    hour = f"extract(hour FROM {LOCAL})"
    openings = todays_openings(county, evening, f" AND ({hour} >= %s OR {hour} < %s)")
    # A night is counted as the day on which it ends: two hours later every moment of it lies on that day.
    return sql.Sql(
        "SELECT user_id, max(number) FROM (SELECT user_id, count(DISTINCT home) AS number "
        f"FROM ({openings.text}) AS opened "
        f"GROUP BY user_id, ({LOCAL} + interval '2 hours')::date) AS nights "
        "GROUP BY user_id HAVING max(number) > %s",
        (*openings.params, NIGHT_BEGINS, NIGHT_ENDS, most),
    )


def many_pages(county, since, most) -> sql.Sql:
    """Return (person, pages with different households of one list that they opened today)."""
    return sql.Sql(
        f"SELECT user_id, max(pages) FROM (SELECT user_id, count(DISTINCT households) AS pages FROM {LOG} "
        "WHERE county = %s AND at >= %s AND action = 'list_opened' AND user_id IS NOT NULL "
        "GROUP BY user_id, details->>'list') AS lists GROUP BY user_id HAVING max(pages) > %s",
        (county, since, most),
    )


UNUSUAL = {
    LogNoticeKind.HOUR: many_in_an_hour,
    LogNoticeKind.ELSEWHERE: many_elsewhere,
    LogNoticeKind.NIGHT: many_at_night,
    LogNoticeKind.PAGES: many_pages,
}
