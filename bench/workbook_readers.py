"""The workbook of the last closed month, with its lists in full and in both languages, read back by python-calamine and
by LibreOffice: every cell compared with the page and the database.

LibreOffice opens the file and saves it in its own format, so that its own reading is compared; without it (Debian:
libreoffice-calc-nogui) calamine reads alone. With KEEP=folder the files stay there, with a PDF of every worksheet."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import python_calamine
from django.conf import settings
from django.db import transaction
from django.utils import translation
from rich.console import Console
from rich.table import Table

from accounts.models import Grant, User
from core.crypto import files as sealed_files
from households.models import Member
from reports.exports import run as export_run
from reports.exports.contents import ExportContents
from reports.exports.workbook import list_worksheet_name, worksheet_name
from reports.models import Export, MonthlyReport

LANGUAGES = ("en", "zh-hans")


def measure():
    """Make the workbook, read it, and print the differences; nothing is kept in the database."""
    console = Console(soft_wrap=True)
    report = MonthlyReport.objects.sealed().select_related("county").first()
    if not report:
        console.print("\nNo month is closed here yet: manage.py close_month does it.")
        return
    with tempfile.TemporaryDirectory() as scratch, transaction.atomic():
        folder = Path(os.environ.get("KEEP") or scratch)
        settings.MEDIA_ROOT = scratch
        for language in LANGUAGES:
            export = exported(report, language)
            path = folder / f"{language}-{export.file_name}"
            with sealed_files.open_stored_file(export.stored_name) as file, path.open("wb") as out:
                shutil.copyfileobj(file, out)
            books = dict(readings(path))
            console.print(f"\n{path.name}: {export.rows:,} rows of people")
            with translation.override(language):
                console.print(table_of(ExportContents(export), books))
        transaction.set_rollback(True)


def exported(report, language) -> Export:
    """Return an export of all of the month, in full, made as the worker makes it."""
    user = User.objects.create_user(f"bench-{language}")
    Grant.objects.create(origin="sample", user=user, role="county_staff", area=report.county, valid_from="2020-01-01")
    export = Export.objects.create(
        report=report,
        user=user,
        kind="workbook",
        scope=[report.county.code],
        with_details=True,
        in_full=True,
        reason="Bench",
        language=language,
    )
    export_run.make_export_file(export)
    assert export.state == "done", (export.state, export.failure)
    return export


def readings(path):
    """Yield (reader, {worksheet: rows}) of every reader that is installed."""
    yield "calamine", read(path)
    if shutil.which("soffice"):
        yield "LibreOffice", read(saved_by_libreoffice(path, "ods"))
        if os.environ.get("KEEP"):
            saved_by_libreoffice(path, "pdf")


def saved_by_libreoffice(path, ending) -> Path:
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(
            [
                "soffice",
                f"-env:UserInstallation=file://{profile}",
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                path.parent,
                path,
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            timeout=600,
        )
    return path.with_suffix(f".{ending}")


def read(source) -> dict[str, list[list]]:
    """Return {worksheet: rows of cells in one form}, of a path or an open file."""
    book = python_calamine.load_workbook(source)
    return {name: [[one_form(cell) for cell in row] for row in rows_of(book, name)] for name in book.sheet_names}


def rows_of(book, name) -> list[list]:
    return book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def one_form(value):
    """Return a cell in a comparable form: a text, a number to six digits, a day, or None."""
    if value is None or isinstance(value, str):
        return value or ""
    if hasattr(value, "isoformat"):
        return value.isoformat()[:10]
    return round(float(value), 6)


def compared(contents, book) -> dict[str, tuple[int, list]]:
    """Return {worksheet: (cells compared, (place, cell, expected) of those that differ)}, figures and lists."""
    told = {}
    for sheet in contents.sheets:
        told[worksheet_name(sheet)] = beside(figures(contents, sheet), book[worksheet_name(sheet)])
        if sheet in contents.lists:
            rows = [[one_form(cell) for cell in row] for row in contents.rows(sheet)]
            told[list_worksheet_name(sheet)] = beside(rows, book[list_worksheet_name(sheet)])
    return told


def figures(contents, sheet) -> list[list]:
    """Return the rows of a sheet as its page shows them."""
    return [[*row.names, *(one_form(cell.value) for cell in row.cells)] for row in contents.table(sheet).rows]


def beside(wanted, rows) -> tuple[int, list]:
    """Compare `wanted` with the last rows of a worksheet; every worksheet ends with its table."""
    found = rows[len(rows) - len(wanted) :] if wanted else []
    pairs = [
        ((place, column), cell, right)
        for place, (row, told) in enumerate(zip(found, wanted, strict=True))
        for column, (cell, right) in enumerate(zip(padded(row, len(told)), told, strict=True))
    ]
    return len(pairs), [pair for pair in pairs if pair[1] != pair[2]]


def padded(row, width) -> list:
    """Return rows padded with empty cells, because readers leave them out at the end."""
    return [*row, *[""] * (width - len(row))]


def numbers(contents, book) -> tuple[int, list]:
    """Return (ID numbers compared, those that differ from the database's), of the heads in the lists, by household
    number."""
    heads = Member.objects.filter(household__county=contents.report.county, relation="head", left_on=None)
    on_file = dict(heads.order_by("-pk").values_list("household__number", "id_number"))
    found = []
    for sheet in contents.lists:
        keys = [column.key for column in contents.columns(sheet)]
        number, id_number = keys.index("number"), keys.index("id_number")
        rows = [row for row in book[list_worksheet_name(sheet)] if row[number] in on_file]
        found += [(row[number], row[id_number], on_file[row[number]]) for row in rows]
    return len(found), [one for one in found if one[1] != one[2]]


def table_of(contents, books) -> Table:
    told = [compared(contents, book) | {"ID numbers": numbers(contents, book)} for book in books.values()]
    table = Table("Worksheet", "Cells", *(f"Different in {reader}" for reader in books), box=None)
    for name, (cells, _differing) in told[0].items():
        table.add_row(name, f"{cells:,}", *(str(len(one[name][1])) for one in told))
    return table
