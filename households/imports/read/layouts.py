"""Recognising the layout of a file by its headers, in whichever of the first rows they stand and whatever the file is
called."""

from functools import partial
from itertools import islice, takewhile

from core.text import join_words
from households.import_messages import BrokenFile, ProblemMessage
from households.imports.clean.cells import plain_text
from households.imports.clean.units import BRACKETS
from households.imports.national.columns import known_header_name
from households.imports.national.meanings import NO_MEANINGS
from households.imports.national.reader import recognise_national_export
from households.imports.sheet import IMPORT_SHEETS, ImportSheet

from .header_rows import find_header, titles_above
from .header_units import cell_in_unit
from .reader import OWN_COLUMNS, SheetHeaders, TableReader

HEADER_ROWS_SEARCHED = 10  # rows in which the header is searched


def table_readers(tables, meanings=NO_MEANINGS) -> tuple[list[TableReader], list]:
    """Return the readers of the tables that are read, in the order of the sheets, and the filled tables that are not.
    Several tables of one layout are read as one. Hidden tables are not read. `meanings` is what the county said that
    unknown words and columns mean. Raises BrokenFile when no table is recognised."""
    tops = {table: top for table in tables if (top := top_rows(table))}
    if not tops:
        raise BrokenFile("empty_file")
    shown = {table: top for table, top in tops.items() if not table.is_hidden}
    national = [
        None if is_own_sheet(table, top) else recognise_national_export(table, top, meanings)
        for table, top in shown.items()
    ]
    own = [] if any(national) else [own_layout_reader(table, top) for table, top in shown.items()]
    readers = [reader for reader in (*national, *own) if reader]
    if not readers:
        raise BrokenFile("unknown_layout", seen=", ".join(table.name for table in tops))
    read = {id(reader.table) for reader in readers}
    left = [table for table in tops if id(table) not in read]
    order = list(IMPORT_SHEETS)
    return sorted(readers, key=lambda reader: order.index(reader.headers.sheet.name)), left


def top_rows(table) -> list[tuple[int, list]]:
    """Return the first rows that are not empty."""
    return list(takewhile(lambda row: row[0] <= 50, islice(table.rows(), HEADER_ROWS_SEARCHED)))


def own_layout_reader(table, top) -> TableReader | None:
    """Return the reader of a sheet of our own layout, recognised by its name or by its columns: then it is the one of
    which all required columns are there, and most of the others."""
    named = named_sheet(table)
    known = [(own_header(top, sheet), sheet) for sheet in ([named] if named else IMPORT_SHEETS.values())]
    found = [(header, sheet) for header, sheet in known if header and (named or not lacking_columns(header, sheet))]
    header, sheet = max(found, key=lambda one: one[0].count(), default=(None, None))
    return own_sheet_reader(table, header, sheet, titles_above(top, header)) if sheet else None


def own_header(top, sheet):
    """Return the header of a table, as far as this sheet knows it."""
    return find_header(top, partial(own_column, sheet), 2)


def lacking_columns(header, sheet) -> list:
    """Return the required columns of a sheet that a header has not."""
    return [column for column in sheet.columns if column.needed and column.name not in header.meanings]


def named_sheet(table) -> ImportSheet | None:
    called = normalise_header(table.name)
    return next((sheet for sheet in IMPORT_SHEETS.values() if called in (sheet.name, *sheet.also)), None)


def is_own_sheet(table, top) -> bool:
    """Whether a table is a sheet of our own layout by its name, and has no column that only the national export has."""
    sheet = named_sheet(table)
    header = sheet and own_header(top, sheet)
    if not header or lacking_columns(header, sheet):
        return False
    names = zip(header.names, header.meanings, strict=True)
    return not any(known_header_name(name) for name, meaning in names if name and not meaning)


def own_column(sheet, cell) -> str | None:
    """Return the column of a sheet that a header names, if any; an amount may have its unit in brackets."""
    name, bare = normalise_header(cell), normalise_header(BRACKETS.sub("", plain_text(cell)) if cell else "")
    columns = {header: one for one in sheet.columns for header in (one.name, *one.also)}
    found, measured = columns.get(name), columns.get(bare)
    return found.name if found else measured.name if measured and getattr(measured.cell, "measure", "") else None


def normalise_header(cell) -> str:
    """Return a header in the form for comparing: Household number* becomes household_number."""
    return "_".join(plain_text("" if cell is None else cell).lower().strip("* ").replace("-", " ").split())


def own_sheet_reader(table, header, sheet, titles) -> TableReader:
    names = header.meanings
    if lacking := lacking_columns(header, sheet):
        columns = join_words(column.heading for column in lacking)
        raise BrokenFile("missing_columns", sheet=table.name, columns=columns)
    known = [column for column in sheet.columns if column.name in names]
    remarks: list[ProblemMessage] = []
    headers = SheetHeaders(sheet, [], [column.name for column in known if column.needed])
    for column in known:
        if names.count(column.name) > 1:
            raise BrokenFile("double_column", sheet=table.name, column=column.heading)
        place = names.index(column.name)
        cell, found = cell_in_unit(table, header, place, column.cell, titles)
        headers.put(place, column.name, cell, header.names[place])
        remarks += found
    used = {place for place, *_column in headers.entries}
    others = {place: name for place, name in enumerate(header.names) if name and place not in used}
    made = TableReader(table, header.row, header.names, headers, remarks, left=frozenset(others))
    unknown = [name for name in others.values() if plain_text(name) not in OWN_COLUMNS]
    if unknown:
        made.remarks.append(ProblemMessage("unknown_columns", {"sheet": table.name, "columns": ", ".join(unknown)}))
    return made
