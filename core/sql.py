"""Statements over whole tables, made from querysets: the only place where SQL is put together by hand.

Names come from models and declarations, never from input; values always travel as parameters."""

from contextlib import closing
from typing import NamedTuple

from django.db import connection, transaction


class Sql(NamedTuple):
    """A piece of SQL with its parameters."""

    text: str
    params: tuple = ()


def select(queryset) -> Sql:
    """The SELECT of a queryset."""
    return Sql(*queryset.query.sql_with_params())


def quoted(*names: str) -> str:
    """Column names, quoted and joined by commas."""
    return ", ".join(connection.ops.quote_name(name) for name in names)


def run(text: str, params=()) -> int:
    """Execute, and tell how many rows it touched."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(text, params)
        return cursor.rowcount


def rows(text: str, params=()) -> list[tuple]:
    """Execute, and return every row."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(text, params)
        return cursor.fetchall()


def joined(groups: dict, base, key: str = "household_id") -> Sql:
    """One row for each row of `base`, with the columns of every group beside it where the group has some.

    `groups` maps a name to (queryset, columns); each queryset yields the household first and then its columns, each
    reading its table once. The first column of `base` is the household; its own columns come first in the result."""
    queries = {name: select(queryset) for name, (queryset, _columns) in groups.items()}
    ctes = ", ".join(
        f"{quoted(name)} ({quoted(key, *columns)}) AS ({queries[name].text})" for name, (_q, columns) in groups.items()
    )
    chosen = "".join(f", {quoted(name)}.{quoted(column)}" for name, (_q, cols) in groups.items() for column in cols)
    joins = " ".join(
        f"LEFT JOIN {quoted(name)} ON {quoted(name)}.{quoted(key)} = base.{quoted(key)}" for name in groups
    )
    base_sql = select(base)
    params = [value for query in queries.values() for value in query.params]
    return Sql(f"WITH {ctes} SELECT base.*{chosen} FROM ({base_sql.text}) AS base {joins}", (*params, *base_sql.params))


@transaction.atomic
def upsert(model, columns: list[str], source: Sql, *, key: str, stamps: tuple = ()) -> tuple[int, int]:
    """Bring the rows of `source` into the model's table: add those whose `key` is new, change those that differ, leave
    the others untouched. Columns named in `stamps` do not count as a difference. Returns (rows added, rows changed).

    The source is computed into a temporary table first, because PostgreSQL computes in parallel for that and not for
    an INSERT."""
    table = quoted(model._meta.db_table)
    run("DROP TABLE IF EXISTS fresh")
    run(f"CREATE TEMPORARY TABLE fresh ({quoted(*columns)}) ON COMMIT DROP AS {source.text}", source.params)
    others = [column for column in columns if column != key]
    compared = [column for column in others if column not in stamps]
    old, new = (", ".join(f"{side}.{quoted(column)}" for column in compared) for side in ("old", "fresh"))
    changes = ", ".join(f"{quoted(column)} = excluded.{quoted(column)}" for column in others)
    statement = (
        f"WITH written AS (INSERT INTO {table} ({quoted(*columns)}) SELECT fresh.* FROM fresh "
        f"LEFT JOIN {table} AS old USING ({quoted(key)}) WHERE old.{quoted(key)} IS NULL "
        f"OR ({old}) IS DISTINCT FROM ({new}) ON CONFLICT ({quoted(key)}) DO UPDATE SET {changes} "
        "RETURNING (xmax = 0) AS added) "
        "SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM written"
    )
    return rows(statement)[0]


def add(model, columns: list[str], source: Sql, *, unless: Sql, alike: list[str]) -> int:
    """Add the rows of `source` to the model's table, and tell how many. Left out are those that the table holds already
    by one of its unique keys, and those that are like a row of `unless` in all columns of `alike`, which are the
    columns of `unless`."""
    names, same = quoted(*columns), ", ".join(f"fresh.{quoted(column)}" for column in alike)
    statement = (
        f"INSERT INTO {quoted(model._meta.db_table)} ({names}) SELECT fresh.* FROM ({source.text}) AS fresh ({names}) "
        f"WHERE NOT EXISTS (SELECT FROM ({unless.text}) AS told ({quoted(*alike)}) "
        f"WHERE ({', '.join(f'told.{quoted(column)}' for column in alike)}) = ({same})) ON CONFLICT DO NOTHING"
    )
    return run(statement, (*source.params, *unless.params))
