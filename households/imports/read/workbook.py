"""Reading .xlsx row by row in limited memory. A library holds a whole sheet (four gigabytes for 800,000 people)."""

import datetime as dt
import re
import zipfile
import zlib
from array import array
from contextlib import contextmanager
from posixpath import join, normpath

from households.import_messages import BrokenFile
from households.imports.clean.cells import EXACT
from households.imports.clean.units import is_unit

from .limits import BOMB_RATIO, MOST_COLUMNS, MOST_TEXT, MOST_UNPACKED
from .table import ImportTable, MergedRange, column_letters, column_place
from .values import CellFault, parse_moment, parse_number, parse_truth, text_value
from .xml import XmlError, elements, local_name, pieces, rows_left_out, small_xml

LAST_ROW = re.compile(r"(?<!\d)\d+$")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built into Excel
NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]{0,100}+\]|\\.')
# 0.0"万元" shows a unit that the cell does not hold
SHOWN_UNIT = re.compile(r'"?\s{0,9}+([\u4e00-\u9fff]{1,20}+)\s{0,9}+"?[\s_)]{0,20}+$')
SCALED = re.compile(r"[0#?],+([^0#?]|$)|!|\\\.|\"\.\"")  # 0!.0,"万" shows 24000 as 2.4万: the number is in yuan
DAY_LETTERS = re.compile(r"[ymdhs]", re.I)
OUTLINE = (  # of a sheet besides its cells; those that are not read can be many, and are forgotten one by one
    *("dimension", "col", "row", "mergeCell"),
    *("hyperlink", "conditionalFormatting", "dataValidation", "ignoredError"),
)
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, XmlError, EOFError),
    *(NotImplementedError, RuntimeError, KeyError, TypeError, ValueError),
)


@contextmanager
def damage_named():
    """Turn whatever a damaged file leads to into the message that says so."""
    try:
        yield
    except UNREADABLE as error:
        raise BrokenFile("damaged") from error


def refuse_bombs(archive):
    parts = archive.infolist()
    # Small parts compress by any factor, so up to 50 MB no ratio is suspicious.
    swollen = any(p.file_size > max(BOMB_RATIO * p.compress_size, 50 << 20) for p in parts)
    if swollen or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BrokenFile("bomb")


def parse_text(written):
    return text_value(unescape(written))


def parse_error(written):
    return CellFault("error_value", written.strip())


NUMERIC = (None, "n")
OTHER_KINDS = {"b": parse_truth, "d": parse_moment, "e": parse_error}  # the others are texts


