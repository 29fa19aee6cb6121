"""The template of a feed: an .xlsx with its columns, drop-downs for words, and an example row, which is not read."""

import io

import xlsxwriter
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from departments.feeds.declare import EXAMPLE
from households.imports.clean.cells import ChoiceCell

LAST_ROW = 5_000  # down to which the drop-downs reach
NATIVE = 1  # of the headers of a column the first one that is not its English name


def feed_template(feed) -> bytes:
    """Return the template of a feed as a workbook, in the reader's language."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        text, bold = book.add_format({"num_format": "@"}), book.add_format({"bold": True, "num_format": "@"})
        sheet = book.add_worksheet(str(feed.title)[:31].replace("/", " "))
        sheet.set_column(0, len(feed.all_columns) - 1, 18, text)
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(feed.all_columns):
            sheet.write_string(0, place, f"{template_header(column)}{'*' if column.needed else ''}", bold)
            if isinstance(column.cell, ChoiceCell):
                offer_words(sheet, place, column)
        write_example(sheet, feed, book.add_format({"num_format": "@", "italic": True, "font_color": "#666666"}))
        explain_columns(book, feed, bold)
    return file.getvalue()


def write_example(sheet, feed, grey) -> None:
    """Write one row that shows what is meant. Its number says that it is an example, by which it is known and left."""
    for place, column in enumerate(feed.all_columns):
        said = EXAMPLE[get_language() != "en"] if column.keeps == "reference" else example_of(column)
        sheet.write_string(1, place, said, grey)


def example_of(column) -> str:
    """Return the example of a column; of a choice a word in the reader's language."""
    if not isinstance(column.cell, ChoiceCell) or not column.example:
        return column.example
    meant = column.cell.words[column.example]
    return next(
        (word for word, code in column.cell.words.items() if code == meant and is_of_language(word)), column.example
    )


def template_header(column) -> str:
    """Return the header of a column in the reader's language; both are read."""
    return column.headers[0] if get_language() == "en" or len(column.headers) == 1 else column.headers[NATIVE]


def offer_words(sheet, place, column) -> None:
    words = [word for word in column.cell.words if is_of_language(word)]
    # Excel takes at most 255 characters of a list.
    if len(",".join(words)) <= 255:
        sheet.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": words})


def is_of_language(word) -> bool:
    return word.isascii() == (get_language() == "en")


def explain_columns(book, feed, bold) -> None:
    """Write a second sheet with what each column means and an example: nothing of it is read."""
    sheet = book.add_worksheet(_("Explanation"))
    sheet.set_column(0, 3, 32)
    for place, heading in enumerate((_("Column"), _("What it means"), _("Example"), _("Must be filled in"))):
        sheet.write_string(0, place, heading, bold)
    for row, column in enumerate(feed.all_columns, 1):
        sheet.write_string(row, 0, str(column.label))
        sheet.write_string(row, 1, template_header(column))
        sheet.write_string(row, 2, column.example)
        sheet.write_string(row, 3, _("yes") if column.needed else "")
