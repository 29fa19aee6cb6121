"""From a table of the file to staged rows: which column is where, and cleaning row by row."""

from dataclasses import dataclass, field

from core.folding import folded_text
from households.imports.clean.cells import CellError, CellKind, CellWarning, plain_text
from households.imports.sheet import IMPORT_SHEETS, ImportSheet

from .account import KEPT, LEFT, READ, CellCounter
from .aside import LinesAside
from .table import ImportTable
from .values import CellFault

REPORT_EVERY = 5_000  # rows
# Of an error file, in English and in Chinese: the columns that were added, and the list of problems. When it comes back
# they are nothing of their own, and neither are the further sheets of a template.
ERRORS, ROW_SENT, PROBLEMS = ("errors", "错误说明"), ("row in the file", "原文件行号"), ("problems", "问题清单")
EXPLANATION, WORDS = ("explanation", "填写说明"), ("words", "可选词语")
OWN_COLUMNS = frozenset(ERRORS + ROW_SENT)
OWN_SHEETS = frozenset(PROBLEMS + EXPLANATION + WORDS)
PERSON_NAMES = ("name", "member")


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


def own_word(words: tuple[str, str], header) -> str:
    """Return a word of an error file in the language of the file itself: (in English, in Chinese)."""
    return words[not "".join(plain_text(cell) for cell in header if cell).isascii()]


def lines_aside(headers) -> LinesAside:
    """Return what tells the lines of a table that are no rows of these columns."""
    places = {column: place for place, column, _cell in reversed(headers.entries)}
    person = next((places[name] for name in PERSON_NAMES if name in places), None)
    needed = [places[name] for name in headers.needed if name in places]
    return LinesAside(needed[0] if needed else None, person, [*needed, *([] if person is None else [person])])


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

    @property
    def by_sheet(self) -> dict[str, SheetHeaders]:
        return {self.headers.sheet.name: self.headers}

    def header_of(self, sheet: str, column: str) -> str:
        """Return the header of a column in the file, or what the template calls it where the file has none; a header
        stays as it is."""
        name = column.removesuffix("_id")
        return self.by_sheet[sheet].names.get(name) or IMPORT_SHEETS[sheet].heading_of(name)

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
        counter, aside = CellCounter(self.table, self.header, self.header_row, self.fates()), lines_aside(self.headers)
        for count, (number, cells) in enumerate(self.table.rows()):
            if number > self.header_row and aside.takes(number, cells):
                counter.count_aside(cells)
            else:
                counter.count(number, cells)
                if number > self.header_row:
                    counter.count_wrong(self.take(self.offset + number, cells, stage))
            if count % REPORT_EVERY == 0:
                stage.report("reading", number, self.table.length)
            self.last_row = number
        self.account = counter.account()
        self.remarks += counter.remarks(self.account) + aside.remarks(self.table.name)
        for headers in self.by_sheet.values():
            headers.sheet.ended(stage)

    def has_row(self, row) -> bool:
        """Whether a staged row came from this table."""
        return self.offset < row <= self.offset + self.last_row

    def check(self, stage):
        """Report problems of this table that only its layout can have."""

    def check_together(self, stage):
        """Report problems that only this layout can have, once for all its tables."""
