"""Tables of cases behind with what is owed to them; each number opens the list of what it counts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from cases.assessment.shortfalls import SHORTFALLS
from core.listing import NUMBER, Column, Listing

DUTIES_TABLE = Listing(
    "duties",
    _("Cases behind with each duty"),
    (
        Column("duty", pgettext_lazy("assistance", "Duty"), value="0.label"),
        Column("rule", _("Rule"), value="0.rule", css="text-nowrap"),
        Column(
            "cases",
            _("Cases"),
            value="1",
            kind=NUMBER,
            url=lambda row: reverse("cases:list", query={"duty": row[0].code}),
        ),
    ),
    cards=False,
)


def villages_table() -> Listing:
    """A village a row, a duty a column."""
    duties = [duty_column(place, duty) for place, duty in enumerate(SHORTFALLS.values())]
    village = Column("village", _("Village"), value="village", under="township")
    monitored = Column("monitored", _("Not yet cleared"), value="monitored", kind=NUMBER)
    return Listing("duties-by-village", _("Cases behind with a duty, by village"), (village, monitored, *duties))


def duty_column(place, duty) -> Column:
    """How many cases of a village are behind with one duty, leading to them where there are any."""

    def cases_url(row):
        return row["counts"][place][1] and reverse("cases:list", query={"village": row["code"], "duty": duty.code})

    return Column(duty.code, duty.label, value=f"counts.{place}.1", kind=NUMBER, url=cases_url)
