"""The lists of a period: the lines of several months, which can be taken along."""

from dataclasses import replace

from django.utils.translation import gettext_lazy as _

from core.templatetags import pw
from households.registry.columns import HOUSEHOLD_NUMBER_COLUMN
from reports.sheets.declare import DetailColumn
from reports.sheets.details import COST_COLUMN, DATE_COLUMN, TIMES_COLUMN, WHO_COLUMNS
from reports.tables.columns import row_listing

MONTH_COLUMN = DetailColumn("month", _("Counted in"), lambda row: pw.month(row.report.month))
PERIOD_LIST_COLUMNS = (*WHO_COLUMNS, MONTH_COLUMN, DATE_COLUMN, TIMES_COLUMN, COST_COLUMN)


def period_listing(columns, caption, *, empty, details=False):
    """Return the list with these columns of the report; its file has the numbers of households in a column."""
    made = row_listing(columns, caption, empty=empty, details=details)
    return replace(made, code="period-rows", columns=(HOUSEHOLD_NUMBER_COLUMN, *made.columns), exported=True)
