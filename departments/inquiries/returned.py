"""A list of inquiries that comes back with answers: read like every file, judged inquiry by inquiry. Good answers are
taken, for each bad row it is said what is wrong and what to do. Sent again, it changes nothing."""

import io
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from accounts.audit.log import record_access
from core.workflow import ActionRefused, StaleState
from departments.batches.reader import column_of, placed_table
from departments.models import Inquiry
from households.import_messages import BrokenFile, ProblemMessage
from households.imports.read.aside import LinesAside
from households.imports.read.files import FilePart, tables_of_parts
from households.imports.read.header_rows import find_header
from households.imports.read.layouts import top_rows
from households.imports.read.reader import RowNotes, clean_row

from .actions import LONGEST_NOTE, answer_inquiry
from .sheet import ANSWER_SHEET, FOUND, NUMBER, WHAT

MOST_ROWS = 10_000  # people of one file: more is split
ENOUGH = 2  # headers by which the table is recognised
LABELS = {one.keeps: one.label for one in ANSWER_SHEET.all_columns}


@dataclass(frozen=True)
class RowProblem:
    """What is wrong in one row. Its values are not shown: they may be personal."""

    row: int
    keeps: str
    message: ProblemMessage

    @property
    def column(self):
        return LABELS[self.keeps]


class AnswerRow(NamedTuple):
    """What one row says of the inquiry that it names; `is_bad` when one of its cells cannot be read."""

    row: int
    found: bool | None
    what: str
    is_bad: bool


@dataclass
class Returned:
    """What came of a file: answers that were taken, inquiries answered so before, those without an answer yet, and what
    is wrong."""

    answered: int = 0
    same: int = 0
    empty: int = 0
    problems: list[RowProblem] = field(default_factory=list)

    def problem(self, row, keeps, code, **params):
        self.problems.append(RowProblem(row, keeps, ProblemMessage(code, params)))


def take_answers(file, *, by) -> Returned:
    """Take the answers of a file that a liaison sends. Raises BrokenFile when it cannot be read as a whole."""
    outcome = Returned()
    said = read_answers(file, outcome)
    known = Inquiry.objects.visible_to(by).select_related("county").in_bulk(said)
    for number, rows in said.items():
        if number in known:
            take_answer(known[number], rows, by, outcome)
        else:
            outcome.problem(rows[0].row, NUMBER.keeps, "inquiry_unknown")
    outcome.problems.sort(key=lambda one: one.row)
    record_access(by, "inquiries_sent_back", rows=outcome.answered, refused=len(outcome.problems))
    return outcome


def read_answers(file, outcome) -> dict[int, list[AnswerRow]]:
    """Return {number of the inquiry: its rows}."""
    placed, said = answer_table(file), defaultdict(list)
    aside = aside_of_answers(placed)
    below = (one for one in placed.table.rows() if one[0] > placed.header_row and not aside.takes(*one))
    for count, (number, cells) in enumerate(below, 1):
        if count > MOST_ROWS:
            raise BrokenFile("inquiry_rows", limit=MOST_ROWS)
        take_row(placed, number, cells, said, outcome)
    if not said and not outcome.problems:
        raise BrokenFile("no_rows")
    return said


def aside_of_answers(placed) -> LinesAside:
    """Return what tells the lines that are no answers: a total, or who filled in the list."""
    key = next(place for place, keeps, _cell in placed.headers.entries if keeps == NUMBER.keeps)
    return LinesAside(key, None, [key])


def answer_table(file):
    """Return the first table of the file that has the columns. Raises BrokenFile when none has."""
    content = file.read()  # its size was limited by the form
    tables = tables_of_parts([FilePart(file.name, partial(io.BytesIO, content))])
    tops = [(table, top) for table in tables if not table.is_hidden and (top := top_rows(table))]
    if not tops:
        raise BrokenFile("empty_file")
    for table, top in tops:
        header = find_header(top, partial(column_of, ANSWER_SHEET), ENOUGH)
        if header and {NUMBER.keeps, FOUND.keeps} <= set(header.meanings):
            return placed_table(ANSWER_SHEET, table, header, top)
    raise BrokenFile("inquiry_columns", columns=f"{NUMBER.label}, {FOUND.label}")


def take_row(placed, number, cells, said, outcome) -> None:
    """Add what a row says, or what is wrong in it. A row whose answer is not filled in is no error."""
    note = RowNotes()
    row = clean_row(placed.headers, cells, note)
    wrong = [(column, error) for column, error, _is_error in note if (column, error.code) != (FOUND.keeps, "missing")]
    for column, error in wrong if row or note.is_about_a_value else ():
        outcome.problem(number, column, error.code, **error.params)
    if NUMBER.keeps in row:
        bad = any(column != NUMBER.keeps for column, _error in wrong)
        said[row[NUMBER.keeps]].append(AnswerRow(number, row.get(FOUND.keeps), row.get(WHAT.keeps, ""), bad))


def take_answer(inquiry, rows, by, outcome) -> None:
    """Answer one inquiry with all its rows."""
    found = joined_answer(rows, outcome)
    if found is None:
        return
    note, first = "; ".join(dict.fromkeys(one.what for one in rows if one.what)), rows[0].row
    if not inquiry.is_open:
        tell_of_closed(inquiry, found, note, first, outcome)
    elif len(note) > LONGEST_NOTE:
        outcome.problem(first, WHAT.keeps, "too_long", limit=LONGEST_NOTE)
    else:
        keep_answer(inquiry, found, note, by, first, outcome)


def joined_answer(rows, outcome) -> bool | None:
    """Return whether something was found: as soon as one row says so; nothing was, when all say so. None where the rows
    do not tell."""
    if has_contradiction(rows, outcome) or any(one.is_bad for one in rows):
        return None
    empty = [one for one in rows if one.found is None]
    if any(one.found for one in rows):
        return True
    if len(empty) == len(rows):
        outcome.empty += 1
    elif empty:
        outcome.problem(empty[0].row, FOUND.keeps, "inquiry_half")
    return None if empty else False


def has_contradiction(rows, outcome) -> bool:
    """Name the rows that say that something was found and not what, or what although nothing was."""
    whole = [one for one in rows if not one.is_bad]
    silent = [one.row for one in whole if one.found and not one.what]
    spoken = [one.row for one in whole if one.what and not one.found]
    for row in silent:
        outcome.problem(row, WHAT.keeps, "inquiry_silent")
    for row in spoken:
        outcome.problem(row, FOUND.keeps, "inquiry_but_nothing")
    return bool(silent or spoken)


def tell_of_closed(inquiry, found, note, row, outcome) -> None:
    if (inquiry.found, inquiry.note) == (found, note):
        outcome.same += 1
    else:
        outcome.problem(row, NUMBER.keeps, "inquiry_closed", state=str(inquiry.get_state_display()))


def keep_answer(inquiry, found, note, by, row, outcome) -> None:
    """Keep one answer on its own, so that the others are kept when it is refused."""
    try:
        answer_inquiry(inquiry, by=by, found=found, note=note)
        outcome.answered += 1
    except (ActionRefused, StaleState) as refused:
        outcome.problem(row, NUMBER.keeps, "inquiry_refused", why=str(refused))
