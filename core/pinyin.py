"""The initials of a name in pinyin: whoever types zjs finds 张建三."""

import re
from functools import cache

from .folding import visible_text

WORD = re.compile(r"[^\W_]+")
# Surnames that are read otherwise than the same letter elsewhere, where the initial differs.
SURNAMES = {
    "单": "s", "仇": "q", "曾": "z", "解": "x", "查": "z", "翟": "z", "覃": "q", "区": "o", "种": "c", "乐": "y",
    "折": "s", "秘": "b", "召": "s", "祭": "z", "佴": "n", "尉迟": "yc", "万俟": "mq", "澹台": "tt",
}  # fmt: skip


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
