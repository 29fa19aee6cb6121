"""The case file as a Word document on A4, which offices correct, sign and bind."""

import io
import re

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

WORD_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LATIN, CHINESE = "Arial", "Microsoft YaHei"
XML_FORBIDDEN = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # characters that XML cannot hold


def case_file_document(title, chapters, watermark) -> bytes:
    """Return the chapters as a .docx; `watermark` stands at the foot of every page."""
    made = Document()
    set_up_a4_page(made, title)
    made.add_heading(clean_word_text(title), level=0)
    for chapter in chapters:
        made.add_heading(clean_word_text(chapter.title), level=1)
        for table in chapter.tables:
            draw_word_table(made, table)
        if not chapter.tables:
            made.add_paragraph("–")
    made.sections[0].footer.paragraphs[0].text = clean_word_text(watermark)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def set_up_a4_page(made, title) -> None:
    """Set A4 upright, and fonts that have Chinese."""
    page = made.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Mm(18)
    for name in ("Normal", "Title", "Heading 1"):
        style = made.styles[name]
        style.font.name = LATIN
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), CHINESE)
    made.styles["Normal"].font.size = Pt(9)
    made.core_properties.title, made.core_properties.author, made.core_properties.comments = (
        clean_word_text(title),
        "",
        "",
    )


def draw_word_table(made, table) -> None:
    """Draw one table with its caption; heads are bold and repeated on every page."""
    if table.caption:
        made.add_paragraph().add_run(clean_word_text(table.caption)).bold = True
    rows = [table.heads, *table.rows] if table.heads else table.rows
    if rows:
        fill_word_table(made.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid"), rows, table.heads)
    made.add_paragraph()


def fill_word_table(drawn, rows, heads) -> None:
    cells = iter(drawn._cells)
    for row in rows:
        for place, words in enumerate(row):
            run = next(cells).paragraphs[0].add_run(clean_word_text(words))
            run.bold = row is heads or (not heads and place == 0)
    if heads:
        repeat_head_row(drawn.rows[0])


def repeat_head_row(row) -> None:
    """Mark this row to be repeated at the top of each page."""
    marks = row._tr.get_or_add_trPr()
    marks.append(marks.makeelement(qn("w:tblHeader"), {qn("w:val"): "true"}))


def clean_word_text(words) -> str:
    return XML_FORBIDDEN.sub("", str(words))
