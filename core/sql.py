"""SQL over whole tables, made from querysets: the only place where SQL is put together by hand.

Names come from models and declarations, never from input; values always travel as parameters."""

import datetime as dt
from contextlib import closing
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import Case, DateField, DurationField, ExpressionWrapper, F, Value, When
from django.db.models.functions import Cast


class Sql(NamedTuple):
    """A piece of SQL with its parameters."""

    text: str
    params: tuple = ()


def queryset_sql(queryset) -> Sql:
    """Return the SELECT of a queryset."""
    return Sql(*queryset.query.sql_with_params())


def day_after(field: str, days):
    """Return the expression of the day so many days after the day in a field."""
    later = F(field) + Value(dt.timedelta(int(days)), output_field=DurationField())
    return Cast(ExpressionWrapper(later, output_field=DateField()), DateField())


def quote_names(*names: str) -> str:
    """Return column names, quoted and joined by commas."""
    return ", ".join(connection.ops.quote_name(name) for name in names)


def execute_sql(text: str, params=()) -> int:
    """Execute a statement and return how many rows it touched."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(text, params)
        return cursor.rowcount


def fetch_rows(text: str, params=()) -> list[tuple]:
    """Execute a query and return every row."""
    with closing(connection.cursor()) as cursor:
        cursor.execute(text, params)
        return cursor.fetchall()


def join_groups_sql(groups: dict, base, key: str = "household_id") -> Sql:
    """Return SQL for one row for each row of `base`, with the columns of every group beside it.

    `groups` maps a name to (queryset, columns); each queryset yields the household first and then its columns, each
    reading its table once. The first column of `base` is the household; its own columns come first in the result."""
    queries = {name: queryset_sql(queryset) for name, (queryset, _columns) in groups.items()}
    ctes = ", ".join(
        f"{quote_names(name)} ({quote_names(key, *columns)}) AS ({queries[name].text})"
        for name, (_q, columns) in groups.items()
    )
    chosen = "".join(
        f", {quote_names(name)}.{quote_names(column)}" for name, (_q, cols) in groups.items() for column in cols
    )
    joins = " ".join(
        f"LEFT JOIN {quote_names(name)} ON {quote_names(name)}.{quote_names(key)} = base.{quote_names(key)}"
        for name in groups
    )
    base_sql = queryset_sql(base)
    params = [value for query in queries.values() for value in query.params]
    return Sql(f"WITH {ctes} SELECT base.*{chosen} FROM ({base_sql.text}) AS base {joins}", (*params, *base_sql.params))


@transaction.atomic
def upsert_rows(model, columns: list[str], source: Sql, *, key: str, stamps: tuple = ()) -> tuple[int, int]:
    """Write the rows of `source` to the model's table: add those whose `key` is new, change those that differ, leave
    the others untouched. Columns named in `stamps` do not count as a difference. Returns (rows added, rows changed).

    The source is computed into a temporary table first, because PostgreSQL computes in parallel for that and not for an
    INSERT."""
    table = quote_names(model._meta.db_table)
    execute_sql(f"CREATE TEMPORARY TABLE fresh ({quote_names(*columns)}) AS {source.text}", source.params)
    others = [column for column in columns if column != key]
    compared = [column for column in others if column not in stamps]
    old, new = (", ".join(f"{side}.{quote_names(column)}" for column in compared) for side in ("old", "fresh"))
    changes = ", ".join(f"{quote_names(column)} = excluded.{quote_names(column)}" for column in others)
    # xmax is 0 in a row that was just inserted, which tells added rows from changed ones.
    statement = (
        f"WITH written AS (INSERT INTO {table} ({quote_names(*columns)}) SELECT fresh.* FROM fresh "
        f"LEFT JOIN {table} AS old USING ({quote_names(key)}) WHERE old.{quote_names(key)} IS NULL "
        f"OR ({old}) IS DISTINCT FROM ({new}) ON CONFLICT ({quote_names(key)}) DO UPDATE SET {changes} "
        "RETURNING (xmax = 0) AS added) "
        "SELECT count(*) FILTER (WHERE added), count(*) FILTER (WHERE NOT added) FROM written"
    )
    [written] = fetch_rows(statement)
    execute_sql("DROP TABLE fresh")  # a later call in the same transaction makes its own, perhaps as another role
    return written


def insert_new_rows(model, columns: list[str], source: Sql, *, unless: Sql, alike: list[str]) -> int:
    """Add the rows of `source` to the model's table and return how many. Rows are left out when the table has them
    already by one of its unique keys, or when they equal a row of `unless` in all columns of `alike`, which are the
    columns of `unless`."""
    names, same = quote_names(*columns), ", ".join(f"fresh.{quote_names(column)}" for column in alike)
    statement = (
        f"INSERT INTO {quote_names(model._meta.db_table)} ({names}) "
        f"SELECT fresh.* FROM ({source.text}) AS fresh ({names}) "
        f"WHERE NOT EXISTS (SELECT FROM ({unless.text}) AS told ({quote_names(*alike)}) "
        f"WHERE ({', '.join(f'told.{quote_names(column)}' for column in alike)}) = ({same})) ON CONFLICT DO NOTHING"
    )
    return execute_sql(statement, (*source.params, *unless.params))


def boolean_case(condition) -> Case:
    return Case(When(condition, then=Value(True)), default=Value(False))
