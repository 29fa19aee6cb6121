"""The report as an Excel workbook: a cover, a worksheet for each sheet, and one for each list of households.

It is written from top to bottom in bounded memory. What people typed is always text, never a formula or a link."""

import textwrap
import unicodedata
from itertools import groupby

import xlsxwriter
from django.utils.translation import gettext as _

from core.spreadsheets import SAFE_WORKBOOK_OPTIONS, worksheet_cell_text
from reports.sheets.declare import DAY, HOUSEHOLDS, NUMBER, PEOPLE, SHARE, TEXT, TIMES, YUAN

from .about import export_cover_facts, export_sentences, export_title

FORBIDDEN_IN_WORKSHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))  # not allowed in a name
A4, FOOTER = 9, 200
LINE, NARROW, WIDEST, ABOUT = 15, 12, 60, 100  # height of a line of text in points, and widths of columns in letters
LIST_COLUMN_WIDTHS = {
    "head": 18,
    "id_number": 21,
    "type": 27,
    "risks": 30,
    "way": 24,
    "what": 24,
    "reason": 40,
}  # widths of the columns of lists
TEXT_COLUMN_WIDTH = 22  # for text columns not named above
COUNT_FORMAT = {"num_format": "#,##0"}
CELL_STYLES = {
    TEXT: {"num_format": "@", "indent": 1},
    DAY: {"num_format": "yyyy-mm-dd", "align": "center"},
    YUAN: {"num_format": "#,##0.00"},
    SHARE: {"num_format": "0.0%"},  # as pages and sentences round it
    NUMBER: COUNT_FORMAT,
    HOUSEHOLDS: COUNT_FORMAT,
    PEOPLE: COUNT_FORMAT,
    TIMES: COUNT_FORMAT,
}


def double_width_text(text) -> str:
    """Return a text with its Chinese letters doubled, because they are twice as wide."""
    return "".join(2 * letter if unicodedata.east_asian_width(letter) in "WF" else letter for letter in str(text))


