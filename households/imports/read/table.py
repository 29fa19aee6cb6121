"""A table of a file, whatever kind of file it is: rows of cells, and what a person must know of them."""

from functools import lru_cache
from typing import NamedTuple

from households.import_messages import BrokenFile

from .limits import MOST_COLUMNS, MOST_FILLED, MOST_MERGED, MOST_ROWS, ReadingClock
from .values import CellFault

MOST_NAMED = 20  # rows or ranges that are named one by one


class MergedRange(NamedTuple):
    """Merged cells: rows count from 1, columns from 0."""

    top: int
    left: int
    bottom: int
    right: int

    def __str__(self):
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


class ImportTable:
    """A table of a file. It can be read several times, always from its start and in limited memory.

    `filled_cells` (as they stand in the file), `hidden_rows` (the first ones that hold a value) and `hidden_row_count`
    are known as soon as it was read to its end."""

    merged_ranges: list[MergedRange] = []
    hidden_columns: list[str] = []  # their letters
    length = 0  # rows, as far as the file says it

    def __init__(self, name, clock=None, *, is_hidden=False):
        self.name, self.clock, self.is_hidden = name, clock or ReadingClock(), is_hidden
        self.filled_cells, self.hidden_rows, self.hidden_row_count = 0, [], 0

    def refuse_many_merged(self):
        if len(self.merged_ranges) > MOST_MERGED:
            raise BrokenFile("too_many_merged", sheet=self.name)

    def file_rows(self):
        """Yield (number, cells, whether it is hidden) of each row in which a cell has a value; None: no value."""
        raise NotImplementedError

    def rows(self):
        """Yield (number, cells) of each row in which a cell has a value. Merged cells have the value of their first."""
        rows = self.counted_rows()
        return fill_merged(rows, self.merged_ranges, self.name) if self.merged_ranges else rows

    def counted_rows(self):
        filled, hidden = 0, []
        for number, cells, is_hidden in self.file_rows():
            self.clock.check()
            if not 0 < number < MOST_ROWS:
                raise BrokenFile("damaged")
            filled += len(cells) - cells.count(None)
            if is_hidden:
                hidden.append(number)
            yield number, cells
        self.filled_cells, self.hidden_row_count, self.hidden_rows = filled, len(hidden), hidden[:MOST_NAMED]


def fill_merged(rows, ranges, name):
    """Yield the rows with every merged cell filled from the first of its range. A row without a value of its own stays
    away, as without merging."""
    waiting, opened, filled = sorted(ranges, reverse=True), [], 0
    for number, cells in rows:
        opened = [(merged, value) for merged, value in opened if merged.bottom >= number]
        while waiting and waiting[-1].top <= number:
            merged = waiting.pop()
            if merged.top == number and merged.left < len(cells) and cells[merged.left] is not None:
                opened.append((merged, cells[merged.left]))
        for merged, value in opened:
            filled += merged.right - merged.left + 1
            if filled > MOST_FILLED:
                raise BrokenFile("too_many_merged", sheet=name)
            fill_range(cells, merged, value, is_first=merged.top == number)
        yield number, cells


def fill_range(cells, merged, value, *, is_first):
    """Write the value of a merged range into its cells of one row; what else stands below it is named."""
    cells.extend([None] * (merged.right + 1 - len(cells)))
    for place in range(merged.left + is_first, merged.right + 1):
        own = cells[place]
        cells[place] = value if own is None or own == value else CellFault("covered_value", str(own))


@lru_cache(MOST_COLUMNS)
def column_place(letters) -> int:
    """Return the position of a column: A is 0, Z is 25, AA is 26."""
    place = 0
    for letter in letters:
        if not "A" <= letter <= "Z" or place > MOST_COLUMNS:
            raise ValueError(letters)
        place = place * 26 + ord(letter) - 64
    if not 0 < place <= MOST_COLUMNS:
        raise ValueError(letters)
    return place - 1


def column_letters(place) -> str:
    """Return the letters of a column: 0 is A, 26 is AA."""
    letters, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
