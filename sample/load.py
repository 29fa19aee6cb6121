"""Families become rows: text for COPY, table by table, everything inside the caller's transaction."""

import itertools
from contextlib import contextmanager

from django.db import IntegrityError, connection

from core import sql

TEXTS_AT_ONCE = 500


def cell(value) -> str:
    """A value as COPY reads it. Our own lists hold neither tabs nor backslashes, so that a text is itself."""
    kind = type(value)
    if kind is str:
        return value
    if value is None:
        return r"\N"
    if kind is bool:
        return "t" if value else "f"
    if kind is bytes:
        return rf"\\x{value.hex()}"
    if kind is list:
        return f"{{{','.join(value)}}}"
    return str(value)


def row(*values) -> str:
    """One line of a table."""
    return "\t".join(map(cell, values)) + "\n"


class Stream:
    """A file whose lines are made while PostgreSQL reads them, from texts of one or more lines."""

    def __init__(self, texts):
        self.texts = filter(None, texts)
        self.count = 0

    def read(self, _size=-1) -> str:
        some = "".join(itertools.islice(self.texts, TEXTS_AT_ONCE))
        self.count += some.count("\n")
        return some


def copy(model, columns: str, texts) -> int:
    """Load lines into these columns of a model's table; returns how many there were."""
    names = [model._meta.get_field(name).column for name in columns.split()]
    stream = Stream(texts)
    with connection.cursor() as cursor:
        cursor.copy_expert(f"COPY {model._meta.db_table} ({sql.quote_names(*names)}) FROM STDIN", stream)
    return stream.count


def reserve(model, count: int) -> list[int]:
    """`count` primary keys that nobody else will get."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def analyze(*models) -> None:
    """Tell PostgreSQL's planner what the tables now hold."""
    with connection.cursor() as cursor:
        for model in models:
            cursor.execute(f"ANALYZE {model._meta.db_table}")


@contextmanager
def keys_checked_at_the_end(*models):
    """Inside, PostgreSQL does not look up what every single foreign key points to, which takes half the time of a load;
    afterwards all of them are looked up at once. An account that may not choose so pays the time instead."""
    if not _may_choose():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")
        for model in models:
            for field in model._meta.concrete_fields:
                if field.many_to_one:
                    _look_up(cursor, field)


def _may_choose():
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_parameter_privilege('session_replication_role', 'SET')")
        return cursor.fetchone()[0]


def _look_up(cursor, field):
    table, column, target = field.model._meta.db_table, field.column, field.related_model._meta.db_table
    cursor.execute(
        f"SELECT FROM {table} r LEFT JOIN {target} t ON t.id = r.{column}"
        f" WHERE r.{column} IS NOT NULL AND t.id IS NULL LIMIT 1"
    )
    if cursor.rowcount:
        raise IntegrityError(f"{table}.{column} points to nothing.")
