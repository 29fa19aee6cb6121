"""The tables of the counts: who is in the account, and who stands beside it. Each number opens its list."""

from django.utils.translation import gettext_lazy as _

from core.listing import NUMBER, Column, Listing
from work.choices import ACCOUNT_STATES, BESIDE_STATES

from .counts import ACCOUNT, ALL, BESIDE

PLACE_COLUMN = Column("place", _("Place"), value="name", url="url", identifies=True)


def number_column(word, label) -> Column:
    """Declare the column of a state or a sum."""
    return Column(
        str(word), label, value=lambda row: row.numbers[word], url=lambda row: row.list_url(word), kind=NUMBER
    )


ACCOUNT_COUNTS = Listing(
    "account-counts",
    _("In the account: people who need an income from work"),
    (
        PLACE_COLUMN,
        number_column(ACCOUNT, _("In the account")),
        *(number_column(state, state.label) for state in ACCOUNT_STATES),
    ),
    exported=True,
    is_plain=True,
)
BESIDE_COUNTS = Listing(
    "beside-counts",
    _("Beside the account: people of working age who need no income from work, or of whom it is not known"),
    (
        PLACE_COLUMN,
        number_column(BESIDE, _("Beside the account")),
        *(number_column(state, state.label) for state in BESIDE_STATES),
        number_column(ALL, _("Of working age")),
    ),
    exported=True,
    is_plain=True,
)
