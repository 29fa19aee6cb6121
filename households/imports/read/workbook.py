"""Reading .xlsx row by row in limited memory.

A library holds a whole sheet (four gigabytes for 800,000 people), an XML parser needs ten minutes for it. A worksheet
is a plain list of <row> and <c> elements, so regular expressions over a sliding piece of the file do it in one
minute."""

import datetime as dt
import html
import re
import zipfile
import zlib
from array import array
from posixpath import join, normpath
from xml.etree import ElementTree

from households.import_messages import BrokenFile

PIECE = 1 << 20
LONGEST_ROW = 64 << 20
MOST_UNPACKED = 8 << 30  # bytes unpacked
MOST_TEXT = 400 << 20  # bytes of shared texts held in memory
MOST_COLUMNS = 16_384  # of Excel
BOMB_RATIO = 200  # times the packed size, above which it is a zip bomb; real workbooks reach 50

PLAIN_CELL = re.compile(  # the way nearly every program writes a cell
    rb'<c r="([A-Z]+)\d+"(?: s="(\d+)")?(?: t="(\w+)")?'
    rb'(?:/>|>(?:<v>([^<]*)</v>|<is><t(?: xml:space="preserve")?>([^<]*)</t></is>)?</c>)'
)
ANY_CELL = re.compile(rb"<c\b([^>]*?)(?:/>|>(.*?)</c>)", re.S)
ATTRIBUTE = re.compile(rb"""\b(\w+)=["']([^"']*)""")
NUMBERED = re.compile(rb"""\br=["'](\d+)""")
VALUE = re.compile(rb"<v\b[^>]*>([^<]*)</v>")
TEXT = re.compile(rb"<t\b[^>]*>([^<]*)</t>")
SPOKEN = re.compile(rb"<rPh\b.*?</rPh>", re.S)  # the pronunciation, which is not part of the text
PREFIX = re.compile(rb"<(\w+:)(?:worksheet|sst)\b")
LAST_ROW = re.compile(rb"""<dimension ref=["'][A-Z]+\d+:[A-Z]+(\d+)""")
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")

DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}  # built into Excel
NOT_FORMAT = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
DAY_LETTERS = re.compile(r"[ymdhs]", re.I)
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    KeyError,
    ValueError,
    ElementTree.ParseError,
)


class XlsxWorkbook:
    """The worksheets of an .xlsx file. Raises BrokenFile when it is damaged or a zip bomb."""

    def __init__(self, file):
        try:
            self.zip = zipfile.ZipFile(file)
            self.refuse_bombs()
            self.targets, self.day_0 = self.read_index()
            self.date_styles = self.read_styles()
            self.texts = self.read_texts()
        except UNREADABLE as error:
            raise BrokenFile("damaged") from error

    def refuse_bombs(self):
        parts = self.zip.infolist()
        # Small parts compress by any factor, so up to 50 MB no ratio is suspicious.
        swollen = any(p.file_size > max(BOMB_RATIO * p.compress_size, 50 << 20) for p in parts)
        if swollen or sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise BrokenFile("bomb")

    def read_index(self):
        """Read the worksheets in their order, {name: part of the zip}, and the day from which this workbook counts."""
        root, links = self.xml("xl/workbook.xml"), self.xml("xl/_rels/workbook.xml.rels")
        targets = {
            link.get("Id"): normpath(join("/xl", link.get("Target"))).lstrip("/")
            for link in links
            if link.get("Type", "").endswith("/worksheet")
        }
        sheets = [(sheet.get("name"), sheet_link(sheet)) for sheet in root.iterfind(".//{*}sheet")]
        since_1904 = any(part.get("date1904") in ("1", "true") for part in root.iterfind(".//{*}workbookPr"))
        # 30 December, because Excel counts a 29 February 1900 that never was.
        day_0 = dt.datetime(1904, 1, 1) if since_1904 else dt.datetime(1899, 12, 30)
        return {name: targets[link] for name, link in sheets if link in targets}, day_0

    def read_styles(self):
        """Find the cell styles that show a number as a date."""
        if "xl/styles.xml" not in self.zip.namelist():
            return set()
        root = self.xml("xl/styles.xml")
        dated = DATE_FORMATS | {
            int(own.get("numFmtId"))
            for own in root.iterfind(".//{*}numFmt")
            if DAY_LETTERS.search(NOT_FORMAT.sub("", own.get("formatCode", "")))
        }
        styles = root.iterfind("./{*}cellXfs/{*}xf")
        return {b"%d" % place for place, style in enumerate(styles) if int(style.get("numFmtId", 0)) in dated}

    def read_texts(self):
        # Some programs write the name with other capitals.
        name = next((name for name in self.zip.namelist() if name.lower() == "xl/sharedstrings.xml"), None)
        texts = SharedTexts()
        for piece in self.pieces(name, b"</si>") if name else ():
            before, _tag, content = piece.rpartition(b"<si")
            for _empty in range(before.count(b"<si/>")):  # an empty text has a number too
                texts.add("")
            texts.add(decode_text(text_of_runs(content)))
        return texts

    def xml(self, name):
        if self.zip.getinfo(name).file_size > 20 << 20:
            raise BrokenFile("damaged")
        return ElementTree.fromstring(self.zip.read(name))

    def last_row(self, name) -> int:
        """Return the number of the last row as the sheet declares it, 0 when it does not."""
        with self.zip.open(self.targets[name]) as file:
            found = LAST_ROW.search(file.read(4096))
        return int(found[1]) if found else 0

    def rows(self, name):
        """Return (number of the row, cells) of one sheet, without rows in which no cell has a value."""
        number = 0
        try:
            for piece in self.pieces(self.targets[name], b"</row>"):
                before, _tag, row = piece.rpartition(b"<row")
                attributes, _end, content = row.partition(b">")
                numbered = NUMBERED.search(attributes)
                number = int(numbered[1]) if numbered else number + 1 + before.count(b"<row")
                if cells := self.cells(content):
                    yield number, cells
        except UNREADABLE as error:
            raise BrokenFile("damaged") from error

    def pieces(self, name, end):
        """Return a part of the zip, cut after each closing tag `end`; what follows the last one is left out."""
        with self.zip.open(name) as file:
            rest = file.read(PIECE)
            prefix = PREFIX.search(rest[:2000])
            end = b"</" + prefix[1] + end[2:] if prefix else end
            while rest:
                *pieces, rest = rest.split(end)
                yield from (strip_namespace_prefix(piece, prefix[1]) for piece in pieces) if prefix else pieces
                if len(rest) > LONGEST_ROW:
                    raise BrokenFile("damaged")
                piece = file.read(PIECE)
                rest = rest + piece if piece else b""

    def cells(self, row):
        """Return the values of one row in their columns; None where there is none."""
        found = PLAIN_CELL.findall(row)
        if len(found) != row.count(b"<c ") + row.count(b"<c>"):  # at least one cell is written in another way
            found = list(map(parse_odd_cell, ANY_CELL.findall(row)))
        cells, column = [], -1
        for letters, style, kind, value, text in found:
            column = column_place(letters) if letters else column + 1  # the address of a cell is optional
            if value or text:
                cells.extend([None] * (column - len(cells)))
                cells.append(self.value(kind, style, value) if value else decode_text(text))
        return cells

    def value(self, kind, style, value):
        if kind == b"s":
            return self.texts[int(value)]
        if kind in (b"", b"n"):
            return self.date(float(value)) if style in self.date_styles else parse_number(value)
        return value == b"1" if kind == b"b" else decode_text(value)

    def date(self, serial):
        moment = self.day_0 + dt.timedelta(days=round(serial * 86400) / 86400)  # to the second: floats are not exact
        return moment.date() if serial == int(serial) else moment


