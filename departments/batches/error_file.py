"""The rows of a batch to correct and send again: a workbook with the columns of the file that was sent and two more
that say what is wrong and where the row stood. Its last sheet lists every problem."""

import io
import json
from collections import defaultdict

import xlsxwriter

from core.crypto.files import store_file
from core.sql import fetch_rows
from departments.models import FeedProblem
from households.imports.clean.cells import plain_text
from households.imports.read.reader import PROBLEMS, own_word
from households.imports.write.error_file import MOST_ROWS, cell_text, row_problem_words, write_problem_list
from households.imports.write.marked_sheet import ErrorBook, RowsToCorrect

from .files import error_file_name


def write_error_file(batch, placed) -> list[FeedProblem]:
    """Write the error file when anything is wrong. Returns every problem with the value of its cell."""
    problems = problems_by_row(batch, placed)
    if not problems:
        return []
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        formats = ErrorBook(book)
        copy_bad_rows(placed, problems, formats)
        every = [problem for row in sorted(problems) for problem in problems[row]]
        write_problem_list(formats.sheet(own_word(PROBLEMS, placed.header)), every)
    file.seek(0)
    store_file(error_file_name(batch), file)
    return every


def problems_by_row(batch, placed) -> dict[int, list[FeedProblem]]:
    masks = {name: cell.mask for _place, name, cell in placed.headers.entries}
    found = defaultdict(list)
    for row, column, code, params in fetch_rows("SELECT row, col, code, params FROM feed_problem ORDER BY row"):
        name = placed.header_of(column)
        found[row].append(
            FeedProblem(
                batch=batch, sheet=placed.table.name[:60], row=row, column=name[:100], code=code,
                mask=masks.get(column, ""), params=json.loads(params) if isinstance(params, str) else params,
            )
        )  # fmt: skip
    return found


def copy_bad_rows(placed, problems, formats) -> None:
    """Read the table again: fill in the values of the problems, and copy the bad rows."""
    copied = RowsToCorrect(formats, placed.table.name, placed.header, placed.header_row)
    places = {plain_text(cell): place for place, cell in reversed(list(enumerate(placed.header))) if cell}
    left = MOST_ROWS
    for number, cells in placed.table.rows():
        for problem in problems.get(number, ()):
            problem.value = cell_text(cells, places.get(problem.column))[:200]
        if number <= placed.header_row:
            copied.write_top(number, cells)
        elif number in problems and left:
            copied.write_row(number, cells, row_problem_words(problems[number]), problems[number])
            left -= 1
    copied.page.close()
