"""The list of data requests."""

from django.utils.translation import gettext_lazy as _

from core.listing import DAY, Column, Listing
from households.registry.columns import household_column, village_column

REQUEST_LISTING = Listing(
    "data-requests",
    _("Requests about one's own data"),
    (
        Column("kind", _("What is asked"), value="get_kind_display", url="get_absolute_url"),
        household_column(),
        village_column("household.village"),
        Column("asked", _("Asked on"), value="asked_on", kind=DAY, sort=("asked_on", "pk")),
        Column("due", _("To be answered by"), value="due_on", kind=DAY, sort=("due_on", "pk")),
        Column("state", _("State"), value="get_state_display", sort=("state", "due_on", "pk")),
    ),
    title=_("Requests about one's own data"),
    lead=_("A copy, a correction or the erasure of one's data: recorded by one, decided by another, with a day."),
    noun=_("requests"),
    row="request",
    sort="-asked",
    empty=_("Nobody has asked yet. A request is recorded from the page of the household."),
)
