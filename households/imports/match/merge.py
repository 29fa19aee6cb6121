"""Merging cleaned rows with the registry: what a row will be when it is completed from what is on file, whether that is
new, changed or the same, and writing it. An empty cell says nothing, so it never deletes what is known.

In the SQL, s is a staged row, t the row on file (or nothing), w the row as it will be."""

from django.db import connection

from core.crypto.fields import column_place, keyed_hash, tail_hashes
from core.crypto.values import HEAD_BYTES, ROW_BYTES, decrypt, encrypt, row_name
from core.sql import execute_sql, fetch_rows, quote_names

DERIVED = ("_hash", "_tails", "_initials")  # columns that follow from another: their change is no news
STAMPS = {"created_at", "recorded_at", "updated_at"}  # not compared: they always differ
KEPT = {"id", "created_at", "recorded_at"}  # taken from the row on file
SLICE = 5_000
# What eight bytes of an encrypted value name: core/crypto/values.py
OF_ANOTHER_ROW = f"substring(w.{{0}} from {HEAD_BYTES - ROW_BYTES + 1} for {ROW_BYTES}) <> int8send(w.id)"


def encrypt_secret(row: dict, model, column: str) -> None:
    """Replace a secret by its encrypted form, with its keyed hashes beside it. It is bound to its column of `model` and
    to the key that the row gets if it is new."""
    if text := row.get(column):
        row[f"{column}_hash"], row[f"{column}_tails"] = keyed_hash(text), tail_hashes(text)
        row[column] = encrypt(text, column_place(model, column), row_name(row["key"]))


def same_secret_sql(column, hashed) -> str:
    """Return SQL that keeps the encrypted value on file when the secret is the same: encrypted again it would look
    changed."""
    return f"CASE WHEN s.{hashed} = t.{hashed} THEN t.{column} ELSE COALESCE(s.{column}, t.{column}, '') END"


def plan_sheet(stage, sheet, model, source, **own):
    """Create will_<sheet>: a row of `model` for each good row of the sheet. `source` joins s with t; `own` gives SQL
    for columns that are not simply "as in the file, else as on file, else the default"."""
    own = {
        "id": f"COALESCE(t.id, {'s.key, ' if 'key' in sheet.staged else ''}{next_id_sql(model)})",
        "created_at": "COALESCE(t.created_at, now())",
        "recorded_at": "COALESCE(t.recorded_at, now())",
        "updated_at": "now()",
        "extra": "COALESCE(t.extra, '{}') || COALESCE(s.extra, '{}')",
    } | own
    columns, params = [], []
    for field in written_fields(model):
        value = own.get(field.column)
        if value is None:
            staged = f"s.{field.column}, " if field.column in sheet.staged else ""
            value = f"COALESCE({staged}t.{field.column}, %s)"  # an empty cell keeps what is on file
            params.append(field.get_db_prep_save(field.get_default(), connection))
        columns.append(f"CAST({value} AS {field.db_type(connection)}) AS {quote_names(field.column)}")
    select = f"SELECT s.n, s.row, t.id IS NULL AS is_new, false AS is_changed, {', '.join(columns)} {source}"
    stage.table(sheet.will, select, params)
    execute_sql(f"CREATE INDEX ON {sheet.will} (id)")  # for the joins that compare and write


def next_id_sql(model) -> str:
    return f"nextval(pg_get_serial_sequence('{model._meta.db_table}', 'id'))"


