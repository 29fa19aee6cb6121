"""The template of the registry import: our own layout with the headers, words and an example in the reader's language.
What it calls things, the import reads again."""

from django.utils.translation import get_language

from households.imports.national.writer import UNITS_WRITTEN

from .read.aside import EXAMPLE_WORDS
from .sheet import IMPORT_SHEETS
from .template_book import TemplateBook, TemplateColumn


def registry_template() -> bytes:
    """Return the template as a workbook, one sheet for each kind of rows."""
    book = TemplateBook()
    for sheet in IMPORT_SHEETS.values():
        book.add_sheet(sheet.called, [template_column(sheet, column) for column in sheet.columns])
    return book.finished()


def template_column(sheet, column) -> TemplateColumn:
    """Return a column of the template. The first one of each sheet says of its example that it is one."""
    is_key = column is sheet.columns[0]
    example = EXAMPLE_WORDS[get_language() != "en"] if is_key else sheet.example.get(column.name, "")
    return TemplateColumn(column.heading + unit_of(column), column.about, column.cell, example, column.needed)


def unit_of(column) -> str:
    """Return the unit behind a Chinese header."""
    return "" if get_language() == "en" else UNITS_WRITTEN.get(getattr(column.cell, "measure", ""), "")
