"""The sheets as CSV: one file for one sheet, a ZIP archive for all.

UTF-8 with a byte order mark, so that Excel reads Chinese. A text that a spreadsheet would take for a formula begins
with an apostrophe, and a long number that it would round begins with a tab."""

import csv
import io
import zipfile
from contextlib import contextmanager

from django.utils.translation import gettext as _

from core.spreadsheets import spreadsheet_safe_text
from core.text import rounded_half_up
from reports.sheets.declare import SHARE, TEXT, YUAN

from .about import export_cover_facts, export_sentences
from .workbook import empty_sheet_text

CSV_DECIMALS = {YUAN: 2, SHARE: 6}  # a share is a fraction of 1


def write_csv_export(path, contents, told, progress) -> None:
    """Write one CSV file, or for all sheets an archive of them with a text that explains them."""
    if contents.export.sheet:
        with path.open("wb") as raw, open_csv_text(raw) as file:
            write_sheet_csv(file, contents.sheets[0], contents, told, CsvProgress(progress))
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.txt", "\r\n".join(csv_readme_lines(contents)).encode("utf-8-sig"))
        steps = CsvProgress(progress)
        for sheet in contents.sheets:
            with archive.open(f"{sheet.code}.csv", "w", force_zip64=True) as raw, open_csv_text(raw) as file:
                write_sheet_csv(file, sheet, contents, told, steps)


@contextmanager
def open_csv_text(raw):
    """Yield a binary file as text that begins with a byte order mark."""
    file = io.TextIOWrapper(raw, "utf-8-sig", newline="")
    yield file
    file.flush()
    file.detach()


class CsvProgress:
    """A counter of rows across all files."""

    def __init__(self, progress):
        self.done, self.progress = 0, progress

    def __call__(self):
        self.done += 1
        self.progress(self.done)


def write_sheet_csv(file, sheet, contents, told, step) -> None:
    """Write the figures, below them the list when asked for, and the watermark at the end."""
    out = csv.writer(file)
    table = contents.table(sheet)
    out.writerow([*sheet.row_headings, *(csv_column_heading(column) for column in sheet.columns)])
    for row in table.rows:
        values = (csv_value(cell.value, cell.basis) for cell in row.cells)
        out.writerow([*map(spreadsheet_safe_text, row.names), *values])
    if not table.rows:
        out.writerow([empty_sheet_text(sheet)])
    if sheet in contents.lists:
        out.writerow([])
        write_household_csv(out, sheet, contents, step)
    out.writerows([[], [spreadsheet_safe_text(told)]])


def write_household_csv(out, sheet, contents, step) -> None:
    columns = contents.columns(sheet)
    out.writerow([spreadsheet_safe_text(column.label) for column in columns])
    bases = [column.basis for column in columns]
    for row in contents.rows(sheet):
        out.writerow([csv_value(value, basis) for value, basis in zip(row, bases, strict=True)])
        step()


def csv_column_heading(column) -> str:
    return spreadsheet_safe_text(f"{column.group}: {column.label}" if column.group else column.label)


def csv_value(value, basis) -> str:
    """Return a text, a day or a number in a form that programs read."""
    if value is None or basis == TEXT:
        return spreadsheet_safe_text(value)
    return f"{rounded_half_up(value, CSV_DECIMALS[basis]):f}" if basis in CSV_DECIMALS else str(value)


def csv_readme_lines(contents) -> list[str]:
    told = [f"{label}: {words}" for label, words in export_cover_facts(contents)]
    return [_("Monthly report"), *told, "", *export_sentences(contents)]
