"""Kinds of cells that only the national export has."""

import re

from core.folding import folded_text
from households.imports.clean.cells import CellError, CellKind, ChoiceCell, plain_text
from households.imports.clean.numbers import YearCell

from .words import RISKS

CHINESE_DIGITS = "零一二三四五六七八九"
LAST_GROUP = 999
# In front of the word for a group, or at the end: 三 of 三合湾 is no number, 2 of 2村3组 is that of the village.
CHINESE_NUMBER = rf"(?<![{CHINESE_DIGITS}十])[{CHINESE_DIGITS}十]+"
GROUP_NUMBER = re.compile(rf"((?<!\d)\d+|{CHINESE_NUMBER})(?=(?:村民)?(?:小组|组|队|社)|$)")


class PrefixCell(ChoiceCell):
    """A known word with more text after it: the grade of a school, a year."""

    def find(self, word):
        starts = [known for known in self.folded if folded_text(word).startswith(known)]
        if not starts:
            raise self.unknown()
        return self.folded[max(starts, key=len)]


class SeveralWordsCell(ChoiceCell):
    """Several known words in one cell, between commas, plus signs or spaces."""

    def all(self, raw) -> list:
        return [ChoiceCell.__call__(self, word) for word in self.split(raw)]

    def split(self, raw) -> list[str]:
        return [word for word in re.split(r"[,、;+/\s]+", plain_text(raw)) if word]

    def unknown_words(self, raw) -> list[str]:
        return [found for word in self.split(raw) for found in ChoiceCell.unknown_words(self, word)]


class HealthCell(SeveralWordsCell):
    """Healthy, or one or more of: long illness, serious illness, disability. What is not named counts as no."""

    def __call__(self, raw):
        found = {"has_chronic_illness": False, "has_serious_illness": False, "disabled": False}
        for named in self.all(raw):
            found |= named
        return found


class RiskTypesCell(SeveralWordsCell):
    """The risks of a case, in one column or in several named risk_1, risk_2, …"""

    def __init__(self, name="risk_0"):
        super().__init__(RISKS)
        self.name = name

    def __call__(self, raw):
        return {self.name: self.all(raw)}


class GroupNumberCell(CellKind):
    """The number in the name of a village group, in digits or as 十二; a name without one is left out. Several numbers,
    or a long one such as a code, are none."""

    def __call__(self, raw):
        text = "".join(plain_text(raw).split())
        numbers = [parse_group_number(word) for word in GROUP_NUMBER.findall(text) or re.findall(r"\d+", text)]
        numbers = [number for number in numbers if number is not None]
        if len(numbers) > 1 or any(number > LAST_GROUP for number in numbers):
            raise CellError("out_of_range", low="0", high=str(LAST_GROUP))
        return {"group_no": numbers[0]} if numbers else {}


def parse_group_number(word) -> int | None:
    """Return a number in digits, or one below 100 in Chinese characters: 三 is 3, 十二 is 12, 二十 is 20."""
    if word.isdigit():
        return int(word)
    tens, ten, ones = word.rpartition("十")
    if len(tens) > 1 or len(ones) > 1:
        return None
    tens_digit = CHINESE_DIGITS.find(tens) if tens else 1 if ten else 0
    return tens_digit * 10 + (CHINESE_DIGITS.find(ones) if ones else 0)


class LiftedYearCell(YearCell):
    """A year, or the year of a date; two years are none."""

    def __call__(self, raw):
        text = plain_text(raw)
        if re.search(r"\D(19|20)\d\d(?!\d)", text):
            raise CellError("not_a_number")
        return super().__call__(text[:4])


class HouseholdTypeCell(ChoiceCell):
    """The type of a household, which gives its kind and, for a monitored one, the type of its case: `name` picks one of
    them."""

    def __init__(self, words, name):
        super().__init__(words)
        self.name = name

    def __call__(self, raw):
        found = super().__call__(raw)
        return {self.name: found[self.name]} if self.name in found else {}
