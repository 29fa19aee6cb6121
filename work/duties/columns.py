"""Tables of what is late; each number opens the list of the people it counts."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.listing import NUMBER, Column, Listing
from work.choices import EVERYBODY

from .conditions import DUTIES

DUTIES_TABLE = Listing(
    "work-late",
    _("Late in people's work, by rule"),
    (
        Column("duty", _("What is late"), value="0.label"),
        Column("rule", _("Rule"), value="0.code", css="text-nowrap"),
        Column(
            "people",
            _("People"),
            value="1",
            kind=NUMBER,
            url=lambda row: row[1] and reverse("work:account", query={"state": EVERYBODY, "late": row[0].code}),
        ),
    ),
    cards=False,
    exported=True,
    is_plain=True,
)


def villages_table() -> Listing:
    """Return the table with a row for each village and a column for each rule."""
    duties = [duty_column(place, duty) for place, duty in enumerate(DUTIES.values())]
    village = Column("village", _("Village"), value="village", under="township")
    township = Column("township", _("Township"), value="township", on_page=False)
    columns = (village, township, *duties)
    return Listing(
        "work-late-by-village", _("Late in people's work, by village"), columns, exported=True, is_plain=True
    )


def duty_column(place, duty) -> Column:
    """Return the column of one rule; its numbers open the list of people."""

    def people_url(row):
        query = {"village": row["code"], "state": EVERYBODY, "late": duty.code}
        return row["counts"][place][1] and reverse("work:account", query=query)

    return Column(duty.code, duty.label, value=f"counts.{place}.1", kind=NUMBER, url=people_url)
