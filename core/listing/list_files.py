"""The two kinds of file that a list can be downloaded as: CSV and Excel."""

import csv
import datetime as dt
import io
from decimal import Decimal

import xlsxwriter
from django.utils.timezone import localtime

from core.spreadsheets import SAFE_WORKBOOK_OPTIONS, spreadsheet_safe_text, worksheet_cell_text

from .columns import DAY, SHARE, YUAN

NUMBER_FORMATS = {DAY: "yyyy-mm-dd", YUAN: "#,##0.00", SHARE: "0.0%"}
COLUMN_WIDTH = 20  # letters


def write_csv(columns, rows, about) -> bytes:
    """Write a CSV file that Excel opens with correct Chinese, without running formulas or rounding long numbers."""
    file = io.StringIO()
    out = csv.writer(file)
    out.writerow([spreadsheet_safe_text(column.label) for column in columns])
    for row in rows:
        out.writerow([csv_cell(value) for value in row])
    out.writerows([[], [spreadsheet_safe_text(about)]])
    return file.getvalue().encode("utf-8-sig")  # without the byte order mark Excel takes UTF-8 for GBK


def csv_cell(value) -> str:
    """Write numbers as programs read them, the rest as a safe text."""
    if isinstance(value, int | float | Decimal):
        return str(value)
    return spreadsheet_safe_text(plain_cell(value))


def plain_cell(value):
    """Write a moment in Shanghai time to the minute, the rest as text."""
    if isinstance(value, dt.datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return "" if value is None else str(value)


def write_xlsx(columns, rows, about) -> bytes:
    """Write a worksheet with one line for each row; what people typed is always text, never a formula or a link."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, SAFE_WORKBOOK_OPTIONS) as book:
        sheet, head = book.add_worksheet(), book.add_format({"bold": True, "text_wrap": True})
        looks = [book.add_format({"num_format": NUMBER_FORMATS.get(column.kind, "General")}) for column in columns]
        sheet.set_column(0, len(columns) - 1, COLUMN_WIDTH)
        place = 0
        for column, each in enumerate(columns):
            sheet.write_string(0, column, worksheet_cell_text(each.label), head)
        for place, row in enumerate(rows, start=1):
            for column, value in enumerate(row):
                write_cell(sheet, place, column, value, looks[column])
        sheet.write_string(place + 2, 0, worksheet_cell_text(about))
    return file.getvalue()


def write_cell(sheet, place, column, value, look) -> None:
    if isinstance(value, int | float | Decimal):
        sheet.write_number(place, column, value, look)
    elif isinstance(value, dt.date) and not isinstance(value, dt.datetime):
        sheet.write_datetime(place, column, value, look)
    else:
        sheet.write_string(place, column, worksheet_cell_text(plain_cell(value)))


FILE_WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
