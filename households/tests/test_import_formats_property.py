"""Property: a random table, written as .xlsx, .xls, .ods or CSV, is read as the same table."""

import csv
import datetime as dt
import io
from xml.sax.saxutils import escape, quoteattr

import pytest
import xlsxwriter
import xlwt
from hypothesis import example, given, settings
from hypothesis import strategies as st

from households.imports.read.files import tables_of_parts

from .files import part
from .test_import_files import ods

LETTERS = "abXZ 09_x<>&'\"?#;,=\u4e2d\u6587\u3402\U00020000\u00b7\uff21\u200b\n"
TEXTS = st.text(LETTERS, min_size=1, max_size=12).filter(
    lambda text: text.strip(" \n") == text and not set(text) <= set("?#")
)
NUMBERS = st.integers(-(10**9), 10**15) | st.floats(-1e9, 1e9).map(lambda number: round(number, 4))
DAYS = st.dates(dt.date(1930, 1, 1), dt.date(2090, 12, 31))
CELLS = st.none() | TEXTS | NUMBERS | DAYS | st.booleans()


@st.composite
def tables(draw):
    """Rows of cells, {(first row, column): last row} of what is merged, and where an empty row stands."""
    height, width = draw(st.integers(1, 7)), draw(st.integers(1, 5))
    rows = [[draw(CELLS) for _column in range(width)] + [f"row {row}"] for row in range(height)]
    merged = {}
    for column in range(width):
        first = draw(st.integers(0, height - 1))
        last = draw(st.integers(first, height - 1))
        if last > first and draw(st.booleans()):
            merged[first, column] = last
            for row in range(first + 1, last + 1):
                rows[row][column] = None
    blank = draw(st.lists(st.integers(0, height), max_size=2))
    return rows, merged, set() if merged else set(blank)


def filled(rows, merged):
    """Return the rows as people see them: every merged cell with the value of its first."""
    seen = [row[:] for row in rows]
    for (first, column), last in merged.items():
        for row in range(first, last + 1):
            seen[row][column] = rows[first][column]
    return seen


def as_xlsx(rows, merged):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for (first, column), last in merged.items():
            sheet.merge_range(first, column, last, column, "")
        for place, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(place, column, dt.datetime.combine(value, dt.time()), day)
                elif isinstance(value, str):
                    sheet.write_string(place, column, value)
                elif value is not None:
                    sheet.write(place, column, value)
    return file.getvalue()


def as_xls(rows, merged):
    book, file, day = xlwt.Workbook(), io.BytesIO(), xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet = book.add_sheet("x")
    for (first, column), last in merged.items():
        sheet.merge(first, last, column, column)
    for place, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(place, column, value, *([day] if isinstance(value, dt.date) else []))
    book.save(file)
    return file.getvalue()


def as_ods(rows, merged):
    below = {(row, column) for (first, column), last in merged.items() for row in range(first + 1, last + 1)}
    lines = ""
    for place, row in enumerate(rows):
        cells = ""
        for column, value in enumerate(row):
            name = "covered-table-cell" if (place, column) in below else "table-cell"
            spans = (
                f"table:number-rows-spanned='{merged[place, column] - place + 1}'" if (place, column) in merged else ""
            )
            cells += f"<table:{name} {spans} {ods_value(value)}</table:{name}>"
        lines += f"<table:table-row>{cells}</table:table-row>"
    return ods(lines)


def ods_value(value):
    if value is None:
        return ">"
    if isinstance(value, bool):
        return f"office:value-type='boolean' office:boolean-value='{str(value).lower()}'>"
    if isinstance(value, dt.date):
        return f"office:value-type='date' office:date-value='{value}'>"
    if isinstance(value, int | float):
        return f"office:value-type='float' office:value='{value!r}'>"
    if "\n" in value:
        lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in value.split("\n"))
        return f"office:value-type='string'>{lines}"
    return f"office:value-type='string' office:string-value={quoteattr(value)}>"


def as_csv(rows, _merged):
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["" if value is None else value for value in row] for row in rows])
    return file.getvalue().encode("utf-8-sig")


def in_one_form(value, name):
    """Return a value as this kind of file can hold it: .xls has no whole numbers, CSV only texts."""
    if name == "x.csv":
        return None if value is None else str(value)
    return float(value) if type(value) is int else value


WRITERS = {"x.xlsx": as_xlsx, "x.xls": as_xls, "x.ods": as_ods, "x.csv": as_csv}


@pytest.mark.parametrize("name", WRITERS)
@given(table=tables())
@example(table=([["_x0041_", "a\nb", True, "row 0"], [None, 1e15, dt.date(1960, 2, 29), "row 1"]], {(0, 0): 1}, set()))
@settings(max_examples=60, deadline=None)
def test_a_table_is_read_as_it_was_written(name, table):
    rows, merged, blank = table
    if name == "x.csv":
        merged = {}
    for place in sorted(blank, reverse=True):  # a row without anything moves the others down
        rows = [*rows[:place], [], *rows[place:]]
    (read,) = tables_of_parts([part(name, WRITERS[name](rows, merged))])
    found = [(number, [in_one_form(cell, name) for cell in cells]) for number, cells in read.rows()]
    wanted = [(number, [in_one_form(cell, name) for cell in row]) for number, row in enumerate(filled(rows, merged), 1)]
    assert found == [(number, row) for number, row in wanted if row]
    assert read.filled_cells == sum(cell is not None for row in rows for cell in row)
    assert len(read.merged_ranges) == len(merged)
    assert list(read.rows()) == list(read.rows())  # always from the start
