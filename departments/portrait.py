"""What departments told of a household, on its portrait: who told, of which day. Not what the village need not know."""

from django.utils.translation import gettext_lazy as _

from core.dates import today
from core.listing import DAY, Column, Listing
from households.models import Member
from households.registry.portrait import panel

from .feeds import FEEDS
from .models import FeedRow

ROWS_SHOWN = 20
TOLD_TABLE = Listing(
    "told-by-departments",
    _("Told by departments"),
    (
        Column("feed", _("Feed"), value=lambda row: FEEDS[row.feed].title),
        Column("department", _("Department"), value="get_department_display"),
        Column("person", _("Person"), value="member.name", mask="name"),
        Column("on", _("Day"), value="happened_on", kind=DAY),
        Column("until", _("Counts until"), value=lambda row: row.counts_until or _("it is over"), kind=DAY),
    ),
)


@panel("departments", label=_("Told by departments"), order=75)
def told_by_departments(request, household):
    """Show the records of departments that count today; nothing where there is none."""
    people = Member.objects.filter(household=household)
    rows = FeedRow.objects.counting_on(today()).filter(member__in=people, feed__in=list(FEEDS))
    found = list(rows.select_related("member").order_by("-happened_on", "-pk")[:ROWS_SHOWN])
    return {"table": TOLD_TABLE, "rows": found} if found else None
