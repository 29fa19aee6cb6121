"""Lists of words and numbers, as pages write them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import pgettext

Label = str | Promise  # words on a page: as they stand, or put into the reader's language when they are shown


def join_words(words) -> str:
    """Join several words: "house, water" in English, with the enumeration comma in Chinese."""
    return pgettext("between the words of a list", ", ").join(map(str, words))


def written_number(value, decimals=0) -> str:
    """Write a number as every page does: 12345.5 becomes 12,346. Half is rounded up, and only here."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return f"{exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0:,f}"  # + 0: no "-0"
