"""The list of people nobody knows yet: each is drawn as a section of its own, with who may be meant."""

from django.utils.translation import gettext_lazy as _

from core.listing import DAY, Column, Listing

UNKNOWN_LISTING = Listing(
    "unknown-people",
    _("People nobody knows yet"),
    (
        Column("on", _("Told on"), value="told_on", kind=DAY, sort=("told_on", "pk")),
        Column("name", _("Name"), value="name", mask="name", on_page=False, identifies=True),
        Column("id_number", _("ID number"), value="id_number", mask="id_number", on_page=False),
        Column("place", _("Place"), value="area.name", on_page=False),
        Column("state", _("State"), value="get_state_display", on_page=False),
    ),
    title=_("People nobody knows yet"),
    lead=_("Somebody spoke of them, and they are not in the registry, or not where they were said to live."),
    noun=_("people"),
    row="unknown",
    sort="on",
    empty=_("Nobody is waiting to be found. Visits, files, declarations and departments add people here."),
    no_match=_("Nobody matches these filters."),
    show_all=_("Show who is to be found"),
    exported=True,
)
