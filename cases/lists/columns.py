"""The columns of the list of cases, on the page and in a file."""

from django.db.models import Case as Choose
from django.db.models import F, When
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alerts.templatetags.queue import days_left
from cases.choices import PROPOSED
from cases.templatetags.cases import risk_label
from core.listing import DAY, Column, Listing
from households.registry.columns import HOUSEHOLD_FILE_COLUMNS, prefetch_heads, township_column, village_column

HOUSEHOLD_COLUMN = Column(
    "household", _("Household"), template="cases/lists/_household_link.html", prefetch=(prefetch_heads("household"),)
)
STATE_COLUMN = Column("state", _("State"), value="get_state_display", template="cases/lists/_cell_state.html")
DAYS_COLUMN = Column(
    "days",
    _("Time left"),
    value=lambda case: days_left(case.days_left),
    template="cases/lists/_days_left.html",
    sort=("due", "-identified_on"),
    alias={"due": Choose(When(state__in=PROPOSED, then=F("decide_by")))},
)
TYPE_COLUMN = Column("type", _("Type"), value="get_case_type_display")
RISK_COLUMN = Column("risk", _("Main risk"), value=lambda case: risk_label(case.risks[0]) if case.risks else "")
IDENTIFIED_COLUMN = Column("identified", _("Identified on"), value="identified_on", kind=DAY, sort="identified_on")
VILLAGE = "village"

INBOX_LISTING = Listing(
    "inbox",
    _("The oldest deadline first"),
    (
        HOUSEHOLD_COLUMN,
        Column("looked", _("Looked at"), template="cases/lists/_cell_looked.html"),
        DAYS_COLUMN,
        Column("since", _("Here since"), value="since_on", kind=DAY),
        TYPE_COLUMN,
        RISK_COLUMN,
        village_column(VILLAGE),
    ),
    row="case",
)
CASE_LISTING = Listing(
    "cases",
    _("Cases"),
    (
        HOUSEHOLD_COLUMN,
        *HOUSEHOLD_FILE_COLUMNS,
        STATE_COLUMN,
        DAYS_COLUMN,
        TYPE_COLUMN,
        RISK_COLUMN,
        IDENTIFIED_COLUMN,
        village_column(VILLAGE, sort=("village__path", "household__number")),
        township_column(VILLAGE),
    ),
    title=_("Cases"),
    lead=_("Households proposed for monitoring, under monitoring, and cleared."),
    noun=pgettext_lazy("counted", "cases"),
    row="case",
    sort="days",
    empty=_(
        "No household of your territory is under monitoring or proposed for it. A case begins when an alert is "
        "answered “to be identified”, or on the page of a household."
    ),
    no_match=_("No case matches these filters."),
    show_all=_("Show all cases"),
    exported=True,
)
