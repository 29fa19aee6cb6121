"""Objects written as rows: each column takes the attribute of its name, and COPY writes inside the caller's
transaction."""

import datetime as dt
import gc
import itertools
import json
from contextlib import contextmanager
from functools import partial
from operator import attrgetter
from types import SimpleNamespace

from django.db import IntegrityError, connection, models

from core import sql
from core.crypto.fields import EncryptedField
from core.crypto.values import encrypt
from core.dates import shanghai_now
from households.models import Household, VillageOfHousehold

TEXTS_AT_ONCE = 500
PLAIN = {int, float, dt.date}  # written unchanged
Row = SimpleNamespace  # an object that is only a row


def row_cell(value) -> str:
    """Return a value in the format of COPY; for an object with a primary key, the key. Our own lists hold neither tabs
    nor backslashes, so text needs no escaping."""
    kind = type(value)
    if kind is str:
        return value
    if value is None:
        return r"\N"
    if kind is bool:
        return "t" if value else "f"
    if kind in PLAIN:
        return str(value)
    if kind is bytes:
        return rf"\\x{value.hex()}"
    if kind in (list, tuple):
        return f"{{{','.join(value)}}}"
    return str(getattr(value, "id", value))


def secret_cell(field, value) -> str:
    text = field.as_text(value)
    return row_cell(encrypt(text, field.place) if text else b"")


def json_cell(value) -> str:
    return r"\N" if value is None else json.dumps(value, ensure_ascii=False)


def cell_of(field):
    """Return the function that writes the values of a column."""
    if isinstance(field, EncryptedField):
        return partial(secret_cell, field)
    return json_cell if type(field) is models.JSONField else row_cell


def copy_rows(model, things, **same) -> int:
    """Write objects as rows of a model, and return how many. `same` has values for every row; missing ones are the
    model's defaults. Objects with `id` 0 get new keys."""
    things = iter(things)
    first = next(things, None)
    if first is None:
        return 0
    things = itertools.chain([first], things)
    if getattr(first, "id", None) == 0:
        things = number_rows(model, list(things))
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    own = [field for field in fields if field.name not in same and hasattr(first, field.name)]
    others = [field for field in fields if field not in own and (field.name in same or is_to_be_told(field))]
    tail = "".join(f"\t{cell_of(field)(same.get(field.name, field.get_default()))}" for field in others) + "\n"
    return copy_texts(model, own + others, row_texts(things, own, tail))


def is_to_be_told(field) -> bool:
    return not field.primary_key and field.db_default is models.NOT_PROVIDED


def row_texts(things, fields, tail):
    """Yield one line of text for each object."""
    read = attrgetter(*[field.name for field in fields])
    special = [(place, cell_of(field)) for place, field in enumerate(fields) if cell_of(field) is not row_cell]
    for thing in things:
        values = read(thing)
        if special:
            values = list(values)
            for place, cell in special:
                values[place] = cell(values[place])
        yield "\t".join(map(row_cell, values)) + tail


def number_rows(model, things: list) -> list:
    """Give objects the next primary keys of a model, reserved in its sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, len(things)],
        )
        for thing, (key,) in zip(things, cursor.fetchall(), strict=True):
            thing.id = key
    return things


class TextStream:
    """A file whose lines are made while PostgreSQL reads them, from texts of one or more lines."""

    def __init__(self, texts):
        self.texts = filter(None, texts)
        self.count = 0

    def read(self, _size=-1) -> str:
        some = "".join(itertools.islice(self.texts, TEXTS_AT_ONCE))
        self.count += some.count("\n")
        return some


def copy_texts(model, fields, texts) -> int:
    """Load lines into these fields of a model's table, update PostgreSQL's statistics, and return how many there
    were."""
    table, stream = model._meta.db_table, TextStream(texts)
    with connection.cursor() as cursor:
        names = sql.quote_names(*[field.column for field in fields])
        cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN", stream)
        cursor.execute(f"ANALYZE {table}")
    return stream.count


def recorded_at(day: dt.date, hour: str = "17:30") -> str:
    """Return an hour of a day in Shanghai; now, when that is in the future, because nothing is recorded before it
    happens."""
    now = shanghai_now()
    return f"{day} {hour}+08" if day < now.date() else min(f"{day} {hour}+08", f"{now:%Y-%m-%d %H:%M}+08")


@contextmanager
def uncollected():
    """Turn Python's garbage collection off inside this context, because the many objects made here all stay until they
    are written."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@contextmanager
def keys_checked_at_the_end(*written):
    """Check foreign keys once at the end of this context instead of row by row, which takes half the time of a load. A
    database account without that right takes the time."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        (may_choose,) = cursor.fetchone()
        if may_choose:
            cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        if may_choose:
            cursor.execute("SET LOCAL session_replication_role = origin")
            for field in (field for model in written for field in model._meta.concrete_fields if field.many_to_one):
                look_up_key(cursor, field)
            for model in written:
                look_up_village(cursor, model)


def look_up_key(cursor, field) -> None:
    table, column, target = field.model._meta.db_table, field.column, field.related_model._meta.db_table
    cursor.execute(
        f"SELECT FROM {table} r LEFT JOIN {target} t ON t.id = r.{column}"
        f" WHERE r.{column} IS NOT NULL AND t.id IS NULL LIMIT 1"
    )
    if cursor.rowcount:
        raise IntegrityError(f"{table}.{column} points to nothing.")


def look_up_village(cursor, model) -> None:
    """Check that the rows of a table that carries the village of their household carry the right one."""
    table, home = model._meta.db_table, Household._meta.db_table
    if not any(isinstance(field, VillageOfHousehold) for field in model._meta.concrete_fields):
        return
    cursor.execute(
        f"SELECT FROM {table} r JOIN {home} h ON h.id = r.household_id AND h.village_id <> r.village_id LIMIT 1"
    )
    if cursor.rowcount:
        raise IntegrityError(f"{table}.village_id is not the village of the household.")
