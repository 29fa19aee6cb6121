"""The rows to correct and send again: a workbook in the layout and column order of the file that was sent, with two
more columns that say what is wrong and where the row stood. It holds all rows of every household that is not saved, so
that it is complete; its last sheet lists every problem."""

import io
import json
from collections import defaultdict

import xlsxwriter
from django.utils.translation import gettext as _

from core.crypto.files import store_file
from core.sql import fetch_rows
from core.text import labelled
from households.import_messages import ProblemMessage
from households.imports import uploads
from households.imports.clean.cells import plain_text
from households.imports.read.reader import PROBLEMS, own_word
from households.imports.sheet import IMPORT_SHEETS
from households.models import ImportProblem

from .marked_sheet import ErrorBook, RowsToCorrect

MOST_ROWS = 100_000


def error_file_name(batch) -> str:
    return f"{uploads.import_folder(batch)}/errors.xlsx"


def write_error_file(batch, stage, readers) -> list[ImportProblem]:
    """Write the error file when anything is wrong. Returns every problem with the value of its cell, which is read from
    the file once more."""
    found = problems_by_reader(batch, readers)
    if not any(found):
        return []
    every = [problem for problems in found for of_row in problems.values() for problem in of_row]
    every.sort(key=lambda problem: not problem.is_error)  # errors, which stop the saving, come first
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        formats = ErrorBook(book)
        for reader, problems in zip(readers, found, strict=True):
            bad = unsaved_rows(reader)
            if len(bad) > MOST_ROWS:
                stage.remarks.append(ProblemMessage("many_rows", {"limit": MOST_ROWS}))
            copy_bad_rows(reader, problems, formats if bad else None, set(bad[:MOST_ROWS]))
        write_problem_list(formats.sheet(own_word(PROBLEMS, readers[0].header)), every)
    file.seek(0)
    store_file(error_file_name(batch), file)
    return every


def problems_by_reader(batch, readers) -> list[dict[int, list[ImportProblem]]]:
    """Return the problems of each table, by row."""
    found: list[dict[int, list[ImportProblem]]] = []
    for reader in readers:
        by_row = defaultdict(list)
        for sheet, row, column, code, params, is_error in fetch_rows(
            "SELECT sheet, row, col, code, params, is_error FROM problem WHERE sheet = ANY(%s) AND row > %s "
            "AND row <= %s ORDER BY row, is_error DESC",
            [list(reader.by_sheet), reader.offset, reader.offset + reader.last_row],
        ):
            header = reader.header_of(sheet, column)
            by_row[row - reader.offset].append(
                ImportProblem(
                    batch=batch,
                    is_error=is_error,
                    sheet=reader.table.name,
                    row=row - reader.offset,
                    column=header,
                    mask=reader.mask_of(sheet, header),
                    code=code,
                    params=with_row_of_table(json.loads(params), reader, readers),
                )
            )
        found.append(by_row)
    return found


def with_row_of_table(params, reader, readers) -> dict:
    """Return the parameters of a message with the row it names as the file has it: of another table with its name."""
    if not isinstance(row := params.get("rows"), int):
        return params
    where = next((one for one in readers if one.has_row(row)), reader)
    number = row - where.offset
    return params | {"rows": number if where is reader else f"{where.table.name}: {number}"}


def unsaved_rows(reader) -> list[int]:
    """Return the rows of a table that are not saved, one more than fit at most."""
    sheets = [IMPORT_SHEETS[name] for name in reader.by_sheet]
    bad = " UNION ".join(f"SELECT row FROM {sheet.stage} WHERE {sheet.held}" for sheet in sheets)
    here = f"SELECT row - %s FROM ({bad}) AS bad WHERE row > %s AND row <= %s ORDER BY row LIMIT {MOST_ROWS + 1}"
    return [row for (row,) in fetch_rows(here, [reader.offset, reader.offset, reader.offset + reader.last_row])]


def copy_bad_rows(reader, problems, formats, bad):
    """Read the table again: fill in the values of the problems, and copy the bad rows to the error file."""
    copied = formats and RowsToCorrect(formats, reader.table.name, reader.header, reader.header_row)
    places = {plain_text(cell): place for place, cell in reversed(list(enumerate(reader.header))) if cell}
    for number, cells in reader.table.rows():
        for problem in problems.get(number, ()):
            problem.value = cell_text(cells, places.get(problem.column))[:200]
        if copied and number <= reader.header_row:
            copied.write_top(number, cells)
        elif copied and number in bad:
            wrong = problems.get(number, ())
            copied.write_row(number, cells, row_problem_words(wrong), wrong)
    if copied:
        copied.page.close()


def cell_text(cells, place) -> str:
    return plain_text(cells[place]) if place is not None and place < len(cells) and cells[place] is not None else ""


def row_problem_words(problems) -> str:
    if not any(problem.is_error for problem in problems):
        return str(ProblemMessage("same_household"))
    return "\n".join(labelled(problem.column, problem.message) for problem in problems if problem.is_error)


def write_problem_list(page, problems):
    """Write the sheet that lists every problem with its remedy."""
    what = [_("Error or warning"), _("What is wrong"), _("What to do")]
    page.write_header([_("Sheet"), _("Row"), _("Column"), _("Value"), *what])
    for problem in problems:
        kind = _("Error") if problem.is_error else _("Warning")
        message, where = problem.message, [problem.sheet, str(problem.row), problem.column, problem.value]
        page.write([*where, kind, message.what, message.remedy])
    page.close()
