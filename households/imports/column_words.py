"""What pages call the columns of a file: in the reader's language where they are ours, as the file has it otherwise."""

from households.imports.read.layouts import normalise_header

from .sheet import IMPORT_SHEETS


def column_in_words(header: str) -> str:
    """Return what a header means that is the name of one of our columns; any other stays as it stands in the file."""
    name = normalise_header(header)
    return next((one.heading for sheet in IMPORT_SHEETS.values() for one in sheet.columns if one.name == name), header)


def changed_columns(batch) -> list[tuple]:
    """Return (sheet, [(column, how many rows change it)]) of an import, for the sheets of which something changes."""
    told = [(IMPORT_SHEETS[counts["sheet"]], counts["fields"]) for counts in batch.counts if counts["fields"]]
    return [
        (sheet.title, [(sheet.heading_of(column), rows) for column, rows in fields.items()]) for sheet, fields in told
    ]


def account_in_words(batch) -> list[dict]:
    """Return what became of the cells of each table, with its columns in words."""
    return [
        table | {"columns": [one | {"header": column_in_words(one["header"])} for one in table["columns"]]}
        for table in batch.account
    ]
