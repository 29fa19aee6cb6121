"""The columns of the register of enterprises, and of the machines that are out."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import DAY, NUMBER, Column, Listing
from work.offers.columns import place_column, worker_column

ENTERPRISE_LISTING = Listing(
    "enterprises",
    _("Enterprises"),
    (
        Column(
            "name", pgettext_lazy("enterprise", "Name"), value="name", url="get_absolute_url", sort="name",
            identifies=True,
        ),
        Column("kind", pgettext_lazy("enterprise", "Kind"), value="get_kind_display", sort=("kind", "name")),
        place_column(sort=("area__path", "name")),
        Column("industry", _("Industry"), value="industry"),
        Column("in_charge", _("Person in charge"), value="in_charge"),
        Column("places", _("Places for workers"), value="places", kind=NUMBER, on_page=False),
        Column("offers", _("Open offers"), value="open_offers", kind=NUMBER, sort=("open_offers", "name")),
        Column("machines", _("Machines that can be lent"), value="machines", kind=NUMBER, on_page=False),
        Column("out", _("Machines out"), value="machines_out", kind=NUMBER, sort=("machines_out", "name")),
        Column("closed", _("Closed on"), value="closed_on", kind=DAY, on_page=False),
    ),
    title=_("Enterprises"),
    lead=_("Workshops, firms, cooperatives, live-stream hosts and offices that give work or buy what families grow."),
    noun=pgettext_lazy("counted", "enterprises"),
    row="enterprise",
    sort="place",
    empty=_("No enterprise is on the register of your territory yet. Whoever keeps offers adds the first one."),
    no_match=_("No enterprise matches these filters."),
    show_all=_("Show all enterprises"),
    exported=True,
)  # fmt: skip
MACHINES_OUT = Listing(
    "machines-out",
    _("Machines out"),
    (
        Column("what", _("Equipment lent"), value="equipment", url="get_absolute_url"),
        worker_column(),
        Column("since", _("Lent on"), value="lent_on", kind=DAY),
        Column("state", _("State"), value="measure.get_state_display"),
    ),
    row="placement",
)
