"""The case file as a Word document on A4, which offices correct, sign and bind."""

import io
import re

from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

WORD_MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LATIN, CHINESE = "Arial", "Microsoft YaHei"
TEXT_WIDTH, CELL_MARGINS = 174, 4.5  # millimetres between the margins of the page, and of a cell
NARROW, WIDE = 2.15, 3.4  # millimetres of a Latin and of a Chinese character at 9 points, in the widest fonts
SIGNING_HEIGHT = 14  # millimetres, enough for a signature
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
    made.styles["Normal"].font.size, made.styles["Title"].font.size = Pt(9), Pt(20)
    made.core_properties.title, made.core_properties.author, made.core_properties.comments = (
        clean_word_text(title),
        "",
        "",
    )


def draw_word_table(made, table) -> None:
    """Draw one table with its caption; heads are bold and repeated on every page."""
    if table.caption:
        caption = made.add_paragraph()
        caption.add_run(clean_word_text(table.caption)).bold = True
        caption.paragraph_format.keep_with_next, caption.paragraph_format.space_after = True, Pt(2)
    rows = [table.heads, *table.rows] if table.heads else table.rows
    if rows:
        drawn = made.add_table(rows=len(rows), cols=len(rows[0]), style="Table Grid")
        fill_word_table(drawn, rows, table.heads)
        lay_out_word_table(drawn, word_column_widths(rows, table.heads))
        if table.to_sign:
            leave_room_to_sign(drawn)
    made.add_paragraph()


def fill_word_table(drawn, rows, heads) -> None:
    cells = iter(drawn._cells)
    for row in rows:
        for place, words in enumerate(row):
            paragraph = next(cells).paragraphs[0]
            run = paragraph.add_run(clean_word_text(words))
            run.bold = row is heads or (not heads and place == 0)
            paragraph.paragraph_format.keep_with_next = row is rows[0]  # no table begins with its last line on a page
    if heads:
        mark_word_row(drawn.rows[0], "w:tblHeader")


def lay_out_word_table(drawn, widths) -> None:
    """Set the widths of the columns in millimetres, and keep each row on one page."""
    drawn.autofit, cells = False, iter(drawn._cells)
    for row in drawn.rows:
        mark_word_row(row, "w:cantSplit")
        for width in widths:
            next(cells).width = Mm(width)
    for column, width in zip(drawn.columns, widths, strict=True):
        column.width = Mm(width)


def leave_room_to_sign(drawn) -> None:
    """Make the rows below the heads high enough for a signature, all on one page."""
    for row in drawn.rows[1:]:
        row.height = Mm(SIGNING_HEIGHT)
    for cell in drawn._cells[: -len(drawn.columns)]:
        cell.paragraphs[0].paragraph_format.keep_with_next = True


def word_column_widths(rows, heads) -> list[float]:
    """Return millimetres for each column. Where all texts fit in one line each, what is left goes to all columns alike,
    or to the values of terms; else to those that miss most."""
    columns = [[clean_word_text(words) for words in column] for column in zip(*rows, strict=True)]
    least = [max(unbroken_width(words) for words in column) + CELL_MARGINS for column in columns]
    wanted = [max(text_width(words) for words in column) + CELL_MARGINS for column in columns]
    if (left := TEXT_WIDTH - sum(wanted)) >= 0:
        return [width + left / len(columns) for width in wanted] if heads else [*wanted[:-1], wanted[-1] + left]
    if (left := TEXT_WIDTH - sum(least)) <= 0:
        return [TEXT_WIDTH * width / sum(least) for width in least]
    missing = sum(wanted) - sum(least)
    return [given + left * (width - given) / missing for given, width in zip(least, wanted, strict=True)]


def unbroken_width(words) -> float:
    """Return the width of the longest piece that must not be broken, such as an ID number; Chinese may be broken after
    every character."""
    return max((text_width(piece) for piece in re.findall(r"[!-~]+|[^ -~]", words)), default=0.0)


def text_width(words) -> float:
    """Return about how many millimetres a text needs in one line."""
    return sum(NARROW if " " <= sign <= "~" else WIDE for sign in words)


def mark_word_row(row, mark) -> None:
    """Mark a row: repeated at the top of each page, or never divided between two."""
    marks = row._tr.get_or_add_trPr()
    marks.append(marks.makeelement(qn(mark), {qn("w:val"): "true"}))


def clean_word_text(words) -> str:
    return XML_FORBIDDEN.sub("", str(words))
