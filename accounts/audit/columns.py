"""The access log as a list."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import AccessOutcome
from core.listing import MOMENT, Column, Listing

from .details import access_details_in_words

NO_LINE = _("No entry matches these filters.")


def who(event):
    return event.user or _("povwatch itself")


def outcome(event):
    """Return the outcome when it is not the usual one."""
    return "" if event.outcome == AccessOutcome.DONE else event.get_outcome_display()


LOG_LISTING = Listing(
    "access-log",
    _("Access log"),
    (
        Column("when", _("When"), value="at", kind=MOMENT, sort=("at", "pk")),
        Column("who", _("Who"), value=who, sort="user__full_name"),
        Column("what", _("What"), value="in_words"),
        Column("which", _("Which"), value="subject", url="subject_url"),
        Column("outcome", _("Outcome"), value=outcome),
        Column("shown", _("Households shown"), value=lambda event: len(event.households) or "", css="pw-number"),
        Column("where", pgettext_lazy("access log", "Where"), value=lambda event: event.area or ""),
        Column("from", _("From address"), value=lambda event: event.address or ""),
        Column("why", _("Why"), value="reason"),
        Column("details", _("Details"), value=lambda event: access_details_in_words(event.details)),
    ),
    title=_("Access log"),
    lead=_(
        "Who opened, changed or exported what, when and why. Entries are added, never changed or deleted. The list "
        "shows the newest 10,000 that match its filters: for older ones choose a day."
    ),
    noun=_("lines"),
    sort="-when",
    empty=NO_LINE,
    no_match=NO_LINE,
    show_all=_("Show the whole log"),
    exported=True,
    is_plain=True,  # numbers of households, no names of their people
    newest=10_000,
    printable=True,
)
