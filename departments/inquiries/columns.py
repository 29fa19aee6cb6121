"""The lists of inquiries: those to answer, with the people in full, and those that are closed, without them."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import DAY, MOMENT, NUMBER, Column, Listing

FOUND_WORDS = {True: _("Something found"), False: _("Nothing found")}
OPEN_LISTING = Listing(
    "inquiries",
    _("Inquiries"),
    (
        Column("number", _("Number of the inquiry"), template="departments/inquiries/_cell_number.html", sort="pk"),
        Column("people", _("Who"), template="departments/inquiries/_cell_people.html"),
        Column("asked", _("Asked on"), value="asked_on", kind=DAY, sort=("asked_on", "pk")),
        Column("due", _("Answer due on"), value="due_on", kind=DAY, sort=("due_on", "pk")),
        Column("left", _("Time left"), template="departments/inquiries/_cell_left.html"),
        Column("do", _("To do"), template="departments/inquiries/_cell_answer.html"),
    ),
    title=_("Inquiries about families"),
    lead=_(
        "Families agreed in writing that your department is asked about them. Look each person up, and answer within "
        "the days that are left."
    ),
    noun=_("inquiries"),
    row="inquiry",
    sort="due",
    empty=_("No inquiry is open. A new one comes when a family has signed that your department may be asked."),
)
CLOSED_LISTING = Listing(
    "inquiries-closed",
    _("Closed inquiries"),
    (
        Column("number", _("Number of the inquiry"), value="pk", sort="pk"),
        Column("asked", _("Asked on"), value="asked_on", kind=DAY, sort=("asked_on", "pk")),
        Column("due", _("Answer due on"), value="due_on", kind=DAY),
        Column("state", _("State"), value="get_state_display"),
        Column("found", _("Answer"), value=lambda one: FOUND_WORDS.get(one.found)),
        Column("closed", _("Closed"), value="closed_at", kind=MOMENT, sort=("closed_at", "pk")),
        Column(
            "by",
            pgettext_lazy("inquiry", "By"),
            value=lambda one: one.closed_by if one.state == "answered" else _("the county"),
        ),
    ),
    title=_("Closed inquiries"),
    lead=_("What was answered, recorded by the county, or withdrawn. Whom it was about is shown no more."),
    noun=_("inquiries"),
    row="inquiry",
    sort="-closed",
    empty=_("No inquiry was closed yet."),
)
PROBLEM_TABLE = Listing(
    "inquiry-problems",
    _("What is wrong"),
    (
        Column("row", _("Row"), value="row", kind=NUMBER),
        Column("column", _("Column"), value="column"),
        Column("what", _("What is wrong"), value="message.what"),
        Column("remedy", _("What to do"), value="message.remedy"),
    ),
)
