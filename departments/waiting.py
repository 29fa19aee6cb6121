"""What waits because a feed did not come, or came with far fewer rows than usual (WRK-09)."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Permission
from accounts.waiting.declare import WaitingRow, waiting_kind
from core.dates import add_months, first_of_month

from .feeds import FEEDS
from .models import FeedMonth

MONTHS_LOOKED_AT = 3  # what is older was seen often enough


@dataclass(frozen=True)
class FeedShown:
    """A month of a feed as a row of what waits."""

    def related(self, rows):
        return rows.select_related("county")

    def row(self, month) -> WaitingRow:
        return WaitingRow(
            name=FEEDS[month.feed].title, number=f"{month.month:%Y-%m}", place=month.county.name,
            since=month.waits_since, until=month.waits_until, url=reverse("departments:feed", args=[month.feed]),
            note=_("Came with far fewer rows than usual") if month.is_thin else "",
        )  # fmt: skip


@waiting_kind(
    "feeds-silent", order=70, label=gettext_lazy("Data of departments that did not come"),
    permission=Permission.FEED_VIEW, roles=("county_staff", "department_liaison"), shown=FeedShown(),
    place="county__path", department="department", until="due_on", since="month",
)  # fmt: skip
def silent_feeds(county, day):
    since = add_months(first_of_month(day), -MONTHS_LOOKED_AT)
    return FeedMonth.objects.silent(day).filter(county=county, month__gte=since, feed__in=list(FEEDS))
