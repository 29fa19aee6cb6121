"""The columns of the list of sales, of what households delivered, and of the sales of a household."""

from django.urls import reverse
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from core.listing import DAY, NUMBER, YUAN, Column, Listing
from core.templatetags.pw import money
from households.registry.columns import household_column
from households.registry.names import found_through_words
from work.offers.columns import place_column


def quantity_words(row) -> str | None:
    """Return how much was sold, such as "500 kg"."""
    return amount_words(row.quantity, row)


def amount_words(amount, sale) -> str | None:
    return None if amount is None else f"{amount.normalize():,f} {sale.unit}".strip()


def price_words(sale) -> str:
    """Return the yuan of one unit, or that the sale was withdrawn."""
    if sale.withdrawn_at:
        return pgettext("sale", "Withdrawn")
    words = {"yuan": money(sale.price and round(sale.price, 2)), "unit": sale.unit}
    return gettext("%(yuan)s yuan a %(unit)s") % words if sale.price else ""


SALE_LISTING = Listing(
    "sales",
    pgettext_lazy("recorded", "Sales"),
    (
        Column("goods", _("Goods"), value="goods", url="get_absolute_url", under=price_words, sort=("goods", "pk"),
               identifies=True),
        Column("sold", _("Sold on"), value="sold_on", kind=DAY, sort=("sold_on", "pk")),
        place_column(sort=("area__path", "pk")),
        Column("quantity", _("Quantity"), value=quantity_words, css="pw-number"),
        Column("yuan", _("Yuan"), value="yuan", kind=YUAN, sort=("yuan", "pk")),
        Column("channel", pgettext_lazy("sale", "Channel"), value="get_channel_display", under="enterprise.name",
               sort=("channel", "pk")),
        Column("item", _("Counts as"), value="get_item_display", on_page=False),
        Column("note", _("Note"), value="note", on_page=False),
    ),
    title=pgettext_lazy("recorded", "Sales"),
    lead=_("What families of a place sold, by which way, and who delivered. What they got for it counts as income."),
    noun=pgettext_lazy("counted", "sales"),
    row="sale",
    sort="-sold",
    empty=_("No sale is on record in your territory yet. Whoever keeps offers records the first one."),
    no_match=_("No sale matches these filters."),
    show_all=_("Show all sales"),
    exported=True,
    is_plain=True,
)  # fmt: skip
DELIVERED = Column("quantity", _("Quantity"), value=lambda one: amount_words(one.quantity, one.sale), css="pw-number")
DELIVERIES = Listing(
    "sale-deliveries",
    _("Households that delivered"),
    (
        household_column(),
        DELIVERED,
        Column("yuan", _("Yuan"), value="yuan", kind=YUAN),
        Column("do", _("To do"), template="work/sales/_cell_change.html"),
    ),
    row="delivery",
)
FOUND = Listing(
    "sale-households",
    _("Households found"),
    (
        Column(
            "head",
            _("Head"),
            value="head_name",
            mask="name",
            under=lambda household: found_through_words(household.found_people),
            url=lambda household: reverse("work:sale-delivery", args=[household.of_sale, household.pk]),
        ),
        Column("number", _("Number"), value="number"),
        Column("village", _("Village"), value="village.name"),
    ),
    row="household",
)
PROBLEMS = Listing(
    "delivery-problems",
    _("What is wrong"),
    (
        Column("row", _("Row"), value="row", kind=NUMBER),
        Column("column", _("Column"), value="column"),
        Column("what", _("What is wrong"), value="message.what"),
        Column("remedy", _("What to do"), value="message.remedy"),
    ),
)
HOUSEHOLD_SALES = Listing(
    "sales-of-household",
    _("What this household delivered, the latest first"),
    (
        Column("goods", _("Goods"), value="sale.goods", url="sale.get_absolute_url", under="sale.get_channel_display"),
        Column("sold", _("Sold on"), value="sale.sold_on", kind=DAY),
        DELIVERED,
        Column("yuan", _("Yuan"), value="yuan", kind=YUAN),
    ),
)
