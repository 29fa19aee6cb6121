"""Cells that departments fill in their own way."""

import re

from django.utils.translation import get_language
from stdnum.cn import ric

from households.imports.clean.cells import CellError, ChoiceCell, CodeCell, IdNumberCell

OLD_ID = re.compile(r"\d{15}")


class WordsCell(ChoiceCell):
    """Words in English and in Chinese for each value. The first of either language is offered to its readers."""

    def offered(self) -> list[str]:
        first: dict = {}
        for word, value in sorted(self.known.items(), key=lambda one: one[0].isascii() != (get_language() == "en")):
            first.setdefault(value, word)
        return [first[value] for value in dict.fromkeys(self.known.values())]

    def spoken(self, value) -> str:
        """Return the word for what is kept of a cell, in the reader's language."""
        return next((word for word in self.offered() if self.words[word] == value), value or "")


class ReferenceCell(CodeCell):
    """The department's own number of a record. It goes back with the answer, so it must not be an ID number."""

    def __call__(self, raw):
        code = super().__call__(raw)
        if is_id_number(code):
            raise CellError("reference_personal")
        return code


class FeedIdCell(IdNumberCell):
    """An ID number of 18 characters, the one inside a disability certificate, or one of the old 15 digits."""

    def __call__(self, raw):
        number = CodeCell(22)(raw)
        return super().__call__(with_century(number) if OLD_ID.fullmatch(number) else number)


def with_century(number: str) -> str:
    """Return an ID number of 15 digits in the form of 18: with the century of the birth year and the check digit.
    Source: GB 11643-1999."""
    longer = f"{number[:6]}19{number[6:]}"
    return longer + ric.calc_check_digit(f"{longer}0")


def is_id_number(code: str) -> bool:
    try:
        FeedIdCell()(code)
    except CellError:
        return False
    return True
