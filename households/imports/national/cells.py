"""Kinds of cells that only the national export has."""

import re

from core.folding import folded_text
from households.imports.clean.cells import CellKind, ChoiceCell, plain_text
from households.imports.clean.numbers import YearCell

from .words import RISKS


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
    """The number in the name of a village group; a name without one is left out."""

    def __call__(self, raw):
        digits = re.search(r"\d{1,3}", plain_text(raw))
        return {"group_no": int(digits[0])} if digits else {}


class LiftedYearCell(YearCell):
    """A year, or the year of a date."""

    def __call__(self, raw):
        return super().__call__(plain_text(raw)[:4])


class HouseholdTypeCell(ChoiceCell):
    """The type of a household, which gives its kind and, for a monitored one, the type of its case: `name` picks one of
    them."""

    def __init__(self, words, name):
        super().__init__(words)
        self.name = name

    def __call__(self, raw):
        found = super().__call__(raw)
        return {self.name: found[self.name]} if self.name in found else {}
