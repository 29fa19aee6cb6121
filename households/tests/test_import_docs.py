"""The documents say what the code does."""

from pathlib import Path

from django.conf import settings

from households.imports.national import columns as national_words
from households.imports.sheet import IMPORT_SHEETS

from .files import complaints, save

DOCS = Path(settings.BASE_DIR) / "docs"


def test_every_column_of_our_layout_is_explained():
    text = (DOCS / "import.md").read_text()
    lines = [
        f"| `{column.name}` | {'yes' if column.needed else ''} |"
        for sheet in IMPORT_SHEETS.values()
        for column in sheet.columns
    ]
    assert [line for line in lines if line not in text] == []
    assert [
        column.about for sheet in IMPORT_SHEETS.values() for column in sheet.columns if str(column.about) not in text
    ] == []


def test_every_name_of_the_national_export_is_listed():
    text = (DOCS / "import.md").read_text()
    names = [words for words, *_rest in national_words.NATIONAL_COLUMNS] + [
        words for words, _rest, _parts in national_words.YEARLY_TOTALS
    ]
    assert [words for words in names if ", ".join(words.split()) not in text] == []


def test_the_example_can_be_imported(db):
    from households.imports.match.new_county import import_county
    from households.imports.read.files import file_parts_at

    path = DOCS / "example-registry"
    batch = save(path, import_county(file_parts_at(path)))
    assert batch.state == "saved" and complaints(batch) == complaints(batch, errors=False) == []
