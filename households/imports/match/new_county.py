"""The county that a file is for, when nobody has named one."""

from django.db import transaction

from accounts.models import Area
from households.imports.read.files import tables_of_parts
from households.imports.read.layouts import table_readers
from households.imports.read.reader import RowNotes, clean_row


def import_county(parts, code=None) -> Area:
    """Return the county of this code, or the one that the file names, or the only one. A county that only the file
    knows is added. Raises LookupError when it is not clear which, BrokenFile for a file that cannot be read."""
    known = {area.code: area for area in Area.objects.counties()}
    if code in known:
        return known[code]
    named = {row["code"]: row for row in named_counties(parts)}
    if code is None and not named and len(known) == 1:
        return next(iter(known.values()))
    code = code or (next(iter(named)) if len(named) == 1 else None)
    if code in named:
        return known.get(code) or add_county(named[code])
    raise LookupError(
        f"Say for which county: --county CODE. Known: {', '.join(known) or 'none'}. "
        "Another county needs a row of 6 digits in the sheet areas."
    )


def named_counties(parts) -> list[dict]:
    """Return the rows with 6 digits in the areas sheet."""
    found = []
    for reader in table_readers(tables_of_parts(parts))[0]:
        if reader.headers.sheet.name == "areas":
            lines = [
                clean_row(reader.headers, cells, RowNotes())
                for number, cells in reader.table.rows()
                if number > reader.header_row
            ]
            found += [row for row in lines if len(row.get("code", "")) == 6]
    return found


@transaction.atomic
def add_county(row) -> Area:
    official = row.get("official_name") or row["code"]
    return Area.objects.create(
        code=row["code"], level=Area.Level.COUNTY, name=row.get("name") or official, official_name=official
    )
