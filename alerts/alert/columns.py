"""Tables of households found, and of the alerts and flags of one household."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from alerts.templatetags.queue import why
from core.listing import DAY, Column, Listing
from households.registry.names import found_through_words

FOUND_TABLE = Listing(
    "found-households",
    _("Households"),
    (
        Column(
            "head",
            _("Head"),
            value="head_name",
            mask="name",
            under=lambda household: found_through_words(household.found_people),
            url=lambda household: reverse("alerts:enter", args=[household.pk]),
        ),
        Column("number", _("Number"), value="number"),
        Column("village", _("Village"), value="village.name"),
    ),
)
HOUSEHOLD_ALERTS_TABLE = Listing(
    "household-alerts",
    _("Alerts about this household, newest first"),
    (
        Column("opened", _("Clue of"), value="opened_on", kind=DAY, url="get_absolute_url"),
        Column("level", _("Level"), template="alerts/queue/_cell_level.html"),
        Column("why", _("Why"), value=lambda alert: why(alert.reasons)),
        Column("channel", _("Channel"), value="get_channel_display"),
        Column("state", _("State"), value="get_state_display"),
        Column("outcome", _("Outcome"), value=lambda alert: alert.get_outcome_display() or None),
        Column("closed", _("Closed on"), value="closed_on", kind=DAY),
    ),
    row="alert",
)
PAST_FLAGS_TABLE = Listing(
    "past-flags",
    _("Earlier flags, newest first"),
    (
        Column("rule", _("Rule"), value=lambda row: f"{row[0].rule} {row[1].name}"),
        Column("level", _("Level"), template="alerts/_cell_flag_level.html"),
        Column("raised", _("Raised"), value="0.raised_on", kind=DAY),
        Column("cleared", pgettext_lazy("flag", "Cleared"), value="0.cleared_on", kind=DAY),
    ),
)
