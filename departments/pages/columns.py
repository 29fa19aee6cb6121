"""Lists of feeds, of what was sent, and of what is wrong in it."""

from functools import partial

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import DAY, MOMENT, NUMBER, Column, Listing
from departments.feeds import FEEDS
from departments.feeds.cells import WordsCell

FEED_TABLE = Listing(
    "feeds",
    _("Feeds"),
    (
        Column("title", _("Feed"), value="feed.title", url="url"),
        Column("department", _("Department"), value="department"),
        Column("month", _("Month"), value="month"),
        Column("due", _("Due on"), value="due_on", kind=DAY),
        Column("came", _("Came on"), value="came_on", kind=DAY),
        Column("rows", _("Rows"), value="rows", kind=NUMBER),
        Column("state", _("State"), template="departments/pages/_cell_feed_state.html"),
    ),
    row="one",
)
BATCH_LISTING = Listing(
    "batches",
    _("Sent so far"),
    (
        Column("month", _("Month"), value=lambda batch: f"{batch.month:%Y-%m}", url="get_absolute_url"),
        Column("state", _("State"), value="get_state_display"),
        Column("sent", pgettext_lazy("batch", "Sent on"), value="created_at", kind=MOMENT),
        Column("way", pgettext_lazy("batch", "Sent"), value="get_way_display", under="file_name"),
        Column("by", _("By"), value=lambda batch: batch.by or _("operator")),
        Column("county", _("County"), value="county"),
        Column("writes", _("Added or changed"), value="writes", kind=NUMBER),
        Column("unknown", _("Nobody knows"), value=lambda batch: batch.counts.get("unknown"), kind=NUMBER),
        Column("errors", _("Errors"), value="errors", kind=NUMBER),
    ),
    noun=_("batches"),
    sort="newest",
    sorts={"newest": "-pk"},
    empty=_("Nothing was sent yet. Download the template, fill it in and send it above."),
)
PROBLEM_LISTING = Listing(
    "feed-problems",
    _("What is wrong"),
    (
        Column("row", _("Row"), value="row", kind=NUMBER),
        Column("column", _("Column"), value=lambda problem: column_in_words(problem)),
        Column("value", _("Value"), value=lambda problem: problem.masked_value or None, css="text-break"),
        Column("what", _("What is wrong"), value="message.what"),
        Column("remedy", _("What to do"), value="message.remedy"),
    ),
    noun=_("problems"),
    sort="place",
    sorts={"place": "pk"},
    empty=_("No problem matches these filters."),
)
FATE_WORDS = {"new": _("New"), "changed": _("Changed"), "same": _("As sent before"), "withdrawn": _("Withdrawn")}
PERSON_WORDS = {
    "matched": _("in the registry"),
    "unknown": _("nobody knows yet"),
    "aside": _("not of this county's registry"),
}


def preview_table(feed) -> Listing:
    """Return the table of the first rows of a batch of a feed, with the columns that hold nothing personal."""
    own = [one for one in feed.columns if one.keeps in ("amount", "further_amount", "word")]
    return Listing(
        "feed-preview",
        _("The first rows, as they were read"),
        (
            Column("row", _("Row"), value="row", kind=NUMBER),
            Column("reference", _("Number of the record"), value="reference"),
            Column("fate", _("What becomes of it"), value=lambda row: FATE_WORDS[row["fate"]]),
            Column("person", _("Person"), value=lambda row: PERSON_WORDS[row["person"]]),
            Column("on", feed.happened.label, value="happened_on"),
            *(Column(one.keeps, one.label, value=partial(value_in_words, one), css="text-break") for one in own),
        ),
    )


def value_in_words(column, row) -> str:
    """Return what a row says in a column; a code as a word."""
    kept = row[column.keeps]
    return column.cell.spoken(kept) if isinstance(column.cell, WordsCell) else kept


def column_in_words(problem) -> str:
    """Return what a column is called that a problem names by the English header of the feed."""
    columns = FEEDS[problem.batch.feed].all_columns
    return next((str(one.label) for one in columns if problem.column in (one.headers[0], one.keeps)), problem.column)


COUNT_WORDS = {
    "rows": _("Rows in the file"),
    "new": _("New"),
    "changed": _("Changed"),
    "same": _("As sent before"),
    "repeated": _("Twice in the file"),
    "withdrawn": _("Withdrawn"),
    "held": _("Held back because of an error"),
    "matched": _("Of people in the registry"),
    "unknown": _("Of people nobody knows yet"),
    "aside": _("Of people who are not of this county's registry"),
}
