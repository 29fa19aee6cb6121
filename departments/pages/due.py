"""What is due of the feeds that a person sees, and what came."""

from django.urls import reverse

from accounts.permissions import Permission
from core.dates import add_months, first_of_month, today
from departments.feeds import FEEDS
from departments.models import FeedMonth


def feeds_of(user) -> list[dict]:
    """Return the feeds of the departments that this person sees, each with its last month: due, came, how many rows.
    Of several counties the one that waits longest counts."""
    departments = {grant.department for grant in user.grants_today if Permission.FEED_VIEW in grant.permissions}
    seen = [one for one in FEEDS.values() if departments & {"", one.department}]
    months = FeedMonth.objects.visible_to(user).filter(month__gte=add_months(first_of_month(today()), -1))
    latest = {one.feed: one for one in months.order_by("month", "-came_on")}
    return [feed_line(one, latest.get(one.code)) for one in seen]


def feed_line(feed, month) -> dict:
    return {
        "feed": feed,
        "url": reverse("departments:feed", args=[feed.code]),
        "department": feed.department_label,
        "month": f"{month.month:%Y-%m}" if month else None,
        "due_on": month.due_on if month else feed.due_on(add_months(first_of_month(today()), -1)),
        "came_on": month.came_on if month else None,
        "rows": month.rows if month and month.came_on else None,
        "state": state_of(month),
    }


def state_of(month) -> str:
    """Return "late", "thin", "came", or "" for what is still to come or nobody expects."""
    if month is None:
        return ""
    if month.came_on is None:
        return "late" if month.due_on < today() else ""
    return "thin" if month.is_thin else "came"
