"""The list of villages with their caseworkers."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import DAY, NUMBER, Column, Listing

PHONE = Column("phone", _("Work phone"), value="phone", mask="phone")
PHONE_TO_CALL = replace(PHONE, template="visits/caseworkers/_cell_phone.html")  # files have it masked all the same
CASEWORKER_LISTING = Listing(
    "village-caseworkers",
    _("Caseworkers by village"),
    (
        Column("village", _("Village"), value="name", under="parent.name", sort="path"),
        Column("township", _("Township"), value="parent.name", on_page=False),
        Column(
            "caseworker", _("Caseworker"), template="visits/caseworkers/_cell_caseworker.html", value="caseworker",
            sort=("caseworker", "path"),
        ),
        PHONE,
        Column("since", _("Since"), value="since", kind=DAY, sort=("since", "path")),
        Column("last_visit", _("Last visit in the village"), value="last_visit", kind=DAY, sort=("last_visit", "path")),
        Column("visits", _("Visits this month"), value="visits", kind=NUMBER, sort=("visits", "path")),
    ),
    title=_("Caseworkers by village"),
    lead=_("Who visits in which village, and where nobody does. Visits count whoever made them."),
    noun=pgettext_lazy("list", "villages"),
    row="village",
    sort="village",
    empty=_("No village lies in your territory."),
    no_match=_("No village matches these filters."),
    show_all=_("Show all villages"),
    exported=True,
    printable=True,
)  # fmt: skip


def caseworker_listing(may_call) -> Listing:
    """Return the list; who may press for visits sees phones in full and can call."""
    if not may_call:
        return CASEWORKER_LISTING
    columns = tuple(PHONE_TO_CALL if one is PHONE else one for one in CASEWORKER_LISTING.columns)
    return replace(CASEWORKER_LISTING, columns=columns)