class XlsxWorkbook:
    """The worksheets of an .xlsx file. Raises BrokenFile when it is damaged or a zip bomb."""

    def __init__(self, file, clock):
        self.clock = clock
        with damage_named():
            self.zip = zipfile.ZipFile(file)
            refuse_bombs(self.zip)
            self.tables, self.day_0 = self.read_index()
            self.date_styles, self.unit_styles = self.read_styles()
            self.texts = self.read_texts()

    def read_index(self):
        """Read the worksheets in their order, and the day from which this workbook counts."""
        root, links = self.xml("xl/workbook.xml"), self.xml("xl/_rels/workbook.xml.rels")
        targets = {
            link.get("Id"): normpath(join("/xl", link.get("Target"))).lstrip("/")
            for link in links
            if link.get("Type", "").endswith("/worksheet")
        }
        sheets = [(sheet, targets.get(sheet_link(sheet))) for sheet in root.iterfind(".//{*}sheet")]
        since_1904 = any(part.get("date1904") in ("1", "true") for part in root.iterfind(".//{*}workbookPr"))
        # 30 December, because Excel counts a 29 February 1900 that never was.
        day_0 = dt.datetime(1904, 1, 1) if since_1904 else dt.datetime(1899, 12, 30)
        return [WorkbookTable(self, sheet, target) for sheet, target in sheets if target], day_0

    def read_styles(self):
        """Find the cell styles that show a number as a date, and those that show it with a unit: {style: unit}."""
        if "xl/styles.xml" not in self.zip.namelist():
            return set(), {}
        root = self.xml("xl/styles.xml")
        own = {int(one.get("numFmtId")): one.get("formatCode", "") for one in root.iterfind(".//{*}numFmt")}
        dated = DATE_FORMATS | {key for key, code in own.items() if DAY_LETTERS.search(NOT_FORMAT.sub("", code))}
        units = {key: unit for key, code in own.items() if key not in dated and (unit := shown_unit(code))}
        found = root.iterfind("./{*}cellXfs/{*}xf")
        styles = {str(place): int(style.get("numFmtId", 0)) for place, style in enumerate(found)}
        unit_styles = {style: units[key] for style, key in styles.items() if key in units}
        return {style for style, key in styles.items() if key in dated}, unit_styles

    def read_texts(self):
        # Some programs write the name with other capitals.
        name = next((name for name in self.zip.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
        texts = SharedTexts()
        if name:
            with self.zip.open(name) as file:
                for text in elements(pieces(file, self.clock), "si"):
                    texts.add(text_of_runs(text))
        return texts

    def xml(self, name):
        return small_xml(self.zip.read(name))

    def value(self, cell):
        """Return the value of a cell, a fault where it has none that can be read, None where it is empty."""
        last, kind = cell[-1], cell.get("t")
        name = local_name(last.tag)
        if name == "is":
            return text_value(text_of_runs(last))
        kept = last if name == "v" else cell.find("{*}v")
        if kept is None or not (written := kept.text):
            return value_left_out(cell, kind, kept)
        if kind == "s":
            return text_value(self.texts[int(written)])
        if kind in NUMERIC:
            number = parse_number(written)
            return self.as_shown(number, cell.get("s"))
        return OTHER_KINDS.get(kind, parse_text)(written)

    def as_shown(self, number, style):
        """Return a number as people see it: as a day, or with the unit that its format puts behind it."""
        if type(number) not in (int, float):
            return number
        if style in self.date_styles:
            return self.date(number)
        return f"{number}{self.unit_styles[style]}" if style in self.unit_styles and abs(number) < EXACT else number

    def date(self, serial):
        try:
            moment = self.day_0 + dt.timedelta(seconds=round(serial * 86400))  # to the second: floats are not exact
        except OverflowError:
            return serial
        return moment.date() if serial == int(serial) else moment


class WorkbookTable(ImportTable):
    """A sheet of an .xlsx file."""

    def __init__(self, book, sheet, target):
        hidden = sheet.get("state", "visible") != "visible"
        super().__init__(sheet.get("name", ""), book.clock, is_hidden=hidden)
        self.book, self.target = book, target
        self.read_outline()

    def elements(self, *names, only_blank):
        with damage_named(), self.book.zip.open(self.target) as file:
            yield from elements(rows_left_out(pieces(file, self.clock), only_blank=only_blank), *names)

    def file_rows(self):
        number = 0
        with damage_named():
            for row in self.elements("row", "sheetData", only_blank=True):
                if local_name(row.tag) == "sheetData":
                    return
                number = int(row.get("r", number + 1))
                if cells := self.cells(row):
                    yield number, cells, row.get("hidden") in ("1", "true")

    def cells(self, row):
        """Return the values of one row in their columns."""
        cells, column, value_of = [], -1, self.book.value
        for cell in row:
            address = cell.get("r")  # it is optional
            column = column_place(address.rstrip("0123456789")) if address else column + 1
            if len(cell) and (value := value_of(cell)) is not None:
                cells += [None] * (column + 1 - len(cells))
                cells[column] = value
        return cells

    def read_outline(self):
        """Read what the sheet says besides its cells: its length, hidden columns and merged cells, which stand last."""
        self.hidden_columns, self.merged_ranges = [], []
        for part in self.elements(*OUTLINE, only_blank=False):
            name = local_name(part.tag)
            if name == "dimension" and (last := LAST_ROW.search(part.get("ref", ""))):
                self.length = int(last[0])
            elif name == "col" and part.get("hidden") in ("1", "true"):
                places = range(int(part.get("min")) - 1, min(int(part.get("max")), MOST_COLUMNS))
                self.hidden_columns += map(column_letters, places)
            elif name == "mergeCell":
                self.merged_ranges.append(parse_range(part.get("ref", "")))
                self.refuse_many_merged()
        self.merged_ranges.sort()  # they stand in the order in which somebody merged them


class SharedTexts:
    """The texts that cells refer to by number, packed: a list of Python strings would need four times the memory."""

    def __init__(self):
        self.bytes, self.ends = bytearray(), array("I", [0])

    def add(self, text):
        self.bytes += text.encode()
        if len(self.bytes) > MOST_TEXT:
            raise BrokenFile("too_much_text", limit=MOST_TEXT >> 20)
        self.ends.append(len(self.bytes))

    def __getitem__(self, place):
        if not 0 <= place < len(self.ends) - 1:
            raise ValueError(place)
        return self.bytes[self.ends[place] : self.ends[place + 1]].decode()


def shown_unit(code) -> str:
    """Return the unit that a number format puts behind a number; empty: none, or the format divides the number too."""
    positive = code.partition(";")[0]
    found = SHOWN_UNIT.search(positive)
    return found[1] if found and is_unit(found[1]) and not SCALED.search(positive) else ""


def sheet_link(sheet):
    """Return the id by which a sheet of the index names its part: an attribute called id of another namespace."""
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)


def parse_range(ref) -> MergedRange:
    """Read A4:B6, or a single cell."""
    first, _colon, last = ref.replace("$", "").partition(":")
    (left, top), (right, bottom) = map(parse_address, (first, last or first))
    return MergedRange(top, left, bottom, right)


def parse_address(address):
    letters = address.rstrip("0123456789")
    return column_place(letters), int(address[len(letters) :])


def text_of_runs(content) -> str:
    """Return the text of a <si> or <is> element: all its runs, without how they are pronounced."""
    text = ""
    for part in content:
        name = local_name(part.tag)
        if name == "t":
            text += unescape(part.text or "")
        elif name == "r":
            text += text_of_runs(part)
    return text


def value_left_out(cell, kind, kept):
    """Return what a cell without a value holds: a text inside itself, a formula, or nothing."""
    text, formula = cell.find("{*}is"), cell.find("{*}f")
    if text is not None:
        return text_value(text_of_runs(text))
    if formula is None or (kind == "str" and kept is not None):  # the result of this one is an empty text
        return None
    return CellFault("formula_without_value", f"={formula.text or ''}")


def unescape(text) -> str:
    return ESCAPED.sub(unescape_character, text) if "_x" in text else text


def unescape_character(found) -> str:
    """Decode _x000D_, which is how Excel writes a control character; characters that no text can hold are left out."""
    code = int(found[1], 16)
    return "" if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)
