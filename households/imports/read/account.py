"""The account of a file: what became of every cell that is not empty. It was read, kept as it is, left out, or is in
error; what lies outside the columns is stray. The sums are those of the file, so nothing is passed over in silence."""

from collections import Counter
from dataclasses import asdict, dataclass, field

from households.import_messages import ProblemMessage
from households.imports.clean.cells import plain_text

from .table import MOST_NAMED, column_letters

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
    """The account of one table. `filled` cells hold a value in the file, `merged` ones have that of the first cell of
    their range. `columns` are those with cells; `above` counts cells of the header and the titles, `wrong` the cells
    in error, which are not counted as read, `aside` those of totals, signatures and examples, which are left out."""

    table: str
    filled: int
    merged: int
    rows: int = 0
    above: int = 0
    wrong: int = 0
    aside: int = 0
    columns: list[ColumnAccount] = field(default_factory=list)

    def total(self, fate) -> int:
        return sum(column.cells for column in self.columns if column.fate == fate)

    def as_json(self) -> dict:
        """Return the account with its sums: read + kept + left + stray + wrong + above = filled + merged."""
        sums = {KEPT: self.total(KEPT), LEFT: self.total(LEFT) + self.aside, STRAY: self.total(STRAY)}
        sums[READ] = self.total(READ) - self.wrong
        return {**asdict(self), **sums}


class CellCounter:
    """Counts the filled cells of a table by column while it is read. `aside` counts those of lines that are no rows."""

    def __init__(self, table, header, header_row, fates):
        self.table, self.header, self.header_row, self.fates = table, header, header_row, fates
        self.by_place, self.above, self.wrong, self.rows, self.aside = Counter(), 0, 0, 0, 0

    def count(self, number, cells) -> None:
        """Count one row of the file."""
        if number <= self.header_row:
            self.above += len(cells) - cells.count(None)
            return
        self.rows += 1
        self.by_place.update([place for place, cell in enumerate(cells) if cell is not None])

    def count_aside(self, cells) -> None:
        """Count a line that is left out, such as a total."""
        self.aside += len(cells) - cells.count(None)

    def count_wrong(self, notes) -> None:
        """Count the cells of a row that cannot be kept: an empty one is no cell."""
        self.wrong += len({column for column, wrong, is_error in notes if is_error and wrong.code != "missing"})

    def account(self) -> TableAccount:
        """Return the account of the table, which was read to its end."""
        columns = [
            ColumnAccount(column_letters(place), self.header_at(place), self.fates.get(place, STRAY), cells)
            for place, cells in sorted(self.by_place.items())
        ]
        filled = self.table.filled_cells
        merged = self.above + self.aside + self.by_place.total() - filled
        return TableAccount(self.table.name, filled, merged, self.rows, self.above, self.wrong, self.aside, columns)

    def remarks(self, account) -> list[ProblemMessage]:
        """Return what a person has to settle: cells that belong to no column, or that nobody sees on the screen."""
        sheet, table = {"sheet": self.table.name}, self.table
        stray = [column for column in account.columns if column.fate == STRAY]
        merged = [one for one in table.merged_ranges if one.bottom > self.header_row]
        columns, cells = ", ".join(column.letter for column in stray), sum(column.cells for column in stray)
        rows = ", ".join(map(str, table.hidden_rows))
        found = [
            (stray, "stray_cells", {"columns": columns, "cells": cells}),
            (merged, "merged_cells", {"number": len(merged), "ranges": ", ".join(map(str, merged[:MOST_NAMED]))}),
            (table.hidden_row_count, "hidden_rows", {"number": table.hidden_row_count, "rows": rows}),
            (table.hidden_columns, "hidden_columns", {"columns": ", ".join(table.hidden_columns[:MOST_NAMED])}),
        ]
        return [ProblemMessage(code, sheet | said) for holds, code, said in found if holds]

    def header_at(self, place) -> str:
        cell = self.header[place] if place < len(self.header) else None
        return "" if cell is None else plain_text(cell)


def unread_table(table) -> TableAccount:
    """Return the account of a table of which nothing is read."""
    counter = CellCounter(table, [], 0, {})
    for number, cells in table.rows():
        counter.count(number, cells)
    account = counter.account()
    for column in account.columns:
        column.fate = LEFT
    return account
