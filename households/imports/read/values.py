"""What every kind of file says of a cell: a value, nothing, or that its value is lost."""

import datetime as dt
import math
import re
from dataclasses import dataclass

ERROR_TEXT = re.compile(r"#(N/A|DIV/0!|NAME\?|[A-Z_]+!|GETTING_DATA)|Err:\d{3}|#{3,}")
LOST_LETTERS = re.compile(r".*\ufffd.*|\?{2,}", re.S)  # what stands there after a conversion that did not know them
TRUTH = {"1": True, "true": True, "0": False, "false": False}
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


def parse_number(written):
    """Return a number as XML writes it; what is none stays a text, so that the cell is named."""
    try:
        if written.isdigit():
            return int(written)
        number = float(written)
    except ValueError:
        return text_value(written)
    return number if math.isfinite(number) and "_" not in written else text_value(written)


def parse_truth(written):
    known = TRUTH.get(written.strip().lower())
    return text_value(written) if known is None else known


def parse_moment(written):
    """Return a day or a moment as ISO 8601 writes it."""
    try:
        moment = dt.datetime.fromisoformat(written.strip())
    except ValueError:
        return text_value(written)
    moment = moment.replace(tzinfo=None)
    return moment.date() if moment.time() == dt.time() else moment
