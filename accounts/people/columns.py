"""The lists of people, of grants in force on a day, and of the counties of a machine."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import DAY, NUMBER, Column, Listing
from core.text import join_words


def held_words(user) -> str | None:
    """Return what a person holds today where the reader may look: "Caseworker (Heyi Village)"."""
    return join_words(f"{grant.role_class.label} · {grant.area.name}" for grant in user.held) or None


def standing_words(user):
    """Return how a person stands: works here, is to come, or has left."""
    if not user.is_active:
        return pgettext_lazy("person", "left")
    return pgettext_lazy("person", "works here") if user.held else pgettext_lazy("person", "no grant in force")


PEOPLE_LISTING = Listing(
    "people",
    pgettext_lazy("accounts", "People"),
    (
        Column("name", _("Name"), value="full_name", url="get_absolute_url", sort=("full_name", "pk")),
        Column("account", _("User name"), value="username", sort="username"),
        Column("held", _("Role and place"), value=held_words),
        Column("stands", pgettext_lazy("person", "Stands"), value=standing_words),
    ),
    title=pgettext_lazy("accounts", "People"),
    lead=_("Who works in the county, with which role and where. A grant is in force when a county leader has confirmed "
           "it."),
    noun=pgettext_lazy("accounts", "people"),
    empty=_("Nobody works here yet."),
    no_match=_("Nobody matches these filters."),
    show_all=_("Show everybody who works here"),
)  # fmt: skip
UNTIL = Column("until", _("Until"), value=lambda grant: grant.valid_until or _("no end"), kind=DAY)
HOW = Column(
    "how",
    _("Came by"),
    value="get_origin_display",
    url=lambda grant: grant.proposal and grant.proposal.get_absolute_url(),
)
GRANT_LISTING = Listing(
    "grants-on-a-day",
    _("Grants in force"),
    (
        Column("person", _("Person"), value="user", url="user.get_absolute_url", sort=("user__full_name", "pk")),
        Column("account", _("User name"), value="user.username", sort="user__username"),
        Column("role", _("Role"), value="role_class.label", sort="role"),
        Column("area", _("Area"), value="area.name", sort="area__path"),
        Column("from", _("From"), value="valid_from", kind=DAY, sort="valid_from"),
        UNTIL,
        HOW,
        Column("confirmed", _("Confirmed by"), value=lambda grant: grant.proposal and grant.proposal.decided_by),
    ),
    title=_("Grants in force"),
    lead=_("Every grant that was in force at any time of the day you choose; without a day, today."),
    noun=pgettext_lazy("counted", "grants"),
    sort="person",
    empty=_("No grant is in force in your territory."),
    no_match=_("No grant matches these filters."),
    show_all=_("Show all of today"),
    exported=True,
    is_plain=True,
    printable=True,
)
PERSON_GRANTS = Listing(
    "grants-of-a-person",
    _("Grants"),
    (
        Column("role", _("Role"), value="role_class.label"),
        Column("area", _("Area"), value="area.name"),
        Column("from", _("From"), value="valid_from", kind=DAY),
        UNTIL,
        HOW,
        Column("end", pgettext_lazy("grant", "End"), template="accounts/people/_cell_end.html"),
    ),
)
COUNTY_LISTING = Listing(
    "counties",
    _("Counties of this site"),
    (
        Column("county", _("County"), value="name", sort="path"),
        Column("people", _("People with a grant in force"), value="people", kind=NUMBER),
    ),
    title=_("Counties of this site"),
    lead=_("How many people work in each. Who they are is seen in the county itself alone."),
    noun=_("counties"),
    empty=_("No county is loaded yet: manage.py load_reference"),
    show_all=_("Show all counties"),
)
