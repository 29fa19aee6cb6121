"""The sheets as CSV: one file for one sheet, an archive for all. UTF-8 with a byte order mark, so that Excel reads
Chinese; a text that a spreadsheet program would take for a formula begins with an apostrophe, and a long number that it
would round begins with a tab."""

import csv
import io
import re
import zipfile
from contextlib import contextmanager

from django.utils.translation import gettext as _

from reports.sheets.declare import SHARE, TEXT, YUAN

from .about import facts, sentences
from .workbook import first_heading, told_of_nothing

FORMULA = re.compile(r"[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]")  # the wide ones too: Excel in Chinese takes them
LONG = re.compile(r"[\dXx]{12,}")  # Excel keeps 15 digits, and shows 12 as 1.2E+11
FORMATS = {YUAN: ".2f", SHARE: ".6f"}  # a share is a part of one


def write(path, contents, told, progress) -> None:
    """One CSV file, or with all sheets an archive of them and a text that says what they are."""
    if contents.export.sheet:
        with path.open("wb") as raw, opened(raw) as file:
            one(file, contents.sheets[0], contents, told, Steps(progress))
        return
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("about.txt", "\r\n".join(about(contents)).encode("utf-8-sig"))
        steps = Steps(progress)
        for sheet in contents.sheets:
            with archive.open(f"{sheet.code}.csv", "w", force_zip64=True) as raw, opened(raw) as file:
                one(file, sheet, contents, told, steps)


@contextmanager
def opened(raw):
    """A file of bytes as a text that begins with a byte order mark."""
    file = io.TextIOWrapper(raw, "utf-8-sig", newline="")
    yield file
    file.flush()
    file.detach()


class Steps:
    """Counts the rows of all files together."""

    def __init__(self, progress):
        self.done, self.progress = 0, progress

    def __call__(self):
        self.done += 1
        self.progress(self.done)


def one(file, sheet, contents, told, step) -> None:
    """The figures; below them, when asked for, the list; and the watermark at the end."""
    out = csv.writer(file)
    table = contents.table(sheet)
    out.writerow([first_heading(sheet), *(heading(column) for column in sheet.columns)])
    for row in table.rows:
        out.writerow([safe(row.label), *(plain(cell.value, cell.basis) for cell in row.cells)])
    if not table.rows:
        out.writerow([told_of_nothing(sheet)])
    if sheet in contents.lists:
        out.writerow([])
        households(out, sheet, contents, step)
    out.writerows([[], [safe(told)]])


def households(out, sheet, contents, step) -> None:
    columns = contents.columns(sheet)
    out.writerow([safe(column.label) for column in columns])
    bases = [column.basis for column in columns]
    for row in contents.rows(sheet):
        out.writerow([plain(value, basis) for value, basis in zip(row, bases, strict=True)])
        step()


def heading(column) -> str:
    return safe(f"{column.group}: {column.label}" if column.group else column.label)


def safe(value) -> str:
    """A text that no spreadsheet program runs or rounds."""
    text = "" if value is None else str(value)
    if LONG.fullmatch(text):
        return f"\t{text}"
    return f"'{text}" if FORMULA.match(text) else text


def plain(value, basis) -> str:
    """A text, a day or a number, as programs read it."""
    if value is None or basis == TEXT:
        return safe(value)
    return format(value, FORMATS.get(basis, ""))


def about(contents) -> list[str]:
    told = [f"{label}: {words}" for label, words in facts(contents)]
    return [_("Monthly report"), *told, "", *sentences(contents)]
