"""The figures of a period as a file: a workbook with every sheet, or one sheet as CSV."""

import io
from collections.abc import Callable
from functools import cached_property

import xlsxwriter
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.spreadsheets import SAFE_WORKBOOK_OPTIONS
from core.text import join_words
from reports.exports.about import made_for_words, moment_in_words
from reports.exports.csv_files import open_csv_text, write_sheet_csv
from reports.exports.workbook import CellFormats, WorksheetPage, worksheet_name, write_figures_worksheet
from reports.sheets.table import fill_sheet

from .figures import PeriodFigures
from .sheets import codes_of, codes_once

LABEL_WIDTH, TEXT_WIDTH = 34, 100  # letters


class PeriodContents:
    """The sheets of one file: figures alone, so that nobody is named in it."""

    lists = ()

    def __init__(self, period, areas, sheets, user):
        self.period, self.areas, self.sheets, self.user = period, areas, sheets, user
        self.told = made_for_words() % {"who": user, "account": user.username, "when": moment_in_words(timezone.now())}

    @cached_property
    def figures(self) -> PeriodFigures:
        codes, once = (set().union(*map(which, self.sheets)) for which in (codes_of, codes_once))
        return PeriodFigures(self.period, self.areas, codes, once)

    def table(self, sheet):
        return fill_sheet(self.figures, sheet)

    def cover_facts(self) -> list[tuple]:
        """Return (label, words) for the cover, in order."""
        return [
            (_("County"), self.period.county.official_name),
            (_("Places"), join_words(area.name for area in self.areas)),
            (pgettext("report", "Period"), self.period.title),
            (_("Months"), self.period.kept_words),
            (_("How it is added"), adding_words()),
            (pgettext("export", "Made for"), self.told),
        ]


def adding_words() -> str:
    """Say how figures of several months become one."""
    return _(
        "What happened is added up month by month. A household counts once under each figure in a village, however "
        "often it happened to it. What stood at the end of a month is told of the last month alone. Shares are made of "
        "the sums."
    )


def write_period_workbook(contents) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, SAFE_WORKBOOK_OPTIONS) as book:
        book.set_properties({"title": contents.period.title})
        looks = CellFormats(book)
        write_period_cover(WorksheetPage(book, looks, _("Cover"), contents.told), contents)
        for sheet in contents.sheets:
            page = WorksheetPage(book, looks, worksheet_name(sheet), contents.told)
            write_figures_worksheet(page, sheet, contents)
    return file.getvalue()


def write_period_cover(page, contents) -> None:
    page.columns(LABEL_WIDTH, TEXT_WIDTH)
    page.sheet.set_portrait()
    page.line(contents.period.title, page.looks.title)
    for label, words in contents.cover_facts():
        page.pair(label, words)


def write_period_csv(contents) -> bytes:
    file = io.BytesIO()
    with open_csv_text(file) as text:
        for sheet in contents.sheets:
            write_sheet_csv(text, sheet, contents, contents.told, lambda: None)
    return file.getvalue()


WRITERS: dict[str, Callable] = {"xlsx": write_period_workbook, "csv": write_period_csv}
CONTENT_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def file_name(place, sheet, kind) -> str:
    """Return a name that tells county, period, place and sheet."""
    area = place.asked.code if place.asked else ""
    return "-".join(filter(None, (place.report.county.code, place.report.span.word, area, sheet))) + f".{kind}"
