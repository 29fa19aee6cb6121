"""The chart of the bulletin: cleared and uncleared households of each place.

Bars are pictures and words are text of the document, so that no letter is missing on a server without Chinese fonts,
and everybody can read and edit them."""

import io

from django.utils.translation import gettext as _
from docx.shared import Mm, Pt
from PIL import Image, ImageDraw

from core.text import labelled

CLEARED_BAR_COLOUR, UNCLEARED_BAR_COLOUR, GRID = (
    "#1f5f8b",
    "#b9c4cf",
    "#6b7680",
)  # the accent colour and greys; red means risk
LONG, HIGH, DOTS = 880, 44, 254  # pixels of a bar, and dots per inch
CHART_COLUMN_WIDTHS = Mm(38), Mm(90), Mm(46)


def draw_cleared_chart(made, table) -> None:
    """Draw a row for each place of the table: its name, its bar, its figures."""
    keys = [column.key for column in table.sheet.columns]
    cleared, uncleared = keys.index("cleared"), keys.index("uncleared")
    rows = [row for row in table.rows if not row.is_total]
    places = [(row.label, row.cells[cleared].value, row.cells[uncleared].value) for row in rows]
    longest = max((cleared + uncleared for _name, cleared, uncleared in places), default=0)
    if not longest:
        return
    made.add_heading(_("Households under monitoring"), level=1)
    draw_chart_legend(made)
    drawn = made.add_table(rows=0, cols=3)
    drawn.autofit = False
    for column, width in zip(drawn.columns, CHART_COLUMN_WIDTHS, strict=True):
        column.width = width
    for name, cleared, uncleared in places:
        cells = drawn.add_row().cells
        counts = _("%(cleared)s of %(all)s cleared") % {"cleared": f"{cleared:,}", "all": f"{cleared + uncleared:,}"}
        write_chart_cell(cells[0], name)
        cells[1].paragraphs[0].add_run().add_picture(draw_chart_bar(cleared, uncleared, longest), width=Mm(88))
        set_picture_description(cells[1], labelled(name, counts))
        write_chart_cell(cells[2], counts)
        for cell, width in zip(cells, CHART_COLUMN_WIDTHS, strict=True):
            cell.width = width
            cell.paragraphs[0].paragraph_format.keep_with_next = True  # keeps the chart on one page
    made.add_paragraph()


def draw_chart_legend(made) -> None:
    said = made.add_paragraph()
    said.paragraph_format.keep_with_next = True
    for colour, words in ((CLEARED_BAR_COLOUR, _("Risk cleared")), (UNCLEARED_BAR_COLOUR, _("Not yet cleared"))):
        said.add_run().add_picture(draw_bar_png([(0, HIGH, colour)], HIGH), height=Pt(9))
        said.add_run(f" {words}   ").font.size = Pt(9)


def draw_chart_bar(cleared, uncleared, longest) -> io.BytesIO:
    """Return the picture of one bar: cleared, then uncleared, to the scale of the longest."""
    first = round(LONG * cleared / longest)
    last = round(LONG * (cleared + uncleared) / longest)
    return draw_bar_png([(0, first, CLEARED_BAR_COLOUR), (first, last, UNCLEARED_BAR_COLOUR)], LONG)


def draw_bar_png(parts, width) -> io.BytesIO:
    image = Image.new("RGB", (width, HIGH), "white")
    pen = ImageDraw.Draw(image)
    for start, end, colour in parts:
        if end > start:
            pen.rectangle([start, 0, end - 1, HIGH - 1], fill=colour)
    file = io.BytesIO()
    image.save(file, "PNG", dpi=(DOTS, DOTS))
    file.seek(0)
    return file


def set_picture_description(cell, words) -> None:
    """Set the text that a screen reader reads for the picture."""
    for picture in cell._tc.iter("{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"):
        picture.set("descr", words)


def write_chart_cell(cell, words) -> None:
    cell.paragraphs[0].add_run(words).font.size = Pt(9)
