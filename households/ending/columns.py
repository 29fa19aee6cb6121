"""The table of kinds of data that end, and the list of what is held."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.listing import DAY, NUMBER, Column, Listing
from households.registry.columns import household_column, village_column

HOLD_LISTING = Listing(
    "data-holds",
    _("What is held"),
    (
        household_column(),
        village_column("household.village"),
        Column("since", _("Held since"), value="held_on", kind=DAY, sort=("held_on", "pk")),
        Column("reason", _("Reason"), value="reason"),
        Column("by", _("Held by"), value="by"),
        Column("state", _("State"), template="households/ending/_cell_release.html"),
    ),
    title=_("Data that ends"),
    lead=_("How long each kind is kept, what ends next, and what is held because somebody disputes a decision."),
    noun=_("holds"),
    row="hold",
    sort="-since",
    empty=_("Nothing is held. Everything ends on its day."),
)


def kinds_table(county) -> Listing:
    """Declare the table of kinds; each leads to its parameter."""

    def parameter_url(row):
        return reverse("policy:parameter", query={"key": row["kind"].key, "county": county.code})

    return Listing(
        "data-that-ends",
        _("What ends"),
        (
            Column("kind", _("Kind"), value="kind.label"),
            Column("kept", _("Kept for"), value="kept", url=parameter_url),
            Column("due", _("Due tonight"), value="due", kind=NUMBER),
            Column("soon", _("Due within 30 days"), value="soon", kind=NUMBER),
            Column("up_to", _("Ended up to"), value="up_to", kind=DAY),
            Column("ended", _("Ended so far"), value="ended", kind=NUMBER),
        ),
        row="row",
    )
