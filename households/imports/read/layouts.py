"""Recognising the layout of a file by its headers, in whichever of the first rows they stand and whatever the file is
called."""

from itertools import islice, takewhile

from households.import_messages import BrokenFile, ProblemMessage
from households.imports.clean.cells import plain_text
from households.imports.national import reader as national_reader
from households.imports.sheet import IMPORT_SHEETS, ImportSheet

from .reader import SheetHeaders, TableReader

HEADER_ROWS_SEARCHED = 10  # rows in which the header is searched


def table_readers(tables) -> list[TableReader]:
    """Return the reader of each table, in the order of the sheets. Raises BrokenFile when no table is recognised."""
    tops = {table: top_rows(table) for table in tables}
    if not any(tops.values()):
        raise BrokenFile("empty_file")
    for table, top in tops.items():
        if reader := national_reader.recognise_national_export(table, top):
            return [reader]
    found = [(table, own_layout_reader(table, top)) for table, top in tops.items()]
    readers = [reader for _table, reader in found if reader]
    if not readers:
        raise BrokenFile("unknown_layout", seen=", ".join(table.name for table in tables))
    refuse_double_sheets(readers)
    left = [
        table.name for table, reader in found if not reader and table.name != TableReader.problems_sheet and tops[table]
    ]
    if left:
        readers[0].remarks.append(ProblemMessage("unknown_sheets", {"sheets": ", ".join(left)}))
    return sorted(readers, key=lambda reader: list(IMPORT_SHEETS).index(reader.headers.sheet.name))


def top_rows(table) -> list[tuple[int, list]]:
    """Return the first rows that are not empty."""
    return list(takewhile(lambda row: row[0] <= 50, islice(table.rows(), HEADER_ROWS_SEARCHED)))


def refuse_double_sheets(readers):
    seen = {}
    for reader in readers:
        name = reader.headers.sheet.name
        if name in seen:
            raise BrokenFile("double_sheet", sheet=name, first=seen[name], second=reader.table.name)
        seen[name] = reader.table.name


def own_layout_reader(table, top) -> TableReader | None:
    """Return the reader of a sheet of our own layout, recognised by its name or by columns that only one sheet has."""
    for number, cells in top:
        names = [normalise_header(cell) for cell in cells]
        sheet = IMPORT_SHEETS.get(normalise_header(table.name)) or fitting_sheet(names)
        if sheet and sum(column.name in names for column in sheet.columns) >= 2:
            return own_sheet_reader(table, number, cells, names, sheet)
    return None


def normalise_header(cell) -> str:
    """Return a header in the form for comparing: Household number* becomes household_number."""
    return "_".join(plain_text("" if cell is None else cell).lower().strip("* ").replace("-", " ").split())


def fitting_sheet(names) -> ImportSheet | None:
    """Return the sheet of which all required columns are there, and most of the others."""
    whole = [s for s in IMPORT_SHEETS.values() if all(column.name in names for column in s.columns if column.needed)]
    return max(whole, key=lambda s: sum(column.name in names for column in s.columns), default=None)


def own_sheet_reader(table, number, cells, names, sheet) -> TableReader:
    lacking = [column.name for column in sheet.columns if column.needed and column.name not in names]
    if lacking:
        raise BrokenFile("missing_columns", sheet=table.name, columns=", ".join(lacking))
    known = [column for column in sheet.columns if column.name in names]
    for column in known:
        if names.count(column.name) > 1:
            raise BrokenFile("double_column", sheet=table.name, column=column.name)
    places = {column.name: names.index(column.name) for column in known}
    headers = SheetHeaders(
        sheet,
        [(places[column.name], column.name, column.cell) for column in known],
        [column.name for column in known if column.needed],
        {column.name: plain_text(cells[places[column.name]]) for column in known},
    )
    made = TableReader(table, number, cells, headers)
    unknown = [
        plain_text(cell)
        for cell, name in zip(cells, names, strict=True)
        if name and name not in {*places, TableReader.errors_column}
    ]
    if unknown:
        made.remarks.append(ProblemMessage("unknown_columns", {"sheet": table.name, "columns": ", ".join(unknown)}))
    return made
