"""Tables on the portrait of a household."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.listing import DAY, YUAN, Column, Listing
from core.templatetags.pw import listed


def back_url(member) -> str:
    return reverse("households:person-back", args=[member.pk])


PEOPLE_GONE_TABLE = Listing(
    "people-gone",
    _("People who left"),
    (
        Column("name", _("Name"), value="name", css="text-nowrap"),
        Column("relation", _("Relation"), value="get_relation_display"),
        Column("left", _("Left on"), value="left_on", kind=DAY),
        Column("why", _("Why"), value="get_left_reason_display"),
        Column("back", _("Came back?"), value=lambda _row: _("Came back"), url=back_url),
    ),
)
CHECKS_TABLE = Listing(
    "guarantee-checks",
    _("Checks, newest first"),
    (
        Column("day", _("Checked on"), value="check.checked_on", kind=DAY),
        Column("source", _("Source"), value="check.get_source_display"),
        Column("failed", _("Not met"), value=lambda row: listed(row["failed"]) or None),
        Column("water", _("Water"), template="households/registry/_cell_water.html"),
        Column("evidence", _("Evidence"), value=lambda row: row["check"].evidence or None),
    ),
)
STATEMENTS_TABLE = Listing(
    "statements",
    _("What was told of income, newest first"),
    (
        Column("on", _("Told on"), value="told.told_on", kind=DAY),
        Column("by", _("Told by"), value="told.get_teller_display"),
        Column("period", _("About"), value="period", css="text-nowrap"),
        Column("lines", _("What was told, yuan"), value=lambda row: "; ".join(row["lines"]) or _("nothing")),
    ),
)
WORK_TABLE = Listing(
    "work",
    _("Employment account, newest first"),
    (
        Column("name", _("Name"), value="member.name", css="text-nowrap"),
        Column("employer", _("Employer"), value=lambda spell: spell.employer or None),
        Column("industry", _("Industry"), value=lambda spell: spell.industry or None),
        Column("place", _("Place of work"), value="get_place_display"),
        Column("channel", _("How found"), value="get_channel_display"),
        Column("from", _("From"), value="started_on", kind=DAY),
        Column("until", _("Until"), value=lambda spell: spell.ended_on or _("today"), kind=DAY),
        Column("wage", _("Yuan a month"), value="monthly_wage", kind=YUAN),
    ),
)
