"""Tables of whom to visit today, and of overdue and doubtful visits; each number opens the list of what it counts."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.listing import COMPACT, DAY, NUMBER, Column, Listing


def last_visit_or_none_yet(row):
    return row["household"].last_visit or gettext("Not visited yet")


TODAY_TABLE = Listing(
    "today",
    _("Whom to visit today"),
    (
        Column("household", _("Household"), template="visits/planning/_cell_household.html"),
        Column("level", _("Level"), template="visits/planning/_cell_level.html", css="pw-beside-name"),
        Column("why", _("Why"), template="visits/planning/_cell_why.html", css="pw-words"),
        Column("last", _("Last visit"), value=last_visit_or_none_yet, kind=DAY, css="pw-labelled"),
        Column("do", _("To do"), template="visits/planning/_cell_do.html"),
    ),
    cards=COMPACT,
)


def late_households_url(how):
    """Return a function from a village's row to the address of its households that are overdue in this way."""
    return lambda row: reverse("households:list", query={"village": row["village__code"], "late": how})


DOUBTS_TABLE = Listing(
    "doubts",
    _("Doubtful visits by reason"),
    (
        Column("doubt", _("Doubt"), value="0.label"),
        Column(
            "visits",
            _("Visits"),
            value="1",
            kind=NUMBER,
            url=lambda row: reverse("visits:list", query={"doubt": row[0].code}),
        ),
    ),
    cards=False,
    exported=True,
    is_plain=True,
)
LATE_TABLE = Listing(
    "late-visits",
    _("Late visits by village, the most overdue first"),
    (
        Column("village", _("Village"), value="village__name"),
        Column("township", _("Township"), value="village__parent__name"),
        Column("watched", _("Households with an interval"), value="watched", kind=NUMBER),
        Column("late", _("Past the interval"), value="late", kind=NUMBER, url=late_households_url("late")),
        Column(
            "very_late",
            _("Past twice the interval"),
            value="very_late",
            kind=NUMBER,
            url=late_households_url("very_late"),
        ),
        Column(
            "in_vain",
            _("Tried several times, nobody met"),
            value="in_vain",
            kind=NUMBER,
            url=late_households_url("in_vain"),
        ),
    ),
    exported=True,
    is_plain=True,
)


def update_households_url(how):
    """Return a function from a village's row to the address of its households by their annual update."""
    return lambda row: reverse("households:list", query={"village": row["village__code"], "update": how})


ANNUAL_UPDATE_TABLE = Listing(
    "annual-update",
    _("Annual update by village, where most is missing first"),
    (
        Column("village", _("Village"), value="village__name"),
        Column("township", _("Township"), value="village__parent__name"),
        Column("asked", _("Households to ask"), value="asked", kind=NUMBER),
        Column("told", _("Told"), value="told", kind=NUMBER, url=update_households_url("told")),
        Column("missing", _("Still to ask"), value="missing", kind=NUMBER, url=update_households_url("missing")),
    ),
    exported=True,
    is_plain=True,
)
