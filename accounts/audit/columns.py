"""The access log as a list."""

from django.utils.translation import gettext_lazy as _

from core.listing import MOMENT, Column, Listing

from .details import access_details_in_words

NO_LINE = _("No entry matches these filters.")


def who(event):
    return event.user or _("povwatch itself")


LOG_LISTING = Listing(
    "access-log",
    _("Access log"),
    (
        Column("when", _("When"), value="at", kind=MOMENT, sort="pk"),
        Column("who", _("Who"), value=who, sort="user__full_name"),
        Column("what", _("What"), value="in_words"),
        Column("which", _("Which"), value="subject", url="subject_url"),
        Column("where", _("Where"), value=lambda event: event.area or ""),
        Column("why", _("Why"), value="reason"),
        Column("details", _("Details"), value=lambda event: access_details_in_words(event.details)),
    ),
    title=_("Access log"),
    lead=_("Who opened, changed or exported what, when and why. Entries are added, never changed or deleted."),
    noun=_("lines"),
    sort="-when",
    empty=NO_LINE,
    no_match=NO_LINE,
    show_all=_("Show the whole log"),
    exported=True,
    printable=True,
)
