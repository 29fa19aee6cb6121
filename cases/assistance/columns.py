"""The columns of the list of measures, on its page, in a file and on the portrait of a household."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import DAY, YUAN, Column, Listing
from households.registry.columns import HOUSEHOLD_FILE_COLUMNS, household_column, township_column, village_column


def case_words(measure):
    """Return whether a measure belongs to a case."""
    return _("Of a case") if measure.case_id else _("Without a case")


TITLE_COLUMN = Column(
    "measure", _("Measure"), value="title", url="get_absolute_url", under="get_group_display", sort="title"
)
GROUP_COLUMN = Column("group", pgettext_lazy("measure", "Group"), value="get_group_display", on_page=False)
STATE_COLUMN = Column("state", _("State"), value="get_state_display")
CASE_COLUMN = Column("case", _("Case"), value=case_words)
MEMBER_COLUMN = Column(
    "member",
    _("Who works there or takes part"),
    value=lambda measure: measure.member and measure.member.name,
    mask="name",
    under=lambda measure: measure.employer,
)
DAY_COLUMNS = (
    Column("planned", _("Planned on"), value="planned_on", kind=DAY, sort="planned_on"),
    Column("delivered", _("Delivered on"), value="delivered_on", kind=DAY, sort="delivered_on"),
    Column("ended", _("Ended on"), value="ended_on", kind=DAY, on_page=False),
)
COST_COLUMN = Column("cost", _("Cost (yuan)"), value="cost", kind=YUAN, sort="cost")
WAGE_COLUMN = Column("wage", _("Yuan a month"), value="monthly_wage", kind=YUAN, on_page=False)

HOUSEHOLD_MEASURES_TABLE = Listing(
    "household-measures",
    _("Measures of the household, the latest first"),
    (TITLE_COLUMN, replace(STATE_COLUMN, under=case_words), MEMBER_COLUMN, DAY_COLUMNS[0]),
)
MEASURE_LISTING = Listing(
    "measures",
    _("Measures"),
    (
        TITLE_COLUMN,
        household_column(sort="household__number"),
        *HOUSEHOLD_FILE_COLUMNS,
        GROUP_COLUMN,
        STATE_COLUMN,
        CASE_COLUMN,
        MEMBER_COLUMN,
        *DAY_COLUMNS,
        COST_COLUMN,
        WAGE_COLUMN,
        village_column("household.village", sort=("household__village__path", "household__number")),
        township_column("household.village"),
    ),
    title=_("Measures"),
    lead=_("Measures of assistance of monitored households, and of households without a case."),
    noun=pgettext_lazy("counted", "measures"),
    row="measure",
    sort="-planned",
    empty=_("No measure was given in your territory yet. One is planned on the page of a household or of a case."),
    no_match=_("No measure matches these filters."),
    show_all=_("Show all measures"),
    exported=True,
    printable=True,
)
