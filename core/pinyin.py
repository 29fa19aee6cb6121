"""The initials of a name in pinyin: whoever types zjs finds Zhang Jiansan, however that is written."""

import re
from functools import cache
from pathlib import Path

from .folding import visible_text

WORD = re.compile(r"[^\W_]+")
SURNAMES = dict(  # those that are read otherwise than the same letters elsewhere: {surname: initials}
    line.split() for line in (Path(__file__).parent / "data" / "surnames.txt").read_text("utf-8").splitlines()[1:]
)


def name_initials(name: str) -> str:
    """Return the initials of a name in small letters: of each Chinese letter, and of each word in other letters."""
    return "".join(map(word_initials, WORD.findall(visible_text(name))))


def word_initials(word) -> str:
    surname = next((word[:length] for length in (2, 1) if word[:length] in SURNAMES), "")
    rest = [initial_of(letter) for letter in word[len(surname) :]]
    if not surname and not any(rest):
        return word[0].lower()
    return SURNAMES.get(surname, "") + "".join(rest)


@cache
def initial_of(letter) -> str:
    """Return the first letter of a Chinese letter's usual reading; empty for any other."""
    from pypinyin import Style, lazy_pinyin  # its tables take half a second: only where names are written

    read = lazy_pinyin(letter, style=Style.FIRST_LETTER)[0][:1].lower()
    return read if read.isascii() and read.isalpha() and not letter.isascii() else ""


def name_reading(name: str) -> str:
    """Return how a name is read, without tones: names that sound the same are equal."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(visible_text(name))).lower()
