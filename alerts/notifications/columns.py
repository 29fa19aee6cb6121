"""The list of a person's own notifications."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import DAY, Column, Listing
from households.registry.columns import household_column

NOTIFICATION_LISTING = Listing(
    "notifications",
    _("Notifications, newest first"),
    (
        Column("what", pgettext_lazy("table", "What"), template="alerts/notifications/_cell_what.html"),
        household_column("alert.household"),
        Column("village", _("Village"), value="alert.village.name"),
        Column("occasion", _("Day it is about"), value="occasion", kind=DAY),
        Column("read", pgettext_lazy("notification", "Read"), template="alerts/notifications/_cell_read.html"),
    ),
    title=_("Notifications"),
    noun=pgettext_lazy("counted", "notifications"),
    row="notification",
    sort="newest",
    sorts={"newest": "-pk"},
    empty=_("No notifications yet. You get one when an alert reaches you, comes back to you, or becomes due."),
)
