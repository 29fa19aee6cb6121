"""Names in pinyin: whoever types zjs or zhangjiansan finds Zhang Jiansan, however that is written."""

import re
from functools import cache
from pathlib import Path

from .folding import visible_text

WORD = re.compile(r"[^\W_]+")
LONGEST_SYLLABLE = 6  # zhuang
VOWEL = re.compile("[aeiouv]")
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


@cache
def letter_readings(letter) -> frozenset[str]:
    """Return every way in which a Chinese letter is read, without tones; nothing for any other."""
    from pypinyin import Style, pinyin

    read = pinyin(letter, style=Style.NORMAL, heteronym=True, v_to_u=False, errors="ignore")
    return frozenset(one.lower() for one in (read[0] if read else ()) if one.isascii() and one.isalpha())


@cache
def syllables() -> frozenset[str]:
    """Return the syllables of pinyin without tones."""
    from pypinyin.constants import PINYIN_DICT
    from pypinyin.contrib.tone_convert import to_normal

    marked = {one for told in PINYIN_DICT.values() for one in told.split(",")}
    return frozenset(one for one in map(to_normal, marked) if one.isascii() and one.isalpha() and VOWEL.search(one))


def initials_of_reading(typed: str) -> set[str]:
    """Return the initials of the names that begin with what was typed in whole syllables: xian is x, and also xa.
    Nothing where it is no pinyin."""
    found: list[set[str]] = [{""}]  # by how many letters are read
    for end in range(1, len(typed) + 1):
        starts = [start for start in range(max(0, end - LONGEST_SYLLABLE), end) if typed[start:end] in syllables()]
        found.append({begun + typed[start] for start in starts for begun in found[start]})
    return found[-1] if typed else set()


def is_read_as(name: str, typed: str) -> bool:
    """Whether a name begins with the letters that are read as what was typed, in whole syllables."""
    left = {typed}
    for letter in "".join(WORD.findall(visible_text(name))):
        left = {rest.removeprefix(one) for rest in left for one in letter_readings(letter) if rest.startswith(one)}
        if not left or "" in left:
            break
    return "" in left
