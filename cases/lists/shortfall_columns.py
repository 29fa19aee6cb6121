"""Tables of shortfalls; each number opens the list of the cases it counts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.assessment.shortfalls import SHORTFALLS
from core.listing import NUMBER, Column, Listing

SHORTFALLS_TABLE = Listing(
    "shortfalls",
    _("Cases behind, by shortfall"),
    (
        Column("shortfall", pgettext_lazy("assistance", "Shortfall"), value="0.label"),
        Column("rule", _("Rule"), value="0.rule", css="text-nowrap"),
        Column(
            "cases",
            _("Cases"),
            value="1",
            kind=NUMBER,
            url=lambda row: reverse("cases:list", query={"shortfall": row[0].code}),
        ),
    ),
    cards=False,
    exported=True,
    is_plain=True,
)


def villages_table() -> Listing:
    """Return the table with a row for each village and a column for each shortfall."""
    shortfalls = [shortfall_column(place, shortfall) for place, shortfall in enumerate(SHORTFALLS.values())]
    village = Column("village", _("Village"), value="village", under="township")
    township = Column("township", _("Township"), value="township", on_page=False)
    monitored = Column("monitored", _("Not yet cleared"), value="monitored", kind=NUMBER)
    columns = (village, township, monitored, *shortfalls)
    return Listing("shortfalls-by-village", _("Shortfalls by village"), columns, exported=True, is_plain=True)


def shortfall_column(place, shortfall) -> Column:
    """Return the column of one shortfall; its numbers open the list of cases."""

    def cases_url(row):
        return row["counts"][place][1] and reverse(
            "cases:list", query={"village": row["code"], "shortfall": shortfall.code}
        )

    return Column(shortfall.code, shortfall.label, value=f"counts.{place}.1", kind=NUMBER, url=cases_url)
