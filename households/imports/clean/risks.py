"""The risks of a case in one cell of our own layout: codes, or the words of pages and of the national export."""

import re

from households.choices import RiskType
from households.imports.national.words import RISKS

from .cells import CellKind, plain_text
from .choices import enum_cell


class RisksCell(CellKind):
    """A cell of risks, the main one first: codes or words, separated by semicolons or commas; codes also by spaces."""

    known = enum_cell(RiskType).with_words(RISKS)

    def __call__(self, raw):
        said = [part.strip() for part in re.split(r"[;,、]", plain_text(raw)) if part.strip()]
        words = [word for part in said for word in (part.split() if part[0].isdigit() else [part])]
        return ",".join(dict.fromkeys(self.known(self.whole(word)) for word in words))

    def whole(self, word):
        """Return a code as two digits, because Excel turns 01 into 1."""
        return f"0{word}" if word.isdigit() and len(word) in (1, 3) else word

    def offered(self) -> list[str]:
        return self.known.offered()
