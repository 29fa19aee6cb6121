"""The temporary tables of one batch: cleaned rows are copied in with COPY, and SQL over all rows compares them with
what was sent before. They live as long as the transaction; nobody else can see them."""

import csv
import io
import json
from collections import Counter

from django.db import connection

from core.crypto.fields import column_place, keyed_hash
from core.crypto.values import encrypt
from core.dates import birth_in_text
from core.folding import folded_text
from core.sql import execute_sql, fetch_rows
from departments.feeds.declare import PLAIN
from departments.models import FeedRow

COPY_CHUNK = 5_000  # rows in one COPY
MOST_PROBLEMS = 100_000  # stored one by one; all are counted
PERSON = ("name", "id_number", "birth_date", "phone", "township", "village")
COLUMNS = {
    "n": "integer", "row": "integer", "bad": "boolean", "reference": "text", "is_withdrawn": "boolean",
    "happened_on": "date", "counts_until": "date", "amount": "numeric", "further_amount": "numeric", "word": "text",
    "further_on": "date", "person_key": "text", "id_hash": "text", "content_hash": "text", "said": "bytea",
}  # fmt: skip


class FeedStage:
    """One batch on its way through the database. `report(step, done, total)` tells those who wait how far it is."""

    def __init__(self, batch, report):
        self.batch, self.report = batch, report
        self.counts, self.waiting = Counter(), {"feed_stage": [], "feed_problem": []}
        self.make("feed_stage", ", ".join(f"{name} {kind}" for name, kind in COLUMNS.items()))
        self.make("feed_problem", "row integer, col text, code text, params jsonb")

    def make(self, name, columns):
        execute_sql(f"DROP TABLE IF EXISTS pg_temp.{name}")
        execute_sql(f"CREATE TEMP TABLE {name} ({columns}) ON COMMIT DROP")

    def table(self, name, select, params=()):
        """Create a temporary table with the rows of a SELECT, ready to be joined."""
        execute_sql(f"DROP TABLE IF EXISTS pg_temp.{name}")
        execute_sql(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {select}", params)
        execute_sql(f"ANALYZE {name}")

    def add(self, number, row, note):
        """Add one cleaned row with its problems."""
        errors = [(column, wrong) for column, wrong, is_error in note if is_error]
        for column, wrong in errors:
            self.problem(number, column, wrong)
        self.counts["rows"] += 1
        values = staged_values(row, self.batch)
        values |= {"n": self.counts["rows"], "row": number, "bad": bool(errors)}
        self.wait("feed_stage", [copied(values.get(name)) for name in COLUMNS])

    def problem(self, number, column, wrong):
        self.counts["errors"] += 1
        if self.counts["errors"] <= MOST_PROBLEMS:
            params = json.dumps(wrong.params, ensure_ascii=False)
            self.wait("feed_problem", [number, column, wrong.code, params])

    def wait(self, table, row):
        self.waiting[table].append(row)
        if len(self.waiting[table]) >= COPY_CHUNK:
            self.copy(table)

    def copy(self, table):
        if lines := self.waiting[table]:
            text = io.StringIO()
            csv.writer(text).writerows(lines)
            text.seek(0)
            with connection.cursor() as cursor:
                cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv)", text)
            self.waiting[table] = []

    def arrived(self):
        """Copy the remaining rows: all have been read."""
        for table in self.waiting:
            self.copy(table)
        execute_sql("CREATE INDEX ON feed_stage (reference)")
        execute_sql("ANALYZE feed_stage")

    def find(self, column, code, select, params=()) -> None:
        """Report the rows that `select` yields as (n, parameters of the message as JSON)."""
        found = execute_sql(
            f"""INSERT INTO feed_problem SELECT s.row, %s, %s, found.params
                FROM ({select}) AS found (n, params) JOIN feed_stage s USING (n)""",
            [column, code, *params],
        )
        execute_sql(
            f"UPDATE feed_stage s SET bad = true FROM ({select}) AS found (n, params) WHERE s.n = found.n", params
        )
        self.counts["errors"] += found

    def count(self, name, select, params=()) -> None:
        self.counts[name] = fetch_rows(f"SELECT count(*) FROM {select}", params)[0][0]


def staged_values(row, batch) -> dict:
    """Return the values of the staging table for one cleaned row. Secrets are encrypted before they reach it."""
    plain = {name: row.get(name) for name in ("reference", "happened_on", "counts_until", *PLAIN)}
    if born := row.get("birth_date"):
        row["birth_date"] = birth_in_text(born, row.get("birth_year_only", False))
    said = {name: str(value) for name, value in row.items() if name not in plain and name not in KEPT and value}
    whole = {name: str(value) for name, value in sorted(row.items()) if value is not None}
    return plain | {
        "is_withdrawn": bool(row.get("withdrawn")),
        "person_key": person_key(row),
        "id_hash": keyed_hash(row.get("id_number") or ""),
        "content_hash": keyed_hash(json.dumps([f"{batch.month}", whole], ensure_ascii=False)),
        "said": encrypt(json.dumps(said, ensure_ascii=False), column_place(FeedRow, "said")) if said else b"",
    }


KEPT = frozenset({"withdrawn", "over_on", "id_birth", "id_sex", "birth_year_only"})  # kept elsewhere, or follow


def person_key(row) -> str:
    """Return what is the same whenever a department speaks of the same person: the ID number, else all that is said."""
    if number := row.get("id_number"):
        return keyed_hash(f"person {number}")
    parts = [folded_text(str(row.get(name) or "")) for name in PERSON]
    return keyed_hash(f"person {' '.join(parts)}")


def copied(value):
    """Return a value as COPY reads it."""
    return f"\\x{value.hex()}" if isinstance(value, bytes) else value
