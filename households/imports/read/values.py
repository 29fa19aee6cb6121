"""What every kind of file says of a cell: a value, nothing, or that its value is lost."""

import re
from dataclasses import dataclass

ERROR_TEXT = re.compile(r"#(N/A|DIV/0!|NAME\?|[A-Z_]+!|GETTING_DATA)|Err:\d{3}|#{3,}")
LOST_LETTERS = re.compile(r".*\ufffd.*|\?{2,}", re.S)  # what stands there after a conversion that did not know them
SUSPICIOUS = frozenset("#E?")  # the first characters of these texts


@dataclass(frozen=True)
class CellFault:
    """A cell of which the file does not hold the value. `code` names what is wrong (import_messages.py), `text` is what
    stands there instead."""

    code: str
    text: str = ""

    def __str__(self):
        return self.text


def text_value(text) -> str | CellFault | None:
    """Return the text of a cell, None for spaces only, or a fault where the text stands for a lost value."""
    if not text or text.isspace():
        return None
    if text[0] in SUSPICIOUS or "\ufffd" in text or text[0].isspace():
        bare = text.strip()
        if ERROR_TEXT.fullmatch(bare):
            return CellFault("error_value", bare)
        if LOST_LETTERS.fullmatch(bare):
            return CellFault("lost_letters", bare)
    return text
