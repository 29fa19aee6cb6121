"""The tables of a place's work at a glance; each number opens its list."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.listing import NUMBER, Column, Listing


def number(code, label) -> Column:
    return Column(code, label, value=code, kind=NUMBER, url="url")


def table_of(code, caption, *columns) -> Listing:
    """Declare a table with a row for each kind of thing, which can be taken along."""
    kind = Column("kind", pgettext_lazy("picture", "What"), value="label", url="url")
    return Listing(code, caption, (kind, *columns), cards=False, exported=True, is_plain=True)


PEOPLE_TABLE = table_of("picture-people", _("People of working age"), number("people", _("People")))
OFFERS_TABLE = table_of(
    "picture-offers", _("Open offers"), number("offers", _("Offers")), number("free", _("Free places"))
)
ENTERPRISES_TABLE = table_of(
    "picture-enterprises",
    _("Enterprises"),
    number("enterprises", _("Enterprises")),
    number("machines", _("Machines out")),
)
LATE_TABLE = table_of("picture-late", _("Late in people's work"), number("people", _("People")))