def keep_same_secrets(sheet, model, column) -> None:
    """Keep unchanged secrets that have no hash on file: each value on file is decrypted and compared."""
    table, place, same = model._meta.db_table, column_place(model, column), []
    with connection.connection.cursor(name="calm") as cursor:  # a named cursor fetches the rows piece by piece
        cursor.itersize = SLICE
        cursor.execute(
            f"""SELECT w.id, s.{column}_hash, t.{column}
                FROM {sheet.will} w JOIN {sheet.stage} s USING (n) JOIN {table} t ON t.id = w.id
                WHERE s.{column} IS NOT NULL AND t.{column} <> ''"""
        )
        for pk, hashed, on_file in cursor:
            if keyed_hash(decrypt(bytes(on_file), place)) == hashed:
                same.append(pk)
    for start in range(0, len(same), SLICE):
        execute_sql(
            f"UPDATE {sheet.will} w SET {column} = t.{column} FROM {table} t WHERE t.id = w.id AND w.id = ANY(%s)",
            [same[start : start + SLICE]],
        )


def bind_to_rows(sheet, model, *columns) -> None:
    """Bind anew the secrets of the file that go to a row on file: when they were encrypted nobody knew to which."""
    for column in columns:
        place = column_place(model, column)
        moved = fetch_rows(
            f"""SELECT w.id, w.{column} FROM {sheet.will} w LEFT JOIN {model._meta.db_table} t USING (id)
                WHERE w.{column} <> '' AND w.{column} IS DISTINCT FROM t.{column} AND {OF_ANOTHER_ROW.format(column)}"""
        )
        for start in range(0, len(moved), SLICE):
            some = moved[start : start + SLICE]
            bound = [encrypt(decrypt(bytes(value), place), place, row_name(pk)) for pk, value in some]
            execute_sql(
                f"""UPDATE {sheet.will} w SET {column} = v.value
                    FROM unnest(%s::bigint[], %s::bytea[]) v (id, value) WHERE w.id = v.id""",
                [[pk for pk, _value in some], bound],
            )


def mark_changed_rows(stage, sheet, model) -> None:
    """Mark and count the rows that change what is on file."""
    table, columns = model._meta.db_table, compared_columns(model)
    old, new = (", ".join(f"{alias}.{quote_names(column)}" for column in columns) for alias in "tw")
    execute_sql(
        f"""UPDATE {sheet.will} w SET is_changed = true FROM {table} t
            WHERE t.id = w.id AND NOT w.is_new AND ({old}) IS DISTINCT FROM ({new})"""
    )
    counts = stage.counts[sheet.name]
    counts.new, counts.changed = count_new_and_changed(sheet)
    if counts.changed:
        counts.fields = count_changed_fields(
            sheet, table, [column for column in columns if not column.endswith(DERIVED)]
        )


def count_new_and_changed(sheet) -> tuple[int, int]:
    return fetch_rows(f"SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE is_changed) FROM {sheet.will}")[0]


def count_changed_fields(sheet, table, columns) -> dict[str, int]:
    """Count how many rows change each column."""
    numbers = ", ".join(
        f"count(*) FILTER (WHERE t.{quote_names(c)} IS DISTINCT FROM w.{quote_names(c)})" for c in columns
    )
    found = fetch_rows(f"SELECT {numbers} FROM {sheet.will} w JOIN {table} t USING (id) WHERE w.is_changed")[0]
    return {column.removesuffix("_id"): number for column, number in zip(columns, found, strict=True) if number}


def compared_columns(model) -> list[str]:
    return [field.column for field in written_fields(model) if not field.primary_key and field.column not in STAMPS]


def written_fields(model):
    """Return the fields that are written; the database computes the others."""
    return [field for field in model._meta.concrete_fields if not field.generated]


def write_sheet(sheet, model) -> None:
    """Write the changed rows, then the new ones: somebody leaves one household before joining another."""
    table, columns = model._meta.db_table, [field.column for field in written_fields(model)]
    changes = ", ".join(f"{quote_names(c)} = w.{quote_names(c)}" for c in columns if c not in KEPT)
    execute_sql(f"UPDATE {table} t SET {changes} FROM {sheet.will} w WHERE w.id = t.id AND w.is_changed")
    execute_sql(
        f"INSERT INTO {table} ({quote_names(*columns)}) "
        f"SELECT {quote_names(*columns)} FROM {sheet.will} WHERE is_new ORDER BY n"
    )
