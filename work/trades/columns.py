"""The columns of trades: as a list, on the portrait, and counted by kind."""

from django.utils.dates import MONTHS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.listing import DAY, NUMBER, YUAN, Column, Listing
from core.templatetags import pw
from core.text import join_words
from households.registry.columns import HOUSEHOLD_FILE_COLUMNS, household_column, township_column, village_column


def amount_words(amount, unit) -> str | None:
    """Return an amount with its unit: "3.5 mu"; None where it is not known."""
    return None if amount is None else f"{pw.number(amount, decimals_of(amount))} {unit}"


def decimals_of(amount) -> int:
    return max(0, -amount.normalize().as_tuple().exponent)


def size_words(trade):
    return amount_words(trade.size, trade.get_size_unit_display())


def yield_words(trade):
    return amount_words(trade.yield_amount, trade.get_yield_unit_display())


def month_words(months) -> str:
    """Return the names of months, in the order of the year."""
    return join_words(str(MONTHS[month]) for month in sorted(months))


def months_of(trade) -> str:
    return month_words(trade.months)


def buyer_words(trade):
    """Return who buys: the enterprise, else the kind; None where it is not known."""
    return trade.buyer.name if trade.buyer else trade.get_buyer_kind_display() or None


def price_words(trade) -> str:
    unit = trade.get_yield_unit_display()
    if trade.price is None:
        return ""
    price = pw.money(trade.price)
    return _("%(price)s a %(unit)s") % {"price": price, "unit": unit} if unit else price


KIND = Column("kind", pgettext_lazy("trade", "Kind"), value="get_kind_display", sort=("kind", "pk"))
GOODS = Column("goods", gettext_lazy("Goods"), value=lambda trade: trade.goods or None, sort=("goods", "pk"))
SIZE = Column("size", gettext_lazy("Area or number"), value=size_words, css="pw-number")
YIELD = Column("yield", gettext_lazy("Expected yield a year"), value=yield_words, under=months_of, css="pw-number")
BUYER = Column(
    "buyer",
    gettext_lazy("Buyer"),
    value=buyer_words,
    url=lambda trade: trade.buyer and trade.buyer.get_absolute_url(),
    under=price_words,
)
YUAN_A_YEAR = Column(
    "yuan", gettext_lazy("Expected yuan a year"), value="yuan_a_year", kind=YUAN, sort=("yuan_a_year", "pk")
)
SINCE = Column("since", gettext_lazy("Since"), value="since", kind=DAY)

TRADE_LISTING = Listing(
    "trades",
    gettext_lazy("Trades"),
    (
        Column("trade", KIND.label, value="get_kind_display", url="get_absolute_url", sort=KIND.sort, identifies=True),
        GOODS,
        household_column(sort="household__number"),
        *HOUSEHOLD_FILE_COLUMNS,
        SIZE,
        YIELD,
        Column("months", gettext_lazy("Months in which it comes"), value=months_of, on_page=False),
        BUYER,
        Column("price", gettext_lazy("Price (yuan)"), value="price", kind=YUAN, on_page=False),
        YUAN_A_YEAR,
        Column("since", SINCE.label, value="since", kind=DAY, on_page=False),
        Column("until", gettext_lazy("Until"), value="until", kind=DAY, on_page=False),
        village_column("household.village", sort=("household__village__path", "household__number", "pk")),
        township_column("household.village"),
    ),
    title=gettext_lazy("Trades"),
    lead=gettext_lazy(
        "What households live from beside wages, noted on the page of each. What is expected is no income."
    ),
    noun=pgettext_lazy("counted", "trades"),
    row="trade",
    sort="village",
    empty=gettext_lazy("No trade is noted in your territory yet. One is noted on the page of a household."),
    no_match=gettext_lazy("No trade matches these filters."),
    show_all=gettext_lazy("Show all trades"),
    exported=True,
    printable=True,
)
HOUSEHOLD_TRADES_TABLE = Listing(
    "household-trades",
    gettext_lazy("What the household lives from beside wages"),
    (
        Column("trade", KIND.label, value="get_kind_display", url="get_absolute_url", under="goods"),
        SIZE,
        YIELD,
        BUYER,
        YUAN_A_YEAR,
        SINCE,
    ),
)
PAST_TRADES_TABLE = Listing(
    "past-trades",
    gettext_lazy("Trades that ended"),
    (
        Column("trade", KIND.label, value="get_kind_display", url="get_absolute_url", under="goods"),
        SINCE,
        Column("until", gettext_lazy("Until"), value="until", kind=DAY),
        Column("reason", gettext_lazy("Why it ended"), value="end_reason", css="pw-words"),
    ),
)
CAME_IN_TABLE = Listing(
    "trade-income",
    gettext_lazy("What came in: business income on file, whatever it came from"),
    (
        Column("months", gettext_lazy("Twelve full months"), value="months"),
        Column("yuan", gettext_lazy("Business income (yuan)"), value="yuan", kind=YUAN, under="items"),
        Column("known", gettext_lazy("How it is known"), value="known"),
    ),
)
KINDS_TABLE = Listing(
    "trade-kinds",
    gettext_lazy("Trades by kind"),
    (
        Column("kind", KIND.label, value="label", url="url"),
        Column("households", gettext_lazy("Households"), value="households", kind=NUMBER, url="url"),
        Column("mu", gettext_lazy("Area (mu)"), value="mu", kind=NUMBER, decimals=1),
        Column("number", pgettext_lazy("how many", "Number"), value="number", css="pw-number"),
        Column("yuan", gettext_lazy("Expected yuan a year"), value="yuan", kind=YUAN),
        Column("unsaid", gettext_lazy("Households without a sum"), value="unsaid", kind=NUMBER),
    ),
    exported=True,
    is_plain=True,
)
