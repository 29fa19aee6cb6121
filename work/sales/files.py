"""A file of what households delivered to a sale: read like every file, judged row by row. When one row is wrong nothing
is kept, and each wrong row is named with what to do."""

import io
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from core.folding import folded_text
from departments.batches.reader import column_of, placed_table
from households.choices import Relation
from households.import_messages import BrokenFile, ProblemMessage
from households.imports.read.aside import LinesAside
from households.imports.read.files import FilePart, tables_of_parts
from households.imports.read.header_rows import find_header
from households.imports.read.layouts import top_rows
from households.imports.read.reader import RowNotes, clean_row
from households.models import Household, Member

from .actions import Delivered
from .sheet import HEAD, NUMBER, SHEET, YUAN

MOST_ROWS = 2_000  # households of one sale
ENOUGH = 2  # headers by which the table is recognised
LABELS = {one.keeps: one.label for one in SHEET.all_columns}


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one row. Its values are not shown: they may be personal."""

    row: int
    keeps: str
    message: ProblemMessage

    @property
    def column(self):
        return LABELS[self.keeps]


@dataclass
class DeliveryFile:
    """What a file says: the rows by their numbers, and what is wrong."""

    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def problem(self, row, keeps, code, **params):
        self.problems.append(RowProblem(row, keeps, ProblemMessage(code, params)))


def read_delivery_file(file, sale, *, by) -> tuple[list[Delivered], list[RowProblem]]:
    """Return what the households of a file delivered, and what is wrong. Raises BrokenFile when it cannot be read."""
    said = read_delivery_rows(file)
    homes = Household.objects.visible_to(by).active().within(sale.area).select_related("village")
    numbered, headed = households_by_number(said, homes), households_by_head(said, homes)
    delivered: dict[int, Delivered] = {}
    for number, row in said.rows:
        household, wrong = household_meant(row, numbered, headed)
        if household and household.pk in delivered:
            household, wrong = None, "delivery_twice"
        if household is None:
            said.problem(number, NUMBER.keeps if "number" in row else HEAD.keeps, wrong)
        else:
            delivered[household.pk] = Delivered(household, row.get("quantity"), row.get("yuan"))
    return list(delivered.values()), sorted(said.problems, key=lambda one: one.row)


def read_delivery_rows(file) -> DeliveryFile:
    placed, said = delivery_table(file), DeliveryFile()
    place_of = {keeps: place for place, keeps, _cell in reversed(placed.headers.entries)}
    key = place_of["number" if "number" in place_of else "head"]
    aside = LinesAside(key, place_of.get("head"), [key])
    below = (one for one in placed.table.rows() if one[0] > placed.header_row and not aside.takes(*one))
    for count, (number, cells) in enumerate(below, 1):
        if count > MOST_ROWS:
            raise BrokenFile("delivery_rows", limit=MOST_ROWS)
        take_row(placed, number, cells, said)
    if not said.rows and not said.problems:
        raise BrokenFile("no_rows")
    return said


def delivery_table(file):
    """Return the first table of the file that has the columns. Raises BrokenFile when none has."""
    content = file.read()  # its size was limited by the form
    tables = tables_of_parts([FilePart(file.name, partial(io.BytesIO, content))])
    for table in tables:
        top = [] if table.is_hidden else top_rows(table)
        header = find_header(top, partial(column_of, SHEET), ENOUGH) if top else None
        if header and "yuan" in header.meanings and {"number", "head"} & set(header.meanings):
            return placed_table(SHEET, table, header, top)
    raise BrokenFile("delivery_columns", columns=f"{NUMBER.label} / {HEAD.label}, {YUAN.label}")


def take_row(placed, number, cells, said) -> None:
    """Add what a row says, or what is wrong in it."""
    note = RowNotes()
    row = clean_row(placed.headers, cells, note)
    if not row and not note.is_about_a_value:
        return
    for column, error, _is_error in note:
        said.problem(number, column, error.code, **error.params)
    if not note:
        said.rows.append((number, row))


def households_by_number(said, homes) -> dict[str, Household]:
    numbers = {row["number"] for _number, row in said.rows if "number" in row}
    return {home.number: home for home in homes.filter(number__in=numbers)}


def households_by_head(said, homes) -> dict[str, list[Household]]:
    """Return {the name of a head as it is compared: the households}."""
    names = {folded_text(row["head"]) for _number, row in said.rows if "number" not in row and "head" in row}
    heads = Member.objects.filter(relation=Relation.HEAD, left_on=None, name_folded__in=names, household__in=homes)
    found: dict[str, list[Household]] = {}
    for head in heads.select_related("household__village"):
        found.setdefault(head.name_folded, []).append(head.household)
    return found


def household_meant(row, numbered, headed) -> tuple[Household | None, str]:
    """Return the household of a row, or none and the code of what is wrong."""
    if "number" in row:
        return numbered.get(row["number"]), "delivery_unknown"
    if "head" not in row:
        return None, "delivery_nobody"
    found = headed.get(folded_text(row["head"]), [])
    return (found[0], "") if len(found) == 1 else (None, "delivery_several" if found else "delivery_unknown")
