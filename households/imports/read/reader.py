"""From a table of the file to staged rows: which column is where, and cleaning row by row."""

from dataclasses import dataclass, field

from core.folding import folded_text
from households.imports.clean.cells import CellError, CellKind, CellWarning
from households.imports.sheet import ImportSheet

from .account import KEPT, LEFT, READ, CellCounter
from .table import ImportTable
from .values import CellFault

REPORT_EVERY = 5_000  # rows


@dataclass
class SheetHeaders:
    """The positions of one sheet's columns in one table: `entries` are (place, column, kind of cell)."""

    sheet: ImportSheet
    entries: list[tuple[int, str, CellKind]]
    needed: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)  # the header of each column as it stands in the file
    others: dict[int, str] = field(default_factory=dict)  # of further columns for the same field, by their positions

    def put(self, place, column, cell, name):
        """Add a column; a further one for the same field completes the first, or contradicts it."""
        if self.names.setdefault(column, name) != name:
            self.others[place] = name
        self.entries.append((place, column, cell))


class RowNotes(list):
    """The problems in one row: (column, CellError, whether it is an error)."""

    def __call__(self, column, wrong):
        self.append((column, wrong, not isinstance(wrong, CellWarning)))

    @property
    def is_about_a_value(self) -> bool:
        """Whether something is wrong that stands in the row, and not only what is missing from it."""
        return any(wrong.code != "missing" for _column, wrong, _is_error in self)

    def about(self, column) -> bool:
        return any(noted == column for noted, _wrong, _is_error in self)


def clean_row(headers: SheetHeaders, cells: list, note: RowNotes) -> dict:
    """Return what the cells of a row mean; empty ones are left out, bad ones are noted."""
    row, width = {}, len(cells)
    for place, column, cell in headers.entries:
        raw, again = cells[place] if place < width else None, headers.others.get(place)
        if raw is None or raw == "" or (type(raw) is str and not raw.strip()):
            continue
        if type(raw) is CellFault:
            note(again or column, CellError(raw.code))
            continue
        try:
            value = cell(raw)
        except CellWarning as doubt:
            note(again or column, doubt)
            value = doubt.value
        except CellError as wrong:
            note(again or column, wrong)
            continue
        if again:
            complete_field(row, value if type(value) is dict else {column: value}, headers.names[column], again, note)
        elif type(value) is dict:
            row.update(value)
        elif value is not None:
            row[column] = value
    for column in headers.needed:
        if row.get(column) is None and not note.about(column):
            note(column, CellError("missing"))
    return row


def complete_field(row, values, first, again, note):
    """Take from a further column for a field what the first left empty, and report what it says differently."""
    for field_name, value in values.items():
        if value is not None and not is_same(row.setdefault(field_name, value), value):
            note(again, CellError("columns_differ", columns=f"{first}, {again}"))
            return


def is_same(one, other) -> bool:
    return one == other or (type(one) is type(other) is str and folded_text(one) == folded_text(other))


@dataclass
class TableReader:
    """A table of which each row is one row of one sheet."""

    table: ImportTable
    header_row: int
    header: list  # its cells
    headers: SheetHeaders
    remarks: list = field(default_factory=list)
    kept: frozenset = frozenset()  # positions of columns that are kept as they are
    left: frozenset = frozenset()  # positions of columns that are left out
    offset = 0  # how many rows of other tables were read before
    last_row = 0
    repeats = False
    errors_column = "errors"  # of the error file, ignored when it comes back
    problems_sheet = "problems"

    @property
    def by_sheet(self) -> dict[str, SheetHeaders]:
        return {self.headers.sheet.name: self.headers}

    def header_of(self, sheet: str, column: str) -> str:
        """Return the header of a column in the file; a header stays as it is."""
        return self.by_sheet[sheet].names.get(column.removesuffix("_id"), column)

    def mask_of(self, sheet: str, header: str) -> str:
        """Return how a page shows a value below this header; empty: unmasked."""
        headers = self.by_sheet[sheet]
        masks = [
            cell.mask
            for place, column, cell in headers.entries
            if header in (headers.names.get(column), headers.others.get(place))
        ]
        return next(filter(None, masks), "")

    def fates(self) -> dict[int, str]:
        """Return what becomes of the cells of each column."""
        read = {place for headers in self.by_sheet.values() for place, *_column in headers.entries}
        return dict.fromkeys(self.left, LEFT) | dict.fromkeys(self.kept, KEPT) | dict.fromkeys(read, READ)

    def take(self, number, cells, stage):
        """Stage one row, and return its problems."""
        note = RowNotes()
        row = clean_row(self.headers, cells, note)
        if row or note.is_about_a_value:
            self.headers.sheet.finish(row, note, stage)
            stage.add(self.headers.sheet, number, row, note)
        return note

    def read(self, stage):
        """Stage every row below the header, as rows that follow those of the tables read before; count every cell."""
        stage.repeats = stage.repeats or self.repeats
        counter = CellCounter(self.table, self.header, self.header_row, self.fates())
        for count, (number, cells) in enumerate(self.table.rows()):
            counter.count(number, cells)
            if number > self.header_row:
                counter.count_wrong(self.take(self.offset + number, cells, stage))
            if count % REPORT_EVERY == 0:
                stage.report("reading", number, self.table.length)
            self.last_row = number
        self.account = counter.account()
        self.remarks += counter.remarks(self.account)
        for headers in self.by_sheet.values():
            headers.sheet.ended(stage)

    def has_row(self, row) -> bool:
        """Whether a staged row came from this table."""
        return self.offset < row <= self.offset + self.last_row

    def check(self, stage):
        """Report problems of this table that only its layout can have."""

    def check_together(self, stage):
        """Report problems that only this layout can have, once for all its tables."""
