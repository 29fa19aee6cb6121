"""What the pages of a period show: how much of it is kept, its sheets, and the list behind a figure."""

from django.utils.translation import gettext as _

from core.templatetags import pw
from core.text import join_words
from reports.sheets.table import fill_sheet
from reports.tables.page import column_group_headings, requested_figure_context, sheet_table_rows

from .figures import PeriodFigures
from .forms import PeriodForm
from .kept import counting_reports
from .sheets import PERIOD_SHEETS, codes_of, codes_once


def period_context(place, sheet) -> dict:
    """Return what surrounds the figures of a sheet."""
    period, more = place.report, () if sheet.code == "all" else (sheet.code,)
    page = place.sheet_page if more else place.home
    return {
        "period": period,
        "place": place,
        "sheet": sheet,
        "crumbs": place.crumbs(page, *more),
        "below": place.below(page, *more),
        "back": place.address(page, *more),
        "sheets": period_sheet_links(place, sheet),
        "form": period_form(place),
        "kept": period.kept_words,
    }


def period_sheet_links(place, shown) -> list[dict]:
    """Return the sheets of the period; the one that is `shown` is marked."""
    return [{"sheet": one, "url": sheet_address(place, one), "current": one == shown} for one in PERIOD_SHEETS.values()]


def sheet_address(place, sheet) -> str:
    return place.address(place.home) if sheet.code == "all" else place.address(place.sheet_page, sheet.code)


def period_form(place) -> PeriodForm:
    months = counting_reports(place.user, place.report.county).values_list("month", flat=True)
    return PeriodForm(initial={"period": place.report.span.word}, months=list(months))


def sheet_figures_context(place, sheet) -> dict:
    """Return the figures of a sheet, each with its list, and what some months did not count."""
    figures = PeriodFigures(place.report, place.areas, codes_of(sheet), codes_once(sheet))
    filled = fill_sheet(figures, sheet)
    return {
        "groups": column_group_headings(sheet.columns),
        "rows": sheet_table_rows(filled, place) if place.report.reports else [],
        "silent": silent_months(figures, sheet),
    }


def silent_months(figures, sheet) -> list[str]:
    """Return a sentence for what was not always counted, naming the months that have no line of it."""
    told = {column.counted_among: column for column in sheet.columns if column.counted_among}
    found = ((column, figures.months_without(codes)) for codes, column in told.items())
    return [silence_in_words(column, months) for column, months in found if months]


def silence_in_words(column, months) -> str:
    words = {"what": column.group or column.label, "months": join_words(pw.month(one) for one in months)}
    return _("%(what)s: nothing on record in %(months)s; it was not counted yet, or nothing happened.") % words


def listed_figure_context(place, sheet, asked) -> dict:
    """Return the figure whose list is asked for, in words and on every basis."""
    codes = asked.row.fill(asked.column.codes)
    return requested_figure_context(PeriodFigures(place.report, place.listed, codes), sheet, asked)
