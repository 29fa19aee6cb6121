"""A payment list as a file: who was paid how many yuan, found by ID number or name among the people who work there. It
fills the page on which the list is looked at and saved; with a bad row nothing is taken."""

import io
from dataclasses import dataclass, field
from functools import partial

from core.crypto.fields import keyed_hash
from core.folding import folded_text
from departments.batches.reader import column_of, placed_table
from households.import_messages import BrokenFile, ProblemMessage
from households.imports.read.aside import LinesAside
from households.imports.read.files import FilePart, tables_of_parts
from households.imports.read.header_rows import find_header
from households.imports.read.layouts import top_rows
from households.imports.read.reader import RowNotes, clean_row

from .sheet import ID_NUMBER, LABELS, NAME, PAID, PAID_ON, SHEET

MOST_ROWS = 1_000
ENOUGH = 2  # headers by which the table is recognised


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
class ReadPayments:
    """What a file says: {work: (yuan, day or None)}, and what is wrong."""

    paid: dict = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    def problem(self, row, keeps, code, **params) -> None:
        self.problems.append(RowProblem(row, keeps, ProblemMessage(code, params)))


def read_payments(file, there) -> ReadPayments:
    """Read a file of payments to these people: their work in the month. Raises BrokenFile when it cannot be read as a
    whole."""
    placed, found = payment_table(file), ReadPayments()
    aside = aside_of(placed)
    below = (one for one in placed.table.rows() if one[0] > placed.header_row and not aside.takes(*one))
    for count, (number, cells) in enumerate(below, 1):
        if count > MOST_ROWS:
            raise BrokenFile("payment_rows", limit=MOST_ROWS)
        take_row(placed, number, cells, there, found)
    if not found.paid and not found.problems:
        raise BrokenFile("no_rows")
    return found


def payment_table(file):
    """Return the first table of the file that says who was paid what. Raises BrokenFile when none does."""
    content = file.read()  # its size was limited by the form
    tables = tables_of_parts([FilePart(file.name, partial(io.BytesIO, content))])
    tops = [(table, top) for table in tables if not table.is_hidden and (top := top_rows(table))]
    if not tops:
        raise BrokenFile("empty_file")
    for table, top in tops:
        header = find_header(top, partial(column_of, SHEET), ENOUGH)
        if header and PAID.keeps in header.meanings and {ID_NUMBER.keeps, NAME.keeps} & set(header.meanings):
            return placed_table(SHEET, table, header, top)
    raise BrokenFile("payment_columns", columns=f"{ID_NUMBER.label} / {NAME.label}, {PAID.label}")


def aside_of(placed) -> LinesAside:
    """Return what tells the lines that are no payments: a total, or who signed the list."""
    places = {keeps: place for place, keeps, _cell in reversed(placed.headers.entries)}
    who = [places[keeps] for keeps in (ID_NUMBER.keeps, NAME.keeps) if keeps in places]
    return LinesAside(places.get(ID_NUMBER.keeps), places.get(NAME.keeps), who)


def take_row(placed, number, cells, there, found) -> None:
    """Take what a row says, or note what is wrong in it."""
    note = RowNotes()
    row = clean_row(placed.headers, cells, note)
    if not row and not note.is_about_a_value:
        return
    for column, error, _is_error in note:
        found.problem(number, column, error.code, **error.params)
    meant = None if note else person_meant(row, number, there, found)
    if meant and meant.pk in found.paid:
        found.problem(number, key_of(row), "payment_twice")
    elif meant:
        found.paid[meant.pk] = row[PAID.keeps], row.get(PAID_ON.keeps)


def key_of(row) -> str:
    return ID_NUMBER.keeps if ID_NUMBER.keeps in row else NAME.keeps


def person_meant(row, number, there, found):
    """Return the work of the person whom a row means, by the ID number, else by the name; None with a problem."""
    name = folded_text(row.get(NAME.keeps, ""))
    if secret := row.get(ID_NUMBER.keeps):
        meant = [spell for spell in there if spell.member.id_hash == keyed_hash(secret)]
        if meant and name and meant[0].member.name_folded != name:
            return found.problem(number, NAME.keeps, "other_name")
    else:
        meant = [spell for spell in there if name and spell.member.name_folded == name]
    if len(meant) == 1:
        return meant[0]
    several = "payment_several" if len({one.member_id for one in meant}) == 1 else "payment_called_alike"
    return found.problem(number, key_of(row), several if meant else "payment_nobody")
