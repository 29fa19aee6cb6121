"""A template to fill in: for each sheet a header that stays in sight, a note on every column, drop-down lists for
choices and one example row, which is not read. Two more sheets explain the columns and hold the words of the lists;
neither is read."""

import io
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from xlsxwriter.utility import xl_col_to_name

from core.text import Label, join_words
from households.imports.clean.cells import BirthCell, CellKind, DayCell, IdNumberCell, MonthCell, PhoneCell, TextCell
from households.imports.clean.numbers import NumberCell, WholeNumberCell, YearCell
from households.imports.read.reader import EXPLANATION, WORDS
from households.imports.write.marked_sheet import NARROWEST, width_of

LAST_ROW = 5_000  # down to which the drop-down lists reach
TEXT = {"num_format": "@", "valign": "top"}


@dataclass(frozen=True)
class TemplateColumn:
    """A column: its header and what it means in the reader's language, what its cells may hold, and an example."""

    header: str
    about: Label
    cell: CellKind
    example: Label = ""
    needed: bool = False

    @property
    def written(self) -> str:
        return f"{self.header}{'*' if self.needed else ''}"


def allowed_values(cell) -> str:
    """Return what the cells of a column may hold, in words."""
    if hasattr(cell, "offered"):
        return _("One of: %(words)s") % {"words": join_words(cell.offered())}
    for kind, words in (
        (MonthCell, _("A month, such as 2026-03")),
        (BirthCell, _("A date, such as 1970-03-01, or the year alone")),
        (DayCell, _("A date, such as 2026-03-01")),
        (YearCell, _("A year of four digits")),
        (WholeNumberCell, _("A whole number")),
        (NumberCell, _("A number")),
        (IdNumberCell, _("A number of 18 characters, 20 or 22 for a disability certificate")),
        (PhoneCell, _("11 digits")),
    ):
        if isinstance(cell, kind):
            return words
    return _("Text, at most %(limit)s characters") % {"limit": cell.limit} if isinstance(cell, TextCell) else ""


class TemplateBook:
    """A template while it is written. Everything in it is a text, so that no ID number is shortened."""

    def __init__(self):
        self.file = io.BytesIO()
        self.book = xlsxwriter.Workbook(self.file, {"in_memory": True})
        self.text = self.book.add_format(TEXT)
        self.bold = self.book.add_format({**TEXT, "bold": True, "bg_color": "#EEF1F4", "bottom": 1})
        self.needed = self.book.add_format({**TEXT, "bold": True, "bg_color": "#D9E8F6", "bottom": 1})
        self.grey = self.book.add_format({**TEXT, "italic": True, "font_color": "#595959", "bg_color": "#F5F5F5"})
        self.lists: list[list[str]] = []  # the words of the drop-down lists
        self.explained: list[list[str]] = []

    def add_sheet(self, name: str, columns: list[TemplateColumn]) -> None:
        """Add a sheet to fill in."""
        sheet = self.book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            width = max(NARROWEST, width_of(column.written), min(30, width_of(str(column.example)))) + 3
            sheet.set_column(place, place, width, self.text)
            sheet.write_string(0, place, column.written, self.needed if column.needed else self.bold)
            sheet.write_comment(0, place, note_of(column), {"x_scale": 2, "y_scale": 1.4, "font_size": 9})
            sheet.write_string(1, place, str(column.example), self.grey)
            self.offer(sheet, place, column)
            self.explained.append([name, *explanation_of(column)])
        said = _("An example. A row that begins with this word is not read: overwrite it or leave it.")
        sheet.write_comment(1, 0, said, {"x_scale": 2, "font_size": 9})

    def offer(self, sheet, place, column) -> None:
        """Give the cells of a column a drop-down list, where they hold one of some words."""
        if not hasattr(column.cell, "words"):
            return
        words = column.cell.offered()
        if words not in self.lists:
            self.lists.append(words)
        letter = xl_col_to_name(self.lists.index(words), col_abs=True)
        source = f"='{own(WORDS)}'!{letter}$1:{letter}${len(words)}"
        sheet.data_validation(
            1, place, LAST_ROW, place, {"validate": "list", "source": source, "error_type": "warning"}
        )

    def finished(self) -> bytes:
        """Return the workbook."""
        self.write_explanation()
        words = self.book.add_worksheet(own(WORDS))
        for place, said in enumerate(self.lists):
            words.set_column(place, place, max(map(width_of, said)) + 3)
            words.write_column(0, place, said)
        words.hide()
        self.book.close()
        return self.file.getvalue()

    def write_explanation(self) -> None:
        sheet = self.book.add_worksheet(own(EXPLANATION))
        sheet.freeze_panes(1, 0)
        wrapped = self.book.add_format({**TEXT, "text_wrap": True})
        heads = [
            _("Sheet"),
            _("Column"),
            _("What it means"),
            _("What it may hold"),
            _("Example"),
            _("Must be filled in"),
        ]
        for place, (head, width) in enumerate(zip(heads, (14, 26, 50, 50, 24, 12), strict=True)):
            sheet.set_column(place, place, width, wrapped)
            sheet.write_string(0, place, head, self.bold)
        for row, cells in enumerate(self.explained, 1):
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell, wrapped)


def own(words) -> str:
    """Return the word of the reader's language: (in English, in Chinese)."""
    return words[get_language() != "en"]


def note_of(column) -> str:
    needed = _("Must be filled in.") if column.needed else ""
    return "\n".join(filter(None, (str(column.about), allowed_values(column.cell), needed)))


def explanation_of(column) -> list[str]:
    needed = _("yes") if column.needed else ""
    return [column.header, str(column.about), allowed_values(column.cell), str(column.example), needed]
