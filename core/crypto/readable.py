"""Whether every encrypted value can be read where it stands: each is opened once, and nothing is changed."""

from cryptography.exceptions import InvalidTag

from core.sql import fetch_rows, quote_names

from .fields import source_of
from .values import NO_ROW, open_value, row_name

BATCH = 2_000  # rows that are read at once


def unreadable_values(model, secrets) -> dict[str, int]:
    """Return how many values of a model cannot be read, by column: no key opens them, or they were written for another
    place."""
    found, last = {}, None
    while rows := next_values(model, secrets, last):
        for _pk, told_of, *stored in rows:
            for secret, value in zip(secrets, stored, strict=True):
                if value and not is_readable(bytes(value), secret.place, row_name(told_of)):
                    found[secret.place] = found.get(secret.place, 0) + 1
        last = rows[-1][0]
    return found


def next_values(model, secrets, after) -> list[tuple]:
    """Return the next rows: (key, key of the row they tell of, bytes of each secret)."""
    pk = model._meta.pk.column
    told_of = "pgh_obj_id" if source_of(model) is not model else pk
    names = quote_names(pk, told_of, *(secret.column for secret in secrets))
    beyond = "" if after is None else f"WHERE {quote_names(pk)} > %(after)s"
    text = f"SELECT {names} FROM {quote_names(model._meta.db_table)} {beyond} ORDER BY 1 LIMIT {BATCH}"
    return fetch_rows(text, {"after": after})


def is_readable(stored: bytes, place: str, row: bytes | None = None) -> bool:
    """Whether a key opens a value of a column; with `row` only where it was written for that row, or for none."""
    try:
        found = open_value(stored, place).row
    except InvalidTag:
        return False
    return row is None or found in (NO_ROW, row)
