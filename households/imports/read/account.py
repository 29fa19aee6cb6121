"""The account of a file: what became of every cell that is not empty. It was read, kept as it is, left out, or is in
error; what lies outside the columns is stray. The sums are those of the file, so nothing is passed over in silence."""

from collections import Counter
from dataclasses import asdict, dataclass, field

from households.import_messages import ProblemMessage
from households.imports.clean.cells import plain_text

READ, KEPT, LEFT, STRAY = "read", "kept", "left", "stray"


@dataclass
class ColumnAccount:
    """One column of a table: its letter, its header, what became of its cells, and how many were not empty."""

    letter: str
    header: str
    fate: str
    cells: int


@dataclass
class TableAccount:
    """The account of one table. `columns` are those with cells; `above` counts cells of the header and the titles, and
    `wrong` the cells in error, which are not counted as read."""

    table: str
    rows: int = 0
    above: int = 0
    wrong: int = 0
    columns: list[ColumnAccount] = field(default_factory=list)

    def total(self, fate) -> int:
        return sum(column.cells for column in self.columns if column.fate == fate)

    def as_json(self) -> dict:
        """Return the account with its sums: read + kept + left + stray + wrong + above = filled."""
        sums = {KEPT: self.total(KEPT), LEFT: self.total(LEFT), STRAY: self.total(STRAY)}
        sums[READ] = self.total(READ) - self.wrong
        return {**asdict(self), **sums, "filled": self.above + sum(column.cells for column in self.columns)}

    def remarks(self) -> list[ProblemMessage]:
        """Return what a person has to settle: cells that belong to no column."""
        stray = [column for column in self.columns if column.fate == STRAY]
        if not stray:
            return []
        letters = ", ".join(column.letter for column in stray)
        said = {"sheet": self.table, "columns": letters, "cells": sum(column.cells for column in stray)}
        return [ProblemMessage("stray_cells", said)]


class CellCounter:
    """Counts the filled cells of a table by column while it is read."""

    def __init__(self, name, header, header_row, fates):
        self.name, self.header, self.header_row, self.fates = name, header, header_row, fates
        self.by_place, self.above, self.wrong, self.rows = Counter(), 0, 0, 0

    def count(self, number, cells) -> None:
        """Count one row of the file."""
        if number <= self.header_row:
            self.above += sum(is_filled(cell) for cell in cells)
            return
        self.rows += 1
        self.by_place.update([place for place, cell in enumerate(cells) if is_filled(cell)])

    def count_wrong(self, notes) -> None:
        """Count the cells of a row that cannot be kept: an empty one is no cell."""
        self.wrong += len({column for column, wrong, is_error in notes if is_error and wrong.code not in NO_CELL})

    def account(self) -> TableAccount:
        columns = [
            ColumnAccount(column_letter(place), self.header_at(place), self.fates.get(place, STRAY), cells)
            for place, cells in sorted(self.by_place.items())
        ]
        return TableAccount(self.name, self.rows, self.above, self.wrong, columns)

    def header_at(self, place) -> str:
        cell = self.header[place] if place < len(self.header) else None
        return "" if cell is None else plain_text(cell)


NO_CELL = {"missing"}  # complaints about a cell that is empty


def is_filled(cell) -> bool:
    return cell is not None and cell != "" and not (type(cell) is str and not cell.strip())


def column_letter(place) -> str:
    """Return how a spreadsheet names a column: 0 is A, 26 is AA."""
    letters = ""
    while place >= 0:
        place, rest = divmod(place, 26)
        letters, place = chr(65 + rest) + letters, place - 1
    return letters


def unread_table(table) -> TableAccount:
    """Return the account of a table of which nothing is read."""
    counter = CellCounter(table.name, [], 0, {})
    for number, cells in table.rows():
        counter.count(number, cells)
    account = counter.account()
    for column in account.columns:
        column.fate = LEFT
    return account
