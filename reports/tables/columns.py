"""The list of the households that a figure counts, as they were when the month was counted."""

from django.utils.translation import gettext as _

from core.listing import DAY, TEXT, Column, Listing
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
    drawn = [household_column(columns[0]), *map(row_column, columns[1:])]
    if details:
        drawn.append(Column("details", _("Details"), value=write_row_details, css="pw-words"))
    return Listing("report-rows", caption, tuple(drawn), sort="village", sorts=REPORT_ROW_SORTS, empty=empty)


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
    """Return the first column, which links to the household; a figure may count what belongs to none."""
    return Column(
        column.key,
        column.label,
        value=lambda row: column.value(row) if row.household else _("No household"),
        url=lambda row: row.household and row.household.get_absolute_url(),
        sort=REPORT_ROW_SORTS.get(column.key, ""),
    )