def count_text_lines(text, width) -> int:
    """Return how many lines a text needs in a column; not every program works it out when it opens the file."""
    return max(1, len(textwrap.wrap(double_width_text(text), width * 9 // 10)))


def write_workbook(path, contents, told, progress) -> None:
    """Write the whole workbook. `told` is the watermark, `progress(rows)` is called with the number of rows."""
    with xlsxwriter.Workbook(path, SAFE_WORKBOOK_OPTIONS | {"tmpdir": str(path.parent)}) as book:
        book.set_properties({"title": export_title(contents), "comments": told})
        looks = CellFormats(book)
        write_cover_worksheet(WorksheetPage(book, looks, _("Cover"), told), contents)
        done = 0
        for sheet in contents.sheets:
            write_figures_worksheet(WorksheetPage(book, looks, worksheet_name(sheet), told), sheet, contents)
            if sheet in contents.lists:
                done = write_household_worksheet(
                    WorksheetPage(book, looks, list_worksheet_name(sheet), told), sheet, contents, progress, done
                )


def worksheet_name(sheet) -> str:
    """Return the name of a worksheet, within Excel's limits of length and characters."""
    return sheet.name.translate(FORBIDDEN_IN_WORKSHEET_NAME)[:31].strip()


def list_worksheet_name(sheet) -> str:
    return _("%(sheet)s list") % {"sheet": sheet.code}


class CellFormats:
    """The formats of cells, made once for a workbook."""

    def __init__(self, book):
        frame = {"border": 1, "border_color": "#C8CDD3", "valign": "vcenter"}
        self.title = book.add_format({"bold": True, "font_size": 14})
        head = {"bold": True, "bg_color": "#EEF1F4", "text_wrap": True, "align": "center"}
        self.head = book.add_format(frame | head)
        self.bold = book.add_format({"bold": True, "valign": "top"})
        self.words = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        self.by_basis = {basis: book.add_format(frame | style) for basis, style in CELL_STYLES.items()}
        self.totals = {basis: book.add_format(frame | style | {"bold": True}) for basis, style in CELL_STYLES.items()}


class WorksheetPage:
    """A worksheet set up for printing on A4 landscape, with the watermark at its foot."""

    def __init__(self, book, looks, name, told):
        self.sheet, self.looks, self.place = book.add_worksheet(name), looks, 0
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.set_margins(0.4, 0.4, 0.5, 0.7)
        self.sheet.fit_to_pages(1, 0)
        page = _("Page %(page)s of %(pages)s") % {"page": "&P", "pages": "&N"}
        self.sheet.set_footer(f"&L&8{told[:FOOTER].replace('&', '&&')}&R&8{page}"[:255])

    def columns(self, *widths) -> None:
        self.widths = widths
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)

    def line(self, text, look) -> None:
        self.sheet.write_string(self.place, 0, worksheet_cell_text(text), look)
        self.place += 1

    def pair(self, label, words) -> None:
        self.sheet.set_row(self.place, LINE * count_text_lines(words, ABOUT))
        self.sheet.write_string(self.place, 0, worksheet_cell_text(label), self.looks.bold)
        self.sheet.write_string(self.place, 1, worksheet_cell_text(words), self.looks.words)
        self.place += 1

    def heads(self, columns, *, fixed=1) -> None:
        """Write the headings of (group, label) columns, groups above, repeated on every printed page; they and the
        first `fixed` columns stay in sight."""
        first = self.place
        if any(group for group, _label in columns):
            self.groups(columns)
        fitting = zip(columns, self.widths, strict=True)
        self.sheet.set_row(self.place, LINE * max(count_text_lines(label, width) for (_group, label), width in fitting))
        for place, (_group, label) in enumerate(columns):
            self.sheet.write_string(self.place, place, worksheet_cell_text(label), self.looks.head)
        self.place += 1
        self.sheet.freeze_panes(self.place, fixed)
        self.sheet.repeat_rows(first, self.place - 1)

    def groups(self, columns) -> None:
        """Write each group once, above all of its columns."""
        names = groupby(str(group) for group, _label in columns)
        place, runs = 0, [(group, len(list(found))) for group, found in names]
        self.sheet.set_row(self.place, LINE * max(count_text_lines(group, NARROW * many) for group, many in runs))
        for group, many in runs:
            last = place + many - 1
            if last > place and group:
                self.sheet.merge_range(self.place, place, self.place, last, "", self.looks.head)
            for one in range(place, last + 1):
                self.sheet.write_string(self.place, one, group if one == place else "", self.looks.head)
            place = last + 1
        self.place += 1

    def write(self, cells, looks) -> None:
        """Write one row of (value, basis); unknown values stay empty, and what is not a number is text."""
        for place, (value, basis) in enumerate(cells):
            if value is None:
                self.sheet.write_blank(self.place, place, None, looks[basis])
            elif basis == TEXT:
                self.sheet.write_string(self.place, place, worksheet_cell_text(value), looks[basis])
            elif basis == DAY:
                self.sheet.write_datetime(self.place, place, value, looks[basis])
            else:
                self.sheet.write_number(self.place, place, value, looks[basis])
        self.place += 1


def write_cover_worksheet(page, contents) -> None:
    """Write what this is, as of when, its digest, for whom and why; then the month in sentences, then the sheets."""
    page.columns(34, ABOUT)
    page.sheet.set_portrait()
    page.line(export_title(contents), page.looks.title)
    for label, words in export_cover_facts(contents):
        page.pair(label, words)
    page.place += 1
    for words in export_sentences(contents):
        page.pair("", words)
    page.place += 1
    for sheet in contents.sheets:
        page.pair(sheet.name, sheet.about)


def write_figures_worksheet(page, sheet, contents) -> None:
    """Write one sheet of figures, with the same cells as its page."""
    page.line(sheet.name, page.looks.title)
    page.line(sheet.about, None)
    table = contents.table(sheet)
    if not table.rows:
        page.line(empty_sheet_text(sheet), None)
        return
    names = [("", heading) for heading in sheet.row_headings]
    page.columns(*row_name_widths(table.rows), *[NARROW] * len(sheet.columns))
    page.heads([*names, *((column.group, column.label) for column in sheet.columns)], fixed=len(names))
    for row in table.rows:
        looks = page.looks.totals if row.is_sum else page.looks.by_basis
        page.write([*((name, TEXT) for name in row.names), *((cell.value, cell.basis) for cell in row.cells)], looks)


def row_name_widths(rows) -> list[int]:
    """Return how wide the columns of the names must be."""
    columns = zip(*(row.names for row in rows), strict=True)
    longest = [max(len(double_width_text(name)) for name in names) for names in columns]
    return [min(WIDEST, max(18, length + 3)) for length in longest]


def empty_sheet_text(sheet) -> str:
    """Return the text shown when a sheet has no rows."""
    return str(sheet.empty or _("Nothing was counted here."))


def write_household_worksheet(page, sheet, contents, progress, done) -> int:
    """Write a list row by row as the database returns it; return how many rows of people were written."""
    columns = contents.columns(sheet)
    page.line(sheet.name, page.looks.title)
    page.columns(
        *(
            LIST_COLUMN_WIDTHS.get(column.key, TEXT_COLUMN_WIDTH) if column.basis == TEXT else NARROW
            for column in columns
        )
    )
    page.heads([("", column.label) for column in columns])
    top = page.place - 1
    bases, looks = [column.basis for column in columns], page.looks.by_basis
    for row in contents.rows(sheet):
        page.write(zip(row, bases, strict=True), looks)
        done += 1
        progress(done)
    page.sheet.autofilter(top, 0, page.place - 1, len(columns) - 1)
    return done
