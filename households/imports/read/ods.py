"""Reading .ods, the workbook of LibreOffice and WPS, row by row in limited memory."""

import zipfile

from households.import_messages import BrokenFile

from .limits import MOST_COLUMNS
from .table import ImportTable, MergedRange, column_letters
from .values import CellFault, parse_moment, parse_number, parse_truth, text_value
from .workbook import damage_named, refuse_bombs
from .xml import elements, local_name, pieces

MOST_REPEATED = 999  # times that a value may be repeated in one word; more is no table but a bomb
OASIS = "{urn:oasis:names:tc:opendocument:xmlns:"
TABLE, OFFICE, TEXT, STYLE = (f"{OASIS}{name}:1.0}}" for name in ("table", "office", "text", "style"))
CALC_TYPE = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}value-type"
NOT_SHOWN = ("collapse", "filter")  # hidden by hand, or by a filter
NOT_READ_ALOUD = {f"{TEXT}ruby-text", f"{OFFICE}annotation", f"{TEXT}note"}  # beside the text of a cell
SPACES = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n"}


class OdsWorkbook:
    """The tables of an .ods file. Raises BrokenFile when it has a password, is damaged or a bomb."""

    def __init__(self, file, clock):
        self.clock = clock
        with damage_named():
            self.zip = zipfile.ZipFile(file)
            refuse_bombs(self.zip)
            if "META-INF/manifest.xml" in self.zip.namelist() and self.has_password():
                raise BrokenFile("password")
            self.tables = self.read_index()

    def has_password(self) -> bool:
        return b"encryption-data" in self.zip.read("META-INF/manifest.xml")

    def parts(self):
        """Yield (number of its table, element) of each column, row and table as it ends; of a style (None, style)."""
        place, seen = -1, None
        with self.zip.open("content.xml") as file:
            for part in elements(pieces(file, self.clock), "style", "table-column", "table-row", "table"):
                table = part if part.tag == f"{TABLE}table" else next(part.iterancestors(f"{TABLE}table"), None)
                if table is not None and table is not seen:
                    place, seen = place + 1, table
                yield None if table is None else place, part

    def read_index(self):
        """Read the names of the tables, and what is hidden or merged in each."""
        tables, hidden = [], set()
        for place, part in self.parts():
            if place is None:
                if any(child.get(f"{TABLE}display") == "false" for child in part):
                    hidden.add(part.get(f"{STYLE}name"))
                continue
            if place == len(tables):
                tables.append(OdsTable(self, place))
            tables[place].take(local_name(part.tag), part, hidden)
        return tables


class OdsTable(ImportTable):
    """A table of an .ods file."""

    def __init__(self, book, place):
        super().__init__("", book.clock)
        self.book, self.place, self.width, self.height = book, place, 0, 0
        self.merged_ranges, self.hidden_columns = [], []

    def take(self, kind, part, hidden_styles):
        """Note what the table, a column or a row says besides its values."""
        if kind == "table":
            self.name, self.is_hidden = part.get(f"{TABLE}name", ""), part.get(f"{TABLE}style-name") in hidden_styles
        elif kind == "table-column":
            self.take_column(part)
        else:
            self.take_merged(part)
            self.height += times(part, "rows")

    def take_column(self, part):
        first, self.width = self.width, self.width + times(part, "columns")
        if part.get(f"{TABLE}visibility") in NOT_SHOWN:
            self.hidden_columns += map(column_letters, range(first, min(self.width, MOST_COLUMNS)))

    def take_merged(self, row):
        top = self.height + 1
        for place, cell in placed_cells(row):
            self.length = top if len(cell) else self.length
            down, right = (int(cell.get(f"{TABLE}number-{way}-spanned", 1)) for way in ("rows", "columns"))
            if down > 1 or right > 1:
                self.merged_ranges.append(MergedRange(top, place, top + down - 1, min(place + right, MOST_COLUMNS) - 1))
        self.refuse_many_merged()

    def file_rows(self):
        number = 1
        with damage_named():
            for place, row in self.book.parts():
                if place is not None and place > self.place:
                    return
                if place == self.place and row.tag == f"{TABLE}table-row":
                    yield from self.repeated_row(number, row)
                    number += times(row, "rows")

    def repeated_row(self, number, row):
        """Yield a row as often as it is repeated, when it holds a value."""
        cells, repeated = row_values(row), times(row, "rows")
        if cells and repeated > MOST_REPEATED:
            raise BrokenFile("bomb")
        for nth in range(repeated if cells else 0):
            yield number + nth, cells[:], row.get(f"{TABLE}visibility") in NOT_SHOWN


def times(part, what) -> int:
    """Return how many rows or columns one element stands for."""
    return max(int(part.get(f"{TABLE}number-{what}-repeated", 1)), 1)


def placed_cells(row):
    """Yield (column, cell) of each cell of a row, those below a merged one too."""
    place = 0
    for cell in row:
        if local_name(cell.tag) in ("table-cell", "covered-table-cell"):
            yield place, cell
            place += times(cell, "columns")


def row_values(row) -> list:
    cells = []
    for place, cell in placed_cells(row):
        if (value := cell_value(cell)) is not None:
            repeated = times(cell, "columns")
            if repeated > MOST_REPEATED or place + repeated > MOST_COLUMNS:
                raise BrokenFile("bomb")
            cells += [None] * (place - len(cells)) + [value] * repeated
    return cells


def cell_value(cell):
    """Return the value of a cell, a fault where it has none that can be read, None where it is empty."""
    kind = cell.get(f"{OFFICE}value-type")
    if cell.get(CALC_TYPE) == "error":
        return CellFault("error_value", paragraphs(cell).strip())
    if kind in ("float", "currency", "percentage"):
        return parse_number(cell.get(f"{OFFICE}value") or paragraphs(cell))
    if kind == "date":
        return parse_moment(cell.get(f"{OFFICE}date-value") or paragraphs(cell))
    if kind == "boolean":
        return parse_truth(cell.get(f"{OFFICE}boolean-value") or paragraphs(cell))
    text = cell.get(f"{OFFICE}string-value") or paragraphs(cell)
    if not text and kind is None and f"{TABLE}formula" in cell.attrib:
        return CellFault("formula_without_value", cell.get(f"{TABLE}formula"))
    return text_value(text)


def paragraphs(cell) -> str:
    """Return what a cell shows, a line for each paragraph."""
    return "\n".join(text_inside(part) for part in cell if part.tag in (f"{TEXT}p", f"{TEXT}h"))


def text_inside(part) -> str:
    texts = [part.text or ""]
    for child in part:
        if child.tag in SPACES:
            texts.append(SPACES[child.tag] * min(int(child.get(f"{TEXT}c", 1)), MOST_REPEATED))
        elif child.tag not in NOT_READ_ALOUD:
            texts.append(text_inside(child))
        texts.append(child.tail or "")
    return "".join(texts)
