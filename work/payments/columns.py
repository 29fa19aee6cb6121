"""The columns of payments: as a list, of one payment list, and on the page of who sent it."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from core.listing import DAY, NUMBER, YUAN, Column, Listing
from households.registry.columns import township_column, village_column


def person_url(payment) -> str:
    return reverse("work:person", args=[payment.member_id])


def month_words(row) -> str:
    return date_format(row.month, "YEAR_MONTH_FORMAT")


def list_state(made) -> str:
    """Return what became of a list: withdrawn, or nothing."""
    return _("Withdrawn") if made.withdrawn_on else ""


def pay_words(payment) -> str:
    """Return what is wrong with a payment; empty where nothing is."""
    if payment.yuan == 0:
        return _("missing in the list") if payment.is_missing else _("not paid")
    is_less = payment.promised is not None and payment.yuan < payment.promised
    return _("less than promised") if is_less else ""


PERSON = Column(
    "who", gettext_lazy("Who"), value="member.name", mask="name", url=person_url, under="member.household.number",
    identifies=True,
)  # fmt: skip
MONTH = Column("month", gettext_lazy("Month"), value=month_words, url="list.get_absolute_url", sort=("month", "pk"))
YUAN_PAID = Column("yuan", gettext_lazy("Paid (yuan)"), value="yuan", kind=YUAN, under=pay_words, sort=("yuan", "pk"))
PROMISED = Column("promised", gettext_lazy("Promised (yuan)"), value="promised", kind=YUAN)
PAID_ON = Column("paid", gettext_lazy("Paid on"), value="paid_on", kind=DAY, sort=("paid_on", "pk"))

PAYMENT_LISTING = Listing(
    "payments",
    gettext_lazy("Payments"),
    (
        PERSON,
        Column("of", gettext_lazy("Whose list"), value="list.of", url="list.of.get_absolute_url"),
        MONTH,
        YUAN_PAID,
        PROMISED,
        PAID_ON,
        village_column("member.household.village", sort=("member__household__village__path", "pk")),
        township_column("member.household.village"),
        Column("sent", gettext_lazy("List sent on"), value="list.sent_on", kind=DAY, on_page=False),
    ),
    title=gettext_lazy("Payments"),
    lead=gettext_lazy(
        "What enterprises and offices say they paid, person by person and month by month. A list is entered on the "
        "page of the enterprise or offer."
    ),
    noun=pgettext_lazy("counted", "payments"),
    row="payment",
    sort="-month",
    empty=gettext_lazy("No payment list was sent in your territory yet: open an enterprise or an offer to enter one."),
    no_match=gettext_lazy("No payment matches these filters."),
    show_all=gettext_lazy("Show all payments"),
    exported=True,
)
PAYMENT_ROWS = Listing(
    "payments-of-list",
    gettext_lazy("Who was paid what"),
    (PERSON, Column("village", gettext_lazy("Village"), value="member.household.village.name"), YUAN_PAID, PROMISED,
     PAID_ON),
    row="payment",
)  # fmt: skip
ODD_ROWS = Listing(
    "odd-payments",
    gettext_lazy("Unpaid, less than promised or late"),
    (PERSON, MONTH, YUAN_PAID, PROMISED, PAID_ON),
    row="payment",
)
LIST_ROWS = Listing(
    "payment-lists",
    gettext_lazy("Payment lists"),
    (
        Column("month", gettext_lazy("Month"), value=month_words, url="get_absolute_url"),
        Column("sent", pgettext_lazy("payment list", "Sent on"), value="sent_on", kind=DAY),
        Column("people", gettext_lazy("People"), value="people", kind=NUMBER),
        Column("state", gettext_lazy("State"), value=list_state),
    ),
    row="list",
)
