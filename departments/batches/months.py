"""Which months of feeds are due, and which came."""

from django.db.models.functions import Coalesce

from core.dates import add_months, first_of_month, today
from core.sql import execute_sql, fetch_rows
from departments.feeds import FEEDS
from departments.models import FeedBatch, FeedMonth
from departments.models.reach import departments_with_liaison

STANDING = """
    SELECT count(*) FILTER (WHERE NOT is_withdrawn) FROM (
        SELECT DISTINCT ON (reference) is_withdrawn FROM departments_feedrow
        WHERE county_id = %s AND feed = %s AND month = %s ORDER BY reference, version DESC) latest"""
USUAL_MONTHS = 6  # by which the usual number of rows is judged
USUAL = """
    UPDATE departments_feedmonth m SET usual_rows = (
        SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY e.rows) FROM (
            SELECT rows FROM departments_feedmonth e
            WHERE e.county_id = m.county_id AND e.feed = m.feed AND e.month < m.month AND e.came_on IS NOT NULL
            ORDER BY e.month DESC LIMIT %s) e)
    WHERE m.county_id = %s AND m.feed = %s AND m.month = %s"""


def expect_feeds(county, day=None) -> None:
    """Note which feeds of the last month are due in a county: those of departments that have a liaison or ever sent
    something."""
    month = add_months(first_of_month(day or today()), -1)
    sent = set(FeedBatch.objects.filter(county=county, state="published").values_list("feed", flat=True).distinct())
    departments = departments_with_liaison(county, day or today())
    known = [one for one in FEEDS.values() if one.code in sent or one.department in departments]
    due = [one for one in known if one.is_expected(month)]
    FeedMonth.objects.bulk_create([feed_month(county, one, month) for one in due], ignore_conflicts=True)


def feed_month(county, feed, month) -> FeedMonth:
    return FeedMonth(county=county, feed=feed.code, department=feed.department, month=month, due_on=feed.due_on(month))


def note_feed_came(batch) -> None:
    """Note that a month of a feed came, with how many rows, and how many are usual."""
    feed = FEEDS[batch.feed]
    FeedMonth.objects.bulk_create([feed_month(batch.county, feed, batch.month)], ignore_conflicts=True)
    here = FeedMonth.objects.filter(county=batch.county, feed=batch.feed, month=batch.month)
    number = fetch_rows(STANDING, [batch.county_id, batch.feed, batch.month])[0][0]
    here.update(came_on=Coalesce("came_on", today()), rows=number)
    execute_sql(USUAL, [USUAL_MONTHS, batch.county_id, batch.feed, batch.month])
