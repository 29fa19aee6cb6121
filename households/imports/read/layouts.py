"""Recognising the layout of a file by its headers, in whichever of the first rows they stand and whatever the file is
called."""

from functools import partial
from itertools import islice, takewhile

from households.import_messages import BrokenFile, ProblemMessage
from households.imports.clean.cells import plain_text
from households.imports.clean.units import BRACKETS
from households.imports.national.meanings import NO_MEANINGS
from households.imports.national.reader import recognise_national_export
from households.imports.sheet import IMPORT_SHEETS, ImportSheet

from .header_rows import find_header, titles_above
from .header_units import cell_in_unit
from .reader import SheetHeaders, TableReader

HEADER_ROWS_SEARCHED = 10  # rows in which the header is searched


def table_readers(tables, meanings=NO_MEANINGS) -> tuple[list[TableReader], list]:
    """Return the readers of the tables that are read, in the order of the sheets, and the filled tables that are not.
    Several tables of one layout are read as one. Hidden tables are not read. `meanings` is what the county said that
    unknown words and columns mean. Raises BrokenFile when no table is recognised."""
    tops = {table: top for table in tables if (top := top_rows(table))}
    if not tops:
        raise BrokenFile("empty_file")
    shown = {table: top for table, top in tops.items() if not table.is_hidden}
    national = [recognise_national_export(table, top, meanings) for table, top in shown.items()]
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
    """Return the reader of a sheet of our own layout, recognised by its name or by columns that only one sheet has."""
    called = normalise_header(table.name)
    named = next((sheet for sheet in IMPORT_SHEETS.values() if called in (sheet.name, *sheet.also)), None)
    header = find_header(top, partial(own_column, [named] if named else IMPORT_SHEETS.values()), 2)
    sheet = header and (named or fitting_sheet(header.meanings))
    return own_sheet_reader(table, header, sheet, titles_above(top, header)) if sheet else None


def own_column(sheets, cell) -> str | None:
    """Return the column of these sheets that a header names, if any; an amount may have its unit in brackets."""
    name, bare = normalise_header(cell), normalise_header(BRACKETS.sub("", plain_text(cell)) if cell else "")
    columns = {header: one for sheet in sheets for one in sheet.columns for header in (one.name, *one.also)}
    found, measured = columns.get(name), columns.get(bare)
    return found.name if found else bare if measured and getattr(measured.cell, "measure", "") else None


def normalise_header(cell) -> str:
    """Return a header in the form for comparing: Household number* becomes household_number."""
    return "_".join(plain_text("" if cell is None else cell).lower().strip("* ").replace("-", " ").split())


def fitting_sheet(names) -> ImportSheet | None:
    """Return the sheet of which all required columns are there, and most of the others."""
    whole = [s for s in IMPORT_SHEETS.values() if all(column.name in names for column in s.columns if column.needed)]
    return max(whole, key=lambda s: sum(column.name in names for column in s.columns), default=None)


def own_sheet_reader(table, header, sheet, titles) -> TableReader:
    names = header.meanings
    lacking = [column.name for column in sheet.columns if column.needed and column.name not in names]
    if lacking:
        raise BrokenFile("missing_columns", sheet=table.name, columns=", ".join(lacking))
    known = [column for column in sheet.columns if column.name in names]
    remarks: list[ProblemMessage] = []
    headers = SheetHeaders(sheet, [], [column.name for column in known if column.needed])
    for column in known:
        if names.count(column.name) > 1:
            raise BrokenFile("double_column", sheet=table.name, column=column.name)
        place = names.index(column.name)
        cell, found = cell_in_unit(table, header, place, column.cell, titles)
        headers.put(place, column.name, cell, header.names[place])
        remarks += found
    used = {place for place, *_column in headers.entries}
    others = {place: name for place, name in enumerate(header.names) if name and place not in used}
    made = TableReader(table, header.row, header.names, headers, remarks, left=frozenset(others))
    unknown = [name for name in others.values() if normalise_header(name) != TableReader.errors_column]
    if unknown:
        made.remarks.append(ProblemMessage("unknown_columns", {"sheet": table.name, "columns": ", ".join(unknown)}))
    return made
