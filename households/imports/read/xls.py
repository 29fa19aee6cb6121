"""Reading .xls, the workbook of Excel 97 to 2003: at most 65,536 rows a sheet, read as a whole."""

import io
import struct

import xlrd
from xlrd.compdoc import CompDocError
from xlrd.sheet import Sheet

from households.import_messages import BrokenFile

from .limits import LARGEST_WHOLE, interrupted_by
from .table import ImportTable, MergedRange, column_letters
from .values import CellFault, text_value

UNREADABLE = (  # the library meets damaged files with errors of nearly any kind
    *(xlrd.XLRDError, CompDocError, struct.error, ArithmeticError, AssertionError, AttributeError),
    *(EOFError, LookupError, RuntimeError, TypeError, ValueError),
)
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")  # the part of a newer workbook with a password that holds the rest


def xls_tables(content, clock) -> list[ImportTable]:
    """Return the sheets of an .xls file. Raises BrokenFile when it has a password or is damaged."""
    if len(content) > LARGEST_WHOLE:
        raise BrokenFile("too_large", limit=LARGEST_WHOLE >> 20)
    if ENCRYPTED in content:
        raise BrokenFile("password")
    with interrupted_by(clock):
        book = opened_book(content)
        return [XlsTable(book.sheet_by_name(name), book, clock) for name in book.sheet_names()]


def opened_book(content) -> xlrd.Book:
    try:
        return xlrd.open_workbook(file_contents=content, formatting_info=True, logfile=io.StringIO())
    except UNREADABLE as error:
        raise BrokenFile("password" if "encrypted" in str(error) else "damaged") from error


class XlsTable(ImportTable):
    """A sheet of an .xls file."""

    def __init__(self, sheet: Sheet, book, clock):
        super().__init__(sheet.name, clock, is_hidden=sheet.visibility != 0)
        self.sheet, self.length = sheet, sheet.nrows
        self.merged_ranges = sorted(
            MergedRange(top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells
        )
        self.refuse_many_merged()
        self.hidden_columns = [column_letters(place) for place, one in sorted(sheet.colinfo_map.items()) if one.hidden]
        self.datemode = book.datemode

    def file_rows(self):
        for place in range(self.sheet.nrows):
            row = self.sheet.rowinfo_map.get(place)
            cells = [self.value(cell) for cell in self.sheet.row(place)]
            if cells.count(None) < len(cells):
                yield place + 1, cells, bool(row and row.hidden)

    def value(self, cell):
        if cell.ctype == xlrd.XL_CELL_TEXT:
            return text_value(cell.value)
        if cell.ctype == xlrd.XL_CELL_DATE:
            return self.date(cell.value)
        if cell.ctype == xlrd.XL_CELL_BOOLEAN:
            return bool(cell.value)
        if cell.ctype == xlrd.XL_CELL_ERROR:
            return CellFault("error_value", xlrd.error_text_from_code.get(cell.value, "#"))
        return cell.value if cell.ctype == xlrd.XL_CELL_NUMBER else None

    def date(self, serial):
        try:
            moment = xlrd.xldate_as_datetime(serial, self.datemode)
        except (xlrd.XLDateError, OverflowError):
            return serial
        return moment.date() if serial == int(serial) else moment.replace(microsecond=0)
