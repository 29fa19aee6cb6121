"""Registry files for tests: small invented families, as workbooks and CSV folders."""

import csv
import io

import python_calamine
import xlsxwriter
from stdnum.cn import ric

from core.crypto.files import open_stored_file, store_file
from households.imports import actions, uploads
from households.imports.read.files import FilePart, file_parts_at
from households.imports.write import error_file
from households.models import ImportBatch
from povwatch.tests.jobs import do_job

HOME = {"number": "H1", "village": "Heyi Village", "kind": "lifted", "lifted_year": "2017", "house_grade": "A"}
HEAD = {"household": "H1", "name": "Sample Chen", "relation": "head", "labour": "ordinary", "insurance": "resident"}
SPOUSE = {"household": "H1", "name": "Sample Li", "relation": "spouse", "sex": "female", "birth_date": "1972-05-05"}


def id_number(birth="19700101", sequence=1, area="999001") -> str:
    """Return an invented ID number with its check digit; odd sequences are men."""
    body = f"{area}{birth}{sequence:03}"
    return body + ric.calc_check_digit(body + "0")


def table(rows) -> list[list]:
    """Return dictionaries as a header and rows."""
    header = list(dict.fromkeys(key for row in rows for key in row))
    return [header, *([row.get(key, "") for key in header] for row in rows)]


def folder(path, **sheets):
    """Write a folder of CSV files: folder(tmp_path, households=[{…}], members=[…])."""
    path.mkdir(exist_ok=True)
    for name, rows in sheets.items():
        with (path / f"{name}.csv").open("w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file).writerows(table(rows))
    return path


def workbook(path, **sheets):
    """Write a workbook with one sheet for each keyword; cells keep their types."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(table(rows)):
                sheet.write_row(place, 0, row)
    return path


def national(path, rows, *, header=None, titles=("Sample export", "printed today")):
    """Write a national export: titles, then the header in the third row, all cells texts."""
    lines = table(rows)
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("Sheet1")
        for place, cells in enumerate([*([title] for title in titles), header or lines[0], *lines[1:]]):
            for column, cell in enumerate(cells):
                sheet.write_string(place, column, str(cell))
    return path


def begin(path, county, by=None, state="checking", good_rows=False, **more) -> ImportBatch:
    parts = file_parts_at(path)
    batch = actions.create_import(
        file_name=path.name, county=county, by=by, language="en", state=state, good_rows=good_rows, **more
    )
    actions.store_import_digest(batch, parts)
    for place, part in enumerate(parts):
        with part.open() as file:
            store_file(f"{uploads.import_folder(batch)}/{place:02}_{part.name}.part", file)
    return batch


def check(path, county, by=None) -> ImportBatch:
    """Check a file as the worker does."""
    batch = begin(path, county, by)
    return worked_on("registry_check", batch)


def save(path, county, by=None, *, good_rows=False, **more) -> ImportBatch:
    """Save a file as the worker does, with everything settled; `told_on` is the day of the paper."""
    batch = begin(path, county, by, "saving", good_rows, **{"settled": "all", **more})
    return worked_on("registry_save", batch)


def worked_on(kind, batch) -> ImportBatch:
    do_job(kind, batch=batch.pk)
    batch.refresh_from_db()
    return batch


def quiet(step, done=0, total=0):
    pass


def complaints(batch, *, errors=True) -> list[tuple]:
    """Return (sheet, row, column, code) of each error, or of each warning."""
    return list(batch.problems.filter(is_error=errors).values_list("sheet", "row", "column", "code"))


def counts(batch, sheet) -> dict:
    return next(counts for counts in batch.counts if counts["sheet"] == sheet)


def numbers(batch, sheet) -> tuple:
    """Return (new, changed, same, held) rows of a sheet."""
    return tuple(counts(batch, sheet)[key] for key in ("new", "changed", "same", "held"))


def errors_of(batch) -> dict[str, list[list]]:
    """Return the error file, sheet by sheet."""
    with open_stored_file(error_file.error_file_name(batch)) as file:
        book = python_calamine.load_workbook(io.BytesIO(file.read()))
    return {name: list(book.get_sheet_by_name(name).iter_rows()) for name in book.sheet_names}


def part(name, content: bytes) -> FilePart:
    return FilePart(name, lambda: io.BytesIO(content))
