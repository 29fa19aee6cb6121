"""Which months of which feeds were sent when: one batch a feed and month, and one of corrections at the end."""

import datetime as dt
import hashlib

from core.dates import add_months, first_of_month
from core.sql import execute_sql
from departments.batches.months import USUAL_MONTHS
from departments.feeds import FEEDS
from departments.models import BatchState, FeedBatch, FeedMonth

from ..chance import Chance
from ..distributions import departments as shares
from ..rows import Row, copy_rows, recorded_at

COUNTED = """
    UPDATE departments_feedbatch b SET counts = jsonb_build_object(
        'rows', n.rows, 'new', n.new, 'changed', n.rows - n.new - n.gone, 'withdrawn', n.gone,
        'matched', n.matched, 'unknown', n.rows - n.matched)
    FROM (SELECT batch_id, count(*) AS rows, count(*) FILTER (WHERE version = 1) AS new,
                 count(*) FILTER (WHERE is_withdrawn) AS gone, count(member_id) AS matched
          FROM departments_feedrow WHERE county_id = %(county)s GROUP BY batch_id) n
    WHERE b.id = n.batch_id"""
CAME = """
    UPDATE departments_feedmonth m SET rows = n.rows
    FROM (SELECT feed, month, count(DISTINCT reference) AS rows FROM departments_feedrow
          WHERE county_id = %(county)s AND NOT is_withdrawn GROUP BY feed, month) n
    WHERE m.county_id = %(county)s AND m.feed = n.feed AND m.month = n.month"""
USUAL = """
    UPDATE departments_feedmonth m SET usual_rows = (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY e.rows) FROM (
            SELECT rows FROM departments_feedmonth e
            WHERE e.county_id = m.county_id AND e.feed = m.feed AND e.month < m.month AND e.came_on IS NOT NULL
            ORDER BY e.month DESC LIMIT %(months)s) e)
    WHERE m.county_id = %(county)s AND m.came_on IS NOT NULL"""


def write_calendar(county, day: dt.date, liaisons: dict, rng: Chance) -> None:
    """Write the batches of the past months, and which months came when. One feed is late."""
    last = add_months(first_of_month(day), -1)
    past = [add_months(last, -back) for back in range(shares.MONTHS)]
    due = [(feed, month) for month in reversed(past) for feed in FEEDS.values() if feed.is_expected(month)]
    late = next(month for month in past if FEEDS[shares.LATE_FEED].due_on(month) < day)
    months = [feed_month(county, feed, month, sent_on(feed, month, late, day, rng)) for feed, month in due]
    copy_rows(FeedMonth, months)
    came = [one for one in months if one.came_on]
    copy_rows(FeedBatch, [batch_of(one, one.came_on, liaisons) for one in came])


def sent_on(feed, month, late, day, rng) -> dt.date | None:
    """Return the day on which a month was sent; None when it has not come."""
    sent = add_months(month, 1) + rng.days(*shares.SENT_ON) - dt.timedelta(1)
    is_late = feed.code == shares.LATE_FEED and month >= late
    return None if is_late or sent >= day else sent


def feed_month(county, feed, month, came_on) -> Row:
    return Row(
        id=0, county=county, feed=feed.code, department=str(feed.department), month=month, due_on=feed.due_on(month),
        came_on=came_on, rows=0,
    )  # fmt: skip


def batch_of(one, published_on, liaisons) -> Row:
    """Return a published batch of a month."""
    name = f"{one.feed}-{one.month:%Y-%m}.xlsx"
    return Row(
        id=0, county=one.county, feed=one.feed, department=one.department, month=one.month, way="page",
        by=liaisons.get(one.department), file_name=name, digest=hashlib.sha256(name.encode()).hexdigest(),
        language="zh-hans", state=BatchState.PUBLISHED.value, created_at=recorded_at(published_on, "09:20"),
        checked_at=recorded_at(published_on, "09:21"), published_at=recorded_at(published_on, "09:25"),
    )  # fmt: skip


class FeedCalendar:
    """The published batches of a county by feed, oldest first, each with the day on which it was published."""

    def __init__(self, county, day: dt.date, liaisons: dict):
        self.county, self.day, self.liaisons, self.corrections = county, day, liaisons, {}
        self.batches: dict[str, list[Row]] = {feed: [] for feed in FEEDS}
        found = FeedBatch.objects.filter(county=county, state=BatchState.PUBLISHED).order_by("month", "pk")
        for pk, feed, month, at, rows in found.values_list("pk", "feed", "month", "published_at", "counts__rows"):
            row = Row(id=pk, feed=feed, month=month, published_on=at.date(), rows=rows or 0)  # type: ignore[union-attr]
            self.batches[feed].append(row)

    def sent_before(self, feed: str, day: dt.date):
        """Return the latest batch of a feed that was there on a day, if any."""
        return next((one for one in reversed(self.batches[feed]) if one.published_on <= day), None)

    def sent_after(self, feed: str, day: dt.date):
        """Return the batch in which a department corrected what it had sent before a day: that of the next month, or
        one of corrections."""
        return next((one for one in self.batches[feed] if one.published_on > day), None) or self.correction(feed)

    def correction(self, feed: str):
        """Return a batch of yesterday that corrects the last month of a feed."""
        if feed not in self.corrections:
            last = self.batches[feed][-1]
            month = Row(county=self.county, feed=feed, department=str(FEEDS[feed].department), month=last.month)
            made = batch_of(month, self.day - dt.timedelta(1), self.liaisons)
            copy_rows(FeedBatch, [made])
            published = {"published_on": self.day - dt.timedelta(1), "rows": 0}
            self.corrections[feed] = Row(id=made.id, feed=feed, month=last.month, **published)
        return self.corrections[feed]

    def next_reference(self, batch) -> str:
        """Return the department's number of the next record of a batch."""
        batch.rows += 1
        return f"{''.join(part[0] for part in batch.feed.split('_')).upper()}{batch.month:%y%m}-{batch.rows:05d}"


def count_what_came(county) -> None:
    """Count the rows of every batch and month as publishing would have counted them."""
    said = {"county": county.pk, "months": USUAL_MONTHS}
    for statement in (COUNTED, CAME, USUAL):
        execute_sql(statement, said)
