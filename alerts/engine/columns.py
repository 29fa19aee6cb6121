"""Lists of the nightly run: the runs, the rules and values of one run, and households with something unknown."""

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from alerts.levels import Colour
from core.listing import DAY, NUMBER, Column, Listing
from core.text import join_words
from households.registry.columns import household_column
from policy.reference import document_in_words

from .gaps import GAPS


def gap_names(facts) -> str:
    """Return the names of what is missing in a row annotated by `annotate_gaps`."""
    return join_words(entry.name for code, entry in GAPS.items() if getattr(facts, f"gap_{code}"))


UNKNOWN_LISTING = Listing(
    "unknown",
    _("Households with unknown facts"),
    (
        household_column(sort="household__number"),
        Column("village", _("Village"), value="household.village.name", sort="household__village__path"),
        Column(
            "level",
            _("Level"),
            value=lambda facts: Colour(facts.colour).label if facts.colour else None,
            template="alerts/engine/_cell_level.html",
        ),
        Column(
            "missing",
            _("What is missing, and what to do"),
            value=gap_names,
            template="alerts/engine/_cell_missing.html",
        ),
    ),
    title=_("Facts unknown"),
    lead=_(
        "Households in which something is missing or contradictory. Unknown is not “no risk”: "
        "they stay here until the data is corrected and the next run has read it."
    ),
    noun=_("households"),
    row="facts",
    sort="village",
    empty=_("Nothing is unknown here: the data of every household is complete."),
    exported=True,
    printable=True,
)
RUN_LISTING = Listing(
    "runs",
    _("Runs, newest first"),
    (
        Column("day", _("As of"), value="as_of", kind=DAY, url=lambda run: reverse("alerts:run", args=[run.pk])),
        Column("county", _("County"), value="county.name"),
        Column("state", _("State"), value="get_state_display"),
        Column("started", _("Started"), value=lambda run: f"{localtime(run.started_at):%H:%M:%S}"),
        Column("households", _("Households"), value="counts.households", kind=NUMBER),
        Column("raised", _("Flags raised"), value="counts.flags.raised", kind=NUMBER),
        Column("cleared", _("Flags cleared"), value="counts.flags.cleared", kind=NUMBER),
        Column("seconds", _("Seconds"), value="total_seconds", kind=NUMBER, decimals=1),
    ),
    title=_("Nightly runs"),
    lead=_(
        "Every night at 01:30 facts and flags of every household are recomputed. Running a night twice changes nothing."
    ),
    sort="newest",
    sorts={"newest": "-pk"},
    empty=_("No run yet. The first one comes tonight at 01:30, or when somebody starts it by hand."),
)
OPEN_FLAGS_TABLE = Listing(
    "open-flags",
    _("Open flags by rule"),
    (
        Column("rule", _("Rule"), value=lambda row: f"{row[1]} {row[0].name if row[0] else ''}"),
        Column("red", _("Red"), value="2", kind=NUMBER),
        Column("amber", _("Amber"), value="3", kind=NUMBER),
    ),
    cards=False,
)
JUDGED_BY_TABLE = Listing(
    "judged-by",
    _("Parameters it judged by"),
    (
        Column("label", _("Parameter"), value="0"),
        Column("value", _("Value"), value="1"),
        Column("since", _("Since"), value="2", kind=DAY),
        Column("document", _("Document"), value=lambda row: document_in_words(row[3])),
    ),
)


def changes_table(code, caption, first, name) -> Listing:
    """Return the table of what other values would change, by rule or by place. `name` fills the first column, headed
    `first`."""
    columns = (
        Column("name", first, value=name),
        Column("opened_red", _("Open, red"), value="opened_red", kind=NUMBER),
        Column("opened_amber", _("Open, amber"), value="opened_amber", kind=NUMBER),
        Column("closed_red", _("Close, red"), value="closed_red", kind=NUMBER),
        Column("closed_amber", _("Close, amber"), value="closed_amber", kind=NUMBER),
        Column("households", _("Households"), value="households", kind=NUMBER),
    )
    return Listing(code, caption, columns)


CHANGES_TABLES = {
    "rules": changes_table("by-rule", _("By rule"), _("Rule"), lambda row: f"{row['rule'].code} {row['rule'].name}"),
    "townships": changes_table("by-township", _("By township"), _("Township"), "area.name"),
    "villages": changes_table("by-village", _("By village"), _("Village"), "area.name"),
}
