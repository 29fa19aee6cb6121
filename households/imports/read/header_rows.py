"""Headers of one row or two: a heading over several columns, with their names in the row below. A heading may stand in
the first of its columns only, or (as merged cells are read) in each of them."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import zip_longest

from core.folding import folded_text
from households.import_messages import BrokenFile
from households.imports.clean.cells import plain_text
from households.imports.clean.units import is_unit

LONGEST_NAME = 100  # characters of a header that are shown


@dataclass
class Header:
    """What the columns of a table are called: for each its own name, the heading above it, the name to show (each
    once) and what it means (None: not known). `row` is the number of the last row of the header."""

    row: int
    own: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    meanings: list = field(default_factory=list)

    def count(self) -> int:
        return len(set(self.meanings) - {None})


def find_header(top: list[tuple[int, list]], meaning_of: Callable, enough: int) -> Header | None:
    """Return the header among the first rows, (number, cells): the first row or pair of rows with `enough` names that
    `meaning_of` knows. Raises BrokenFile when a name stands below several headings."""
    rows = [(number, [header_cell_text(cell) for cell in cells]) for number, cells in top]
    for place, (number, cells) in enumerate(rows):
        above, below = neighbour(rows, place, -1), neighbour(rows, place, 1)
        if any(map(meaning_of, cells)) and is_second_row(cells, below, meaning_of):
            header = join_header(number + 1, cells, below, meaning_of, is_pair=True)
        else:
            header = join_header(number, above, cells, meaning_of, is_pair=False)
        if header.count() >= enough:
            add_row_of_units(header, rows)
            refuse_ambiguous_names(header, meaning_of)
            header.names = distinct_names(header.names)
            return header
    return None


def titles_above(top, header) -> list[str]:
    """Return the texts that stand above a header."""
    return [plain_text(cell) for number, row in top if number < header.row for cell in row if cell]


def neighbour(rows, place, step) -> list[str]:
    """Return the cells of the row right above or below; empty when there is none."""
    number, there = rows[place][0] + step, place + step
    return rows[there][1] if 0 <= there < len(rows) and rows[there][0] == number else []


def header_cell_text(cell) -> str:
    return "" if cell is None else " ".join(plain_text(cell).split())


def is_second_row(upper, lower, meaning_of) -> bool:
    """Whether a row belongs to the header: below known names it has nothing but the same once more, a known name or a
    unit. A row of data has values there."""
    for above, cell in zip_longest(upper, lower, fillvalue=""):
        is_header = is_unit(cell) or folded_text(cell) == folded_text(above) or meaning_of(cell)
        if cell and meaning_of(above) and not is_header and not meaning_of(f"{above} {cell}"):
            return False
    return any(lower)


def join_header(row, upper, lower, meaning_of, *, is_pair) -> Header:
    """Join the names of a row with the headings above them. `is_pair` says that the row above is part of the header for
    certain; otherwise it may be a title."""
    header, heading = Header(row), ""
    for above, cell in zip_longest(upper, lower, fillvalue=""):
        heading = above or (heading if cell else "")
        name, over = joined_name(above, heading, cell, meaning_of, is_pair)
        whole = f"{over} {name}".strip()
        joined, alone = meaning_of(whole) if over else None, meaning_of(name)
        header.own.append(name)
        header.headings.append(over)
        header.names.append(whole if joined or (is_pair and not alone) else name)
        header.meanings.append(joined or alone)
    return header


def add_row_of_units(header, rows):
    """Add the row right below a header when it has nothing but units, beside names that reach down into it."""
    below = next((cells for number, cells in rows if number == header.row + 1), [])
    pairs = [(name, cell) for name, cell in zip_longest(header.own, below, fillvalue="") if cell]
    if not any(is_unit(cell) for _name, cell in pairs):
        return
    if all(name and (is_unit(cell) or folded_text(cell) == folded_text(name)) for name, cell in pairs):
        header.row += 1
        for place, (name, cell) in enumerate(zip(header.own, below, strict=False)):
            if is_unit(cell) and folded_text(cell) != folded_text(name):
                unit = f" ({cell.strip('()（）')})"
                header.own[place], header.names[place] = f"{name}{unit}", f"{header.names[place]}{unit}"


def joined_name(above, heading, cell, meaning_of, is_pair) -> tuple[str, str]:
    """Return the name of one column, and the heading over it."""
    if not cell or folded_text(cell) == folded_text(above):
        return (above if is_pair or cell or meaning_of(above) else ""), ""
    if above and is_unit(cell):
        return f"{above} ({cell.strip('()（）')})", ""
    return cell, heading


def refuse_ambiguous_names(header, meaning_of):
    """Refuse a name that means something by itself and stands below several headings that do not say more."""
    over = defaultdict(dict)
    for name, heading in zip(header.own, header.headings, strict=True):
        if meaning_of(name) and not (heading and meaning_of(f"{heading} {name}")):
            over[folded_text(name)].setdefault(heading, name)
    for headings in over.values():
        if len(headings) > 1:
            name = next(iter(headings.values()))
            raise BrokenFile("ambiguous_headings", column=name, headings=", ".join(filter(None, headings)))


def distinct_names(names) -> list[str]:
    """Return names of which each stands once: the second 姓名 is "姓名 (2)"."""
    times: dict[str, int] = defaultdict(int)
    found = []
    for name in (name[:LONGEST_NAME] for name in names):
        times[name] += 1
        found.append(name if not name or times[name] == 1 else f"{name} ({times[name]})")
    return found
