"""The columns of offers, of who has one, and of whom one fits."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext, pgettext_lazy

from core.dates import today
from core.listing import DAY, NUMBER, YUAN, Column, Listing
from core.listing.columns import read_value


def place_column(**more) -> Column:
    """Declare the column for the place of a row, with what it lies in below."""
    return Column("place", _("Place"), value="area.name", under=lambda row: read_value(row, "area.parent.name"), **more)


def person_url(proposal) -> str:
    return reverse("work:person", args=[proposal.member.pk])


def worker_column() -> Column:
    """Declare the column for who has a place, which leads to the placement."""
    return Column(
        "who", _("Who"), value="member.name", mask="name", url="get_absolute_url", under="member.household.number"
    )


def offer_state(offer) -> str:
    """Return whether an offer can still be taken up, in a word."""
    if offer.closed_on:
        return pgettext("offer", "Closed")
    return pgettext("offer", "Open") if offer.is_open_on(today()) else pgettext("offer", "Over")


TITLE = Column(
    "title", pgettext_lazy("offer", "What it is"), value="title", url="get_absolute_url", sort="title", identifies=True
)
KIND = Column("kind", pgettext_lazy("offer", "Kind"), value="get_kind_display", sort=("kind", "title"))
FREE = Column("free", _("Free places"), value="free", kind=NUMBER, sort=("free", "pk"))
PLACES = Column("places", pgettext_lazy("offer", "Places"), value="places", kind=NUMBER)
WAGE = Column("wage", _("Monthly wage (yuan)"), value="monthly_wage", kind=YUAN, sort=("monthly_wage", "pk"))
STARTS = Column("from", _("From"), value="starts_on", kind=DAY, sort=("starts_on", "pk"))
STATE = Column("state", _("State"), value=offer_state)

OFFER_LISTING = Listing(
    "offers",
    _("Offers"),
    (
        TITLE,
        KIND,
        place_column(sort=("area__path", "pk")),
        Column("enterprise", _("Enterprise"), value="enterprise.name", url="enterprise.get_absolute_url"),
        FREE,
        PLACES,
        WAGE,
        STARTS,
        Column("until", _("Until"), value="ends_on", kind=DAY, on_page=False),
        Column("state", _("State"), value=offer_state, on_page=False),
    ),
    title=_("Offers"),
    lead=_("Posts, places in workshops, work brought home, jobs and courses, and who may have them."),
    noun=pgettext_lazy("counted", "offers"),
    row="offer",
    sort="-from",
    empty=_("Nothing is offered in your territory yet. Whoever keeps offers makes the first one."),
    no_match=_("No offer matches these filters."),
    show_all=_("Show all open offers"),
    exported=True,
    is_plain=True,
)
OFFER_ROWS = Listing("offer-rows", _("Offers"), (TITLE, KIND, FREE, PLACES, WAGE, STARTS, STATE), row="offer")
WORKER_ROWS = Listing(
    "workers",
    _("Who works there"),
    (
        worker_column(),
        Column("offer", pgettext_lazy("offer", "What it is"), value="offer.title", url="offer.get_absolute_url"),
        Column("since", _("Offered on"), value="offered_on", kind=DAY),
        Column("state", _("State"), value="measure.get_state_display"),
    ),
    row="placement",
)
PROPOSAL_ROWS = Listing(
    "proposed-people",
    _("Whom it fits, the nearest and neediest first"),
    (
        Column(
            "who", _("Who"), value="member.name", mask="name", url=person_url, under="member.household.number",
        ),
        Column("village", _("Village"), value="member.household.village.name"),
        Column("why", _("Why"), template="work/offers/_cell_reasons.html"),
        Column("do", _("To do"), template="work/offers/_cell_offer.html"),
    ),
    row="proposal",
)  # fmt: skip
PROPOSED_OFFERS = Listing(
    "proposed-offers",
    _("Offers that fit"),
    (
        Column("title", TITLE.label, value="offer.title", url="offer.get_absolute_url", under="offer.get_kind_display"),
        Column("place", _("Place"), value="offer.area.name"),
        Column("wage", WAGE.label, value="offer.monthly_wage", kind=YUAN),
        Column("why", _("Why"), template="work/offers/_cell_reasons.html"),
        Column("do", _("To do"), template="work/offers/_cell_offer.html"),
    ),
    row="proposal",
)
PLACEMENT_ROWS = replace(WORKER_ROWS.without("offer"), caption=_("Who has it or was offered it"))
