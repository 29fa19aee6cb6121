"""Safe texts for spreadsheet programs: none is run as a formula, none is rounded as a number."""

import re

SAFE_WORKBOOK_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
MAX_CELL_TEXT = 32_000  # characters Excel holds in a cell
FORMULA_START = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")  # full-width too: Chinese Excel runs them
LONG_NUMBER = re.compile(r"[\dXx]{12,}")  # Excel keeps 15 digits, and shows 12 as 1.2E+11


def spreadsheet_safe_text(value) -> str:
    """Return a text that no spreadsheet program runs or rounds."""
    text = "" if value is None else str(value)
    if LONG_NUMBER.fullmatch(text):
        return f"\t{text}"
    return f"'{text}" if FORMULA_START.match(text) else text


def worksheet_cell_text(value) -> str:
    """Cut a text to the length that a cell can hold."""
    return str(value)[:MAX_CELL_TEXT]
