"""The list of the households that a figure counts, as they were when the month was counted."""

from django.utils.translation import gettext as _

from core.listing import DAY, TEXT, Column, Listing
from reports.sheets.details import HEAD_COLUMN
from reports.sheets.writing import write_row_details

REPORT_ROW_SORTS = {
    "village": ("village__path", "household__number"),
    "number": "household__number",
    "people": "people",
    "on": "on",
    "times": "times",
    "yuan": "yuan",
}
CELL_CLASSES = {DAY: "text-nowrap", TEXT: "pw-words"}


def row_listing(columns, caption, *, empty, details=False) -> Listing:
    """Return the list with these columns of the report; with `details`, a last column shows what else was stored."""
    more = [column for column in columns[1:] if column is not HEAD_COLUMN]
    drawn = [household_column(columns[0]), number_in_file(columns[0]), *map(row_column, more)]
    if details:
        drawn.append(Column("details", _("Details"), value=write_row_details, css="pw-words"))
    return Listing(
        "report-rows", caption, tuple(drawn), empty=empty, exported=True, sort="village", sorts=REPORT_ROW_SORTS
    )


def row_column(column) -> Column:
    """Return a column of the report as a column of the page."""
    return Column(
        column.key,
        column.label,
        value=lambda row: column.value(row) or None if column.basis == TEXT else column.value(row),
        kind=column.basis,
        css=CELL_CLASSES.get(column.basis, ""),
        sort=REPORT_ROW_SORTS.get(column.key, ""),
    )


def household_column(column) -> Column:
    """Return the first column: the head's masked name, which links to the household, and its number below. A figure may
    count what belongs to none."""
    return Column(
        column.key,
        _("Household"),
        value=household_name_of_row,
        url=lambda row: row.household and row.household.get_absolute_url(),
        under=lambda row: row.household and column.value(row),
        sort=REPORT_ROW_SORTS.get(column.key, ""),
    )


def number_in_file(column) -> Column:
    """Return the column of the number, which a file has beside the name."""
    return Column(
        "household_number",
        column.label,
        value=lambda row: row.household and column.value(row),
        on_page=False,
        identifies=True,
    )


def household_name_of_row(row) -> str:
    if row.household is None:
        return _("No household")
    return HEAD_COLUMN.value(row) or _("No head recorded")
