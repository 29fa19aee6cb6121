"""Words one after the other, as each language writes them."""

from django.utils.translation import pgettext


def join_words(words) -> str:
    """Several words in a row: "house, water" in English, with the enumeration comma in Chinese."""
    return pgettext("between the words of a list", ", ").join(map(str, words))
