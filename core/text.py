"""Lists of words, as each language writes them."""

from django.utils.functional import Promise
from django.utils.translation import pgettext

Label = str | Promise  # words on a page: as they stand, or put into the reader's language when they are shown


def join_words(words) -> str:
    """Join several words: "house, water" in English, with the enumeration comma in Chinese."""
    return pgettext("between the words of a list", ", ").join(map(str, words))
