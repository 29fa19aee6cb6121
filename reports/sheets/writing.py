"""How the monthly report shows a figure, and what a row says."""

from core.templatetags import pw
from core.text import join_words, labelled

from . import REPORT_SHEETS
from .declare import DAY, NUMBER, SHARE, TEXT, YUAN
from .details import LIST_COLUMNS, ROW_DETAIL_COLUMNS

WRITTEN = {TEXT: lambda text: text or pw.NOTHING, DAY: pw.day, NUMBER: pw.number, YUAN: pw.money, SHARE: pw.percent}


def write_figure(value, basis):
    """Return a figure in words: a share in percent, yuan without decimals, everything else as a number."""
    return WRITTEN.get(basis, pw.number)(value)


def write_cell(column, row):
    """Return what a column of a list says of a row."""
    return WRITTEN[column.basis](column.value(row))


def write_row_details(row):
    """Return what else was stored with a row when it was counted, in words."""
    told = [
        (column.label, write_cell(column, row))
        for key, column in detail_columns_by_key().items()
        if row.details.get(key)
    ]
    return join_words(labelled(label, words) for label, words in told)


def detail_columns_by_key() -> dict:
    """Return the columns of detail sheets for what has no column in every list."""
    everywhere = {column.key for column in LIST_COLUMNS}
    columns = [column for sheet in REPORT_SHEETS.values() for column in sheet.details]
    return {column.key: column for column in (*columns, *ROW_DETAIL_COLUMNS) if column.key not in everywhere}


def write_difference(value, basis):
    """Return a difference with its sign; that of two shares in percentage points."""
    if value is None:
        return pw.NOTHING
    if not value:
        return "0"
    sign, size = "+" if value > 0 else "−", abs(value)
    return f"{sign}{pw.number(100 * size, 1) if basis == SHARE else write_figure(size, basis)}"
