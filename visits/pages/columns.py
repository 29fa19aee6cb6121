"""The lists of visits and of what one visit says."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import DAY, Column, Listing
from households.registry.columns import HOUSEHOLD_NUMBER_COLUMN, household_column

VISIT_LISTING = Listing(
    "visits",
    _("Visits"),
    (
        Column(
            "day",
            _("Visited on"),
            value="visited_on",
            kind=DAY,
            template="visits/pages/_cell_day.html",
            sort="visited_on",
        ),
        household_column(sort="household__number"),
        HOUSEHOLD_NUMBER_COLUMN,
        Column("village", _("Village"), value="village.name", sort="village__path"),
        Column("purpose", _("Purpose"), value="get_purpose_display"),
        Column("way", _("Way"), value="get_way_display"),
        Column("result", _("Somebody met"), value="get_result_display"),
        Column("by", _("Visited by"), value="visited_by"),
        Column("state", _("State"), value="get_state_display"),
    ),
    title=_("Visits"),
    noun=pgettext_lazy("counted", "visits"),
    row="visit",
    sort="-day",
    sorts={"received": "received_at"},
    empty=_("Nobody has logged a visit in your territory yet. Caseworkers log them from the page “Today”."),
    no_match=_("No visit matches these filters."),
    show_all=_("Show all visits"),
    exported=True,
    printable=True,
)
OBSERVATIONS_TABLE = Listing(
    "observations",
    _("Answers of the visit, with what the caseworker had been shown"),
    (
        Column("what", pgettext_lazy("table", "What"), value="thing"),
        Column("seen", _("Shown before"), value="seen"),
        Column("answer", pgettext_lazy("visit", "Answer"), value="value"),
        Column("standing", _("Standing"), template="visits/pages/_cell_standing.html"),
    ),
)
