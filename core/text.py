"""Lists of words and numbers, as pages write them."""

from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import pgettext

Label = str | Promise  # words on a page: as they stand, or put into the reader's language when they are shown


def join_words(words) -> str:
    """Join several words: "house, water" in English, with the enumeration comma in Chinese."""
    return pgettext("between the words of a list", ", ").join(map(str, words))


def colon() -> str:
    """Return what stands between a label and what it says."""
    return pgettext("between a label and what it says", ": ")


def labelled(label, words) -> str:
    """Write what a label says: "Road: safe"."""
    return f"{label}{colon()}{words}"


def comma() -> str:
    """Return what stands between two parts of a line."""
    return pgettext("between two parts of a line", ", ")


def bracketed(words) -> str:
    """Write words behind others in brackets, with the space before them where a language has one."""
    return pgettext("behind a word", " (%(words)s)") % {"words": words}


def written_amount(value) -> str:
    """Write an amount of money as every page does: 8800 becomes 8,800, and 8799.5 becomes 8,799.50.

    Fen stand where there are some, because 8,799.60 is below a line of 8,800."""
    return written_number(value, 0 if value == int(value) else 2)


def written_share(value, decimals=1) -> str:
    """Write a share in percent: 0.895 becomes 89.5%."""
    return f"{written_number(100 * value, decimals)}%"


def written_number(value, decimals=0) -> str:
    """Write a number as every page does: 12345.5 becomes 12,346."""
    return f"{rounded_half_up(value, decimals):,f}"


def rounded_half_up(value, decimals=0) -> Decimal:
    """Round a number where it is shown, half away from zero: 0.125 becomes 0.13, not 0.12 as round() and format()
    have it."""
    exact = value if isinstance(value, Decimal) else Decimal(str(value))
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP) + 0  # + 0: no "-0"
