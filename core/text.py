"""Lists of words, as each language writes them."""

from django.utils.translation import pgettext


def join_words(words) -> str:
    """Join several words: "house, water" in English, with the enumeration comma in Chinese."""
    return pgettext("between the words of a list", ", ").join(map(str, words))
