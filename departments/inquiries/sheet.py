"""The list of inquiries as a workbook: one row a person, with two columns that the department fills in."""

import io
from dataclasses import dataclass

import xlsxwriter
from django.utils.translation import gettext_lazy as _

from departments.feeds.cells import WordsCell
from departments.feeds.declare import FeedColumn
from departments.pages.template_file import offer_words, template_header
from households.imports.clean.cells import CellError, CodeCell, TextCell

from .actions import LONGEST_NOTE

YES = ("yes", "是", "有", "查到", "有情况", "1")
NO = ("no", "否", "无", "未查到", "无情况", "0")


class NumberCell(CodeCell):
    """The number of an inquiry."""

    def __call__(self, raw):
        code = super().__call__(raw)
        if not code.isascii() or not code.isdecimal():
            raise CellError("inquiry_unknown")
        return int(code)


@dataclass(frozen=True)
class AnswerSheet:
    """The columns that are read when the list comes back, as those of a feed are (departments/batches/reader.py)."""

    all_columns: tuple[FeedColumn, ...]


NUMBER = FeedColumn(
    "number", _("Number of the inquiry"), ("number", "协查编号", "编号", "查询编号"), NumberCell(18), needed=True
)
FOUND = FeedColumn(
    "found", _("Something found"), ("found", "是否查到", "查到", "是否有情况"),
    WordsCell(dict.fromkeys(YES, True) | dict.fromkeys(NO, False), "boolean"), needed=True,
)  # fmt: skip
WHAT = FeedColumn("what", _("What was found"), ("what", "查到的情况", "情况", "情况说明"), TextCell(LONGEST_NOTE))
TOLD = (  # written for those who look people up, never read back
    FeedColumn("due_on", _("Answer due on"), ("due_on", "反馈期限"), TextCell(10)),
    FeedColumn("name", _("Name"), ("name", "姓名"), TextCell(60)),
    FeedColumn("id_number", _("ID number"), ("id_number", "身份证号"), TextCell(18)),
)
ANSWER_SHEET = AnswerSheet((NUMBER, FOUND, WHAT))
IN_FILE = (NUMBER, *TOLD, FOUND, WHAT)


def inquiries_workbook(inquiries) -> bytes:
    """Return the inquiries as a workbook in the reader's language, everything as text."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet = book.add_worksheet(str(_("Inquiries"))[:31])
        sheet.set_column(0, len(IN_FILE) - 1, 22, text)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(IN_FILE):
            sheet.write_string(0, place, template_header(column), bold)
        offer_words(sheet, IN_FILE.index(FOUND), FOUND)
        for row, cells in enumerate(rows_of(inquiries), 1):
            for place, cell in enumerate(cells):
                sheet.write_string(row, place, cell)
    return file.getvalue()


def rows_of(inquiries):
    for one in inquiries:
        for person in one.people:
            yield f"{one.pk}", f"{one.due_on}", person["name"], person["id_number"]
