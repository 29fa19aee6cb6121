"""The template of a feed: an .xlsx with its columns, lists of words, notes and an example row, which is not read."""

from django.utils.translation import get_language

from departments.feeds.cells import WordsCell
from households.imports.read.aside import EXAMPLE_WORDS
from households.imports.template_book import LAST_ROW, TemplateBook, TemplateColumn

NATIVE = 1  # of the headers of a column the first one that is not its English name


def feed_template(feed) -> bytes:
    """Return the template of a feed as a workbook, in the reader's language."""
    book = TemplateBook()
    columns = [
        TemplateColumn(template_header(one), one.label, one.cell, example_of(one), one.needed)
        for one in feed.all_columns
    ]
    book.add_sheet(str(feed.title)[:31].replace("/", " "), columns)
    return book.finished()


def example_of(column) -> str:
    """Return the example of a column; of a choice a word in the reader's language. The number of the record says that
    it is one."""
    if column.keeps == "reference":
        return EXAMPLE_WORDS[get_language() != "en"]
    if not isinstance(column.cell, WordsCell) or not column.example:
        return column.example
    return column.cell.spoken(column.cell.words[column.example])


def template_header(column) -> str:
    """Return the header of a column in the reader's language; both are read."""
    if get_language() == "en" or len(column.headers) == 1:
        return column.headers[0].replace("_", " ")
    return column.headers[NATIVE]


def offer_words(sheet, place, column) -> None:
    """Give the cells of a column a drop-down list."""
    sheet.data_validation(1, place, LAST_ROW, place, {"validate": "list", "source": column.cell.offered()})
