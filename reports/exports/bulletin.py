"""The bulletin: a Word document with the month in sentences, a chart, and the tables of the county and its townships.
Offices edit it in Word before they pass it on."""

import re
from itertools import zip_longest

from django.utils.translation import gettext as _
from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from core.text import labelled
from reports.sheets import REPORT_SHEETS
from reports.sheets.declare import TEXT
from reports.sheets.writing import write_figure

from . import chart
from .about import export_cover_facts, export_footer, export_sentences, export_title

LATIN, CHINESE = "Arial", "Microsoft YaHei"
FORBIDDEN_CHARACTERS = re.compile(
    r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]"
)  # characters that XML cannot hold
A4, MARGIN = (Mm(210), Mm(297)), Mm(18)


def write_bulletin(path, contents, _told, _progress) -> None:
    """Write the document: A4 upright for the text, landscape for the table of townships. The watermark stands once, at
    its end: nobody of the families is named in it."""
    made = Document()
    title = export_title(contents)
    set_up_bulletin_page(made, title, export_footer(contents.export))
    made.add_heading(clean_document_text(title), level=0)
    for line in export_sentences(contents):
        made.add_paragraph(clean_document_text(line))
    draw_sheet_table(made, contents, "T1")
    chart.draw_cleared_chart(made, contents.table(REPORT_SHEETS["T2"]))
    start_landscape_section(made)
    draw_sheet_table(made, contents, "T2")
    made.add_heading(_("About this document"), level=1)
    told = [[(str(label), TEXT), (str(value), TEXT)] for label, value in export_cover_facts(contents)]
    draw_grid_table(made, [], told, first=0.4)
    made.save(path)


def set_up_bulletin_page(made, title, footer) -> None:
    """Set A4 upright, fonts that have Chinese, and the footer of every page."""
    page = made.sections[0]
    page.page_width, page.page_height = A4
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = MARGIN
    for name in ("Normal", "Title", "Heading 1"):
        style = made.styles[name]
        style.font.name = LATIN
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)
    made.styles["Normal"].font.size = Pt(10)
    page.footer.paragraphs[0].add_run(clean_document_text(footer)).font.size = Pt(8)
    made.core_properties.title, made.core_properties.author, made.core_properties.comments = (
        clean_document_text(title),
        "",
        "",
    )


def start_landscape_section(made) -> None:
    """Turn A4 to landscape from here on, for wide tables."""
    page = made.add_section(WD_SECTION.NEW_PAGE)
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_height, page.page_width = A4


def draw_sheet_table(made, contents, code) -> None:
    """Draw one sheet as a table."""
    sheet = REPORT_SHEETS[code]
    made.add_heading(clean_document_text(sheet.name), level=1)
    heads = [*sheet.row_headings, *(bulletin_column_heading(column) for column in sheet.columns)]
    rows = contents.table(sheet).rows
    told = [[*((name, TEXT) for name in row.names), *((one.value, one.basis) for one in row.cells)] for row in rows]
    draw_grid_table(made, heads, told, bold=[row.is_sum for row in rows])


def bulletin_column_heading(column) -> str:
    return labelled(column.group, column.label) if column.group else str(column.label)


def draw_grid_table(made, heads, rows, *, bold=(), first=2) -> None:
    """Draw a table with borders; its head is repeated on every page. The first column is as wide as the given number of
    others. `bold` says for each row whether it is a sum."""
    table = made.add_table(rows=len(rows) + bool(heads), cols=len(heads or rows[0]), style="Table Grid")
    set_table_widths(made, table, first)
    cells = iter(table._cells)  # python-docx searches the table for each cell, which takes minutes on long ones
    for words in heads:
        write_bulletin_cell(next(cells), words, bold=True)
    for row, is_sum in zip_longest(rows, bold):
        for value, basis in row:
            write_bulletin_cell(next(cells), write_figure(value, basis), right=basis != TEXT, bold=is_sum)
    if heads:
        marks = table.rows[0]._tr.get_or_add_trPr()
        marks.append(marks.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))
    made.add_paragraph()


def set_table_widths(made, table, first) -> None:
    """Use the whole width between the margins. Word reads the width of cells, other programs that of columns."""
    page, many = made.sections[-1], len(table.columns)
    share = (page.page_width - page.left_margin - page.right_margin) / (many - 1 + first)
    table.autofit = False
    for parts in (table.columns, table._cells):
        for place, one in enumerate(parts):
            one.width = int(share if place % many else share * first)


def write_bulletin_cell(cell, words, *, bold=False, right=False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if right else WD_ALIGN_PARAGRAPH.LEFT
    run = paragraph.add_run(clean_document_text(words))
    run.bold, run.font.size = bold, Pt(8)


def clean_document_text(words) -> str:
    return FORBIDDEN_CHARACTERS.sub("", str(words))
