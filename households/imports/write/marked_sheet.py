"""A sheet of an error file, written from top to bottom: the rows as they were sent, with the cells that are wrong in
colour and with a note, and two more columns that say what is wrong in the row and where it stood."""

import re

from households.imports.clean.cells import plain_text
from households.imports.read.reader import ERRORS, OWN_COLUMNS, ROW_SENT, own_word

LONGEST = 32_000  # characters Excel holds in a cell
MOST_NOTES = 10_000  # of one sheet; further cells are coloured only
FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
NARROWEST, WIDEST = 8, 48  # characters of a column
ROWS_MEASURED = 1_000  # by which the widths of columns are chosen
NOTE = {"x_scale": 2, "font_size": 9}


class ErrorBook:
    """The formats of an error file. All cells are texts: Excel shortens no ID number and runs no formula."""

    def __init__(self, book):
        text = {"num_format": "@", "text_wrap": True, "valign": "top"}
        self.book, self.text = book, book.add_format(text)
        self.bold = book.add_format({**text, "bold": True, "bg_color": "#EEF1F4", "bottom": 1})
        self.wrong = book.add_format({**text, "bg_color": "#FFD9D6", "font_color": "#8A1C12", "border": 1})
        self.odd = book.add_format({**text, "bg_color": "#FFF0CC", "border": 1})

    def sheet(self, name) -> "MarkedSheet":
        return MarkedSheet(self, FORBIDDEN.sub(" ", name)[:31])


class MarkedSheet:
    """One sheet. Columns are as wide as what stands in them, and the header stays in sight."""

    def __init__(self, formats, name):
        self.formats, self.sheet = formats, formats.book.add_worksheet(name)
        self.place, self.notes, self.widths = 0, 0, {}

    def write(self, cells, style=None, marks=None) -> None:
        """Write one row; `marks` are notes on cells that are wrong: {position: (text, whether it is an error)}."""
        for place, value in enumerate(cells):
            if marks and place in marks:
                self.mark(place, value, *marks[place])
            elif value:
                self.sheet.write_string(self.place, place, value[:LONGEST], style or self.formats.text)
        if self.place < ROWS_MEASURED:
            self.measure(cells)
        self.place += 1

    def measure(self, cells) -> None:
        for place, value in enumerate(cells):
            self.widths[place] = max(self.widths.get(place, 0), min(WIDEST, width_of(value)))

    def mark(self, place, value, note, is_error) -> None:
        style = self.formats.wrong if is_error else self.formats.odd
        if value:
            self.sheet.write_string(self.place, place, value[:LONGEST], style)
        else:
            self.sheet.write_blank(self.place, place, None, style)
        if self.notes < MOST_NOTES:
            self.sheet.write_comment(self.place, place, note, {**NOTE, "y_scale": 1 + note.count("\n") // 4})
            self.notes += 1

    def write_header(self, cells) -> None:
        """Write the row that stays in sight."""
        self.write(cells, self.formats.bold)
        self.sheet.freeze_panes(self.place, 0)

    def close(self) -> None:
        """Give every column its width, also below the last row: what is entered there is a text too."""
        for place, width in self.widths.items():
            self.sheet.set_column(place, place, max(NARROWEST, width + 2), self.formats.text)


class RowsToCorrect:
    """The rows of one table that are sent again: header and titles as they stood, the columns that an error file added
    before taken away."""

    def __init__(self, formats, name, header, header_row):
        self.page, self.header, self.header_row = formats.sheet(name), header, header_row
        texts = [plain_text(cell) if cell else "" for cell in header]
        self.dropped = {place for place, text in enumerate(texts) if text in OWN_COLUMNS}
        own = self.without_own(texts)
        self.places = {text: place for place, text in reversed(list(enumerate(own))) if text}
        self.width = len(own)

    def without_own(self, cells) -> list[str]:
        texts = ["" if cell is None else plain_text(cell) for cell in cells]
        return [text for place, text in enumerate(texts) if place not in self.dropped] if self.dropped else texts

    def write_top(self, number, cells) -> None:
        """Write a row above the data, where it stood. What is merged over several columns stands in the first."""
        self.page.place = number - 1
        texts = self.without_own(cells)
        if number < self.header_row:
            texts = [text if place == 0 or text != texts[place - 1] else "" for place, text in enumerate(texts)]
            self.page.write(texts, self.page.formats.bold)
            self.page.widths.clear()
        else:
            added = [own_word(ERRORS, self.header), own_word(ROW_SENT, self.header)]
            self.page.write_header(self.padded(texts) + added)

    def write_row(self, number, cells, words, problems) -> None:
        """Write one row with what is wrong in it."""
        marks: dict = {}
        for problem in problems:
            if (place := self.places.get(problem.column)) is not None:
                note, is_error = marks.get(place, ("", False))
                said = f"{problem.message.what}\n{problem.message.remedy}"
                marks[place] = (f"{note}\n{said}".strip(), is_error or getattr(problem, "is_error", True))
        texts = self.padded(self.without_own(cells))
        self.page.write([*texts[: self.width], words, str(number), *texts[self.width :]], marks=marks)

    def padded(self, texts) -> list[str]:
        return texts + [""] * (self.width - len(texts))


def width_of(text) -> int:
    """Return how many characters wide a text is: a Chinese one counts as two."""
    return max((sum(1 + (ord(letter) > 0x2E7F) for letter in line) for line in text[:400].split("\n")), default=0)
