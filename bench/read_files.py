"""How long the import takes to read a file, without what follows: a large workbook, one with a million formatted rows
below its table, a CSV file. Numbers of the processor, so that other work on the machine does not count."""

import csv
import datetime as dt
import resource
import tempfile
import time
from pathlib import Path

import xlsxwriter
from rich.console import Console
from rich.table import Table

from households.imports.read.files import file_parts_at, tables_of_parts

ROWS, COLUMNS, BLANK = 100_000, 40, 1_000_000


def measure():
    told = Table("File", "Rows", "Cells", "Seconds", "MB at most", box=None)
    with tempfile.TemporaryDirectory() as scratch:
        for name, write in FILES.items():
            path = Path(scratch) / f"{name}"
            write(path)
            told.add_row(name, *map("{:,}".format, read(path)))
    Console().print(told)


def read(path) -> tuple:
    """Return what reading a file took: rows, cells, seconds, megabytes."""
    begun = time.process_time()
    (table,) = tables_of_parts(file_parts_at(path))
    rows = sum(1 for _row in table.rows())
    seconds = round(time.process_time() - begun, 1)
    return rows, table.filled_cells, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def person(row) -> list:
    return [f"Sample {row}", row * 1.5, ("a", "b", "c")[row % 3], dt.date(2020, 1, 1)] * (COLUMNS // 4)


def write_workbook(path, blank=0):
    with xlsxwriter.Workbook(path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd"}) as book:
        sheet, red = book.add_worksheet(), book.add_format({"bg_color": "red"})
        for row in range(1000 if blank else ROWS):
            sheet.write_row(row, 0, person(row))
        for row in range(1000, 1000 + blank):
            for column in range(8):
                sheet.write_blank(row, column, None, red)


def write_csv(path):
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(map(person, range(ROWS)))


FILES = {
    "people.csv": write_csv,
    "people.xlsx": write_workbook,
    "formatted-rows.xlsx": lambda path: write_workbook(path, BLANK),
}