class SharedTexts:
    """The texts that cells refer to by number, packed: a list of Python strings would need four times the memory."""

    def __init__(self):
        self.bytes, self.ends = bytearray(), array("I", [0])

    def add(self, text):
        self.bytes += text.encode()
        if len(self.bytes) > MOST_TEXT:
            raise BrokenFile("too_large", limit=MOST_TEXT >> 20)
        self.ends.append(len(self.bytes))

    def __getitem__(self, place):
        if not 0 <= place < len(self.ends) - 1:
            raise ValueError(place)
        return self.bytes[self.ends[place] : self.ends[place + 1]].decode()


def sheet_link(sheet):
    """Return the id by which a sheet of the index names its part: an attribute called id of another namespace."""
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)


def strip_namespace_prefix(text, prefix):
    """Turn <x:row> into <row>: some programs write the namespace on every element."""
    return text.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")


def text_of_runs(content) -> bytes:
    """Return the text of a <si> or <is> element: all its runs."""
    if b"<rPh" in content:
        content = SPOKEN.sub(b"", content)
    return b"".join(TEXT.findall(content))


def decode_text(value) -> str:
    text = value.decode()
    if "&" in text:
        text = html.unescape(text)
    return ESCAPED.sub(unescape_character, text) if "_x" in text else text


def unescape_character(found) -> str:
    """Decode _x000D_, which is how Excel writes a control character; characters that no text can hold are left out."""
    code = int(found[1], 16)
    return "" if code == 0 or 0xD800 <= code <= 0xDFFF else chr(code)


def parse_odd_cell(found):
    """Read a cell written in another way (attributes in another order, a formula, a text in several runs), as
    PLAIN_CELL would give it."""
    attributes, content = dict(ATTRIBUTE.findall(found[0])), found[1]
    letters = attributes.get(b"r", b"").rstrip(b"0123456789")
    value = VALUE.search(content)
    text = text_of_runs(content) if value is None else b""
    return letters, attributes.get(b"s", b""), attributes.get(b"t", b""), value[1] if value else b"", text


def parse_number(value):
    return int(value) if value.isdigit() else float(value)


column_places: dict[bytes, int] = {}


def column_place(letters) -> int:
    """Return the position of a column: A is 0, Z is 25, AA is 26."""
    if letters not in column_places:
        place = 0
        for letter in letters:
            place = place * 26 + letter - 64
        if place > MOST_COLUMNS:
            raise ValueError(letters)
        column_places[letters] = place - 1
    return column_places[letters]
