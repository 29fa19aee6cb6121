"""The temporary tables of one import: cleaned rows are copied in with COPY, problems are collected, and SQL over all
rows compares them with the registry. The tables live as long as the transaction; nobody else can see them.

Names in the SQL come from the sheets' declarations, never from a file; values travel as parameters."""

import csv
import datetime as dt
import io
import json
from collections import Counter, defaultdict
from dataclasses import asdict

from django.db import connection

from core.crypto.fields import next_keys
from core.sql import execute_sql, fetch_rows, quote_names
from households.choices import Teller
from households.imports.sheet import IMPORT_SHEETS, ImportSheet, SheetCounts

COPY_CHUNK = 5_000  # rows in one COPY
MOST_PROBLEMS = {True: 100_000, False: 20_000}  # errors, warnings stored in detail; all are counted
NO_PARAMS = "'{}'::jsonb"  # no parameters for the message


class ImportStage:
    """One import on its way through the database. `day` is the day of the import, `by` who sent it, `places` finds
    villages, `report(step, done, total)` tells those who wait how far it is."""

    def __init__(self, batch, places, day: dt.date, report):
        self.batch, self.county, self.by, self.number = batch, batch.county, batch.by_id, batch.pk
        self.places, self.day, self.report = places, day, report
        # Of the income in the file: the day on which it was told (empty: today), and what an empty cell means.
        self.told_on, self.holds_some, self.empty_is_nothing = batch.told_on, batch.holds_some, batch.empty_is_nothing
        self.repeats = False  # whether the file repeats what it says of a household in several rows
        self.remarks, self.accounts = [], []  # about the file as a whole; what became of the cells of each table
        self.made, self.proposed = set(), 0  # tables made when they are needed; changes that wait because of the file
        self.counts = defaultdict(SheetCounts)
        self.numbers = Counter()  # rows of each sheet so far
        self.waiting = defaultdict(list)  # rows for the next COPY, by table
        self.keys = defaultdict(list)  # reserved for new rows, by model
        self.kept = Counter()  # errors (True) and warnings (False) in detail
        execute_sql("SET LOCAL work_mem = '96MB'")
        self.make("problem", "sheet text, row integer, col text, code text, params jsonb, is_error boolean")
        self.make("found", "n integer, params jsonb")
        for sheet in IMPORT_SHEETS.values():
            columns = ", ".join(f"{quote_names(name)} {kind}" for name, kind in sheet.staged.items())
            self.make(sheet.stage, f"n integer, row integer, bad boolean, {columns}")

    def make(self, name, columns):
        """Create an empty temporary table."""
        execute_sql(f"DROP TABLE IF EXISTS pg_temp.{name}")
        execute_sql(f"CREATE TEMP TABLE {name} ({columns}) ON COMMIT DROP")

    def table(self, name, select, params=()):
        """Create a temporary table with the rows of a SELECT, ready to be joined."""
        execute_sql(f"DROP TABLE IF EXISTS pg_temp.{name}")
        execute_sql(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {select}", params)
        execute_sql(f"ANALYZE {name}")

    @property
    def teller(self) -> str:
        """Return who tells the income of this file: the national form or the registry's own sheets."""
        return Teller.NATIONAL if self.repeats else Teller.REGISTRY

    # Adding rows

    def add(self, sheet, row, values, problems):
        """Add one cleaned row with its problems: (column, CellError, whether it is an error)."""
        for column, wrong, is_error in problems:
            self.problem(sheet.name, row, column, wrong, is_error)
        bad = any(is_error for _column, _wrong, is_error in problems)
        self.numbers[sheet.name] += 1
        cells = [*map(values.get, sheet.staged)]
        for place in sheet.packed:
            cells[place] = copy_value(cells[place])
        self.wait(sheet.stage, [self.numbers[sheet.name], row, bad, *cells])

    def problem(self, sheet, row, column, wrong, is_error):
        if self.count_problems(sheet, is_error, 1):
            params = json.dumps(wrong.params, ensure_ascii=False)
            self.wait("problem", [sheet, row, column, wrong.code, params, is_error])

    def count_problems(self, sheet, is_error, number) -> int:
        """Count problems, and return how many of them are still to be stored in detail."""
        counts = self.counts[sheet]
        counts.errors += number if is_error else 0
        counts.warnings += 0 if is_error else number
        room = min(number, max(0, MOST_PROBLEMS[is_error] - self.kept[is_error]))
        self.kept[is_error] += room
        return room

    @property
    def problems_left_out(self) -> int:
        return sum(counts.errors + counts.warnings for counts in self.counts.values()) - self.kept.total()

    def next_key(self, model) -> int:
        """Return a key for a new row of a model, from some that are reserved at once."""
        if not self.keys[model]:
            self.keys[model] = next_keys(model, COPY_CHUNK)[::-1]  # the first is taken from the end
        return self.keys[model].pop()

    def wait(self, table, row):
        waiting = self.waiting[table]
        waiting.append(row)
        if len(waiting) >= COPY_CHUNK:
            self.copy(table)

    def copy(self, table):
        if lines := self.waiting.pop(table, None):
            text = io.StringIO()
            csv.writer(text).writerows(lines)
            text.seek(0)
            with connection.cursor() as cursor:
                cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv)", text)

    def arrived(self):
        """Copy the remaining rows: all have been read."""
        for table in list(self.waiting):
            self.copy(table)
        for sheet in IMPORT_SHEETS.values():
            execute_sql(f"ANALYZE {sheet.stage}")

    # Problems, for all rows at once

    def find(self, sheet, column, code, select, params=(), *, is_error=True) -> int:
        """Report the rows that `select` yields as (n, parameters of the message as JSON), and return how many there
        were. n is the number of the staged row."""
        execute_sql("DELETE FROM found")
        number = execute_sql(f"INSERT INTO found {select}", params)
        if not number:
            return 0
        self.copy("problem")
        room = self.count_problems(sheet.name, is_error, number)
        execute_sql(
            f"""INSERT INTO problem
                SELECT %s, s.row, COALESCE({sheet.headers.get(column, "NULL")}, %s), %s, found.params, %s
                FROM found JOIN {sheet.stage} s USING (n) ORDER BY n LIMIT %s""",
            [sheet.name, column, code, is_error, room],
        )
        if is_error:
            execute_sql(f"UPDATE {sheet.stage} s SET bad = true FROM found WHERE s.n = found.n AND NOT s.bad")
        return number

    def find_strangers(self, sheet):
        """Report rows of households that are neither in the file nor on file."""
        strangers = f"""SELECT s.n, {NO_PARAMS} FROM {sheet.stage} s
                        WHERE s.household IS NOT NULL
                        AND NOT EXISTS (SELECT FROM home WHERE home.number = s.household)"""
        self.find(sheet, "household", "unknown_household", strangers)

    def find_twice(self, sheet, keys, column, where="true"):
        """Report rows that have the same `keys` as another row; each names the one before it, the first the next."""
        twice = f"""SELECT n, jsonb_build_object('rows', other)
                    FROM (SELECT n, COALESCE(lag(row) OVER same, lead(row) OVER same) AS other
                          FROM {sheet.stage} WHERE {where}
                          WINDOW same AS (PARTITION BY {", ".join(keys)} ORDER BY n)) neighbours
                    WHERE other IS NOT NULL"""
        self.find(sheet, column, "twice", twice)

    def fold(self, sheet, keys, compared):
        """Merge rows with the same `keys` into the first of them: the national export repeats what it says of a
        household in every row of it. `compared` gives for each column the one by which rows are compared (a hash
        instead of a secret); rows that contradict each other are reported."""
        names = ", ".join(keys)
        self.table(
            "again",
            f"""SELECT *, min(n) OVER (PARTITION BY {names}) AS first
                FROM (SELECT *, count(*) OVER (PARTITION BY {names}) AS times FROM {sheet.stage}) counted
                WHERE times > 1""",
        )
        execute_sql("CREATE INDEX ON again (first)")
        for column in dict.fromkeys(compared.values()):
            self.find_contradictions(sheet, column)
        self.fill_first(sheet, list(compared))
        execute_sql(f"DELETE FROM {sheet.stage} s USING again a WHERE s.n = a.n AND a.n <> a.first")

    def find_contradictions(self, sheet, column):
        contradictions = f"""
            SELECT a.n, jsonb_build_object('rows', (
                SELECT min(o.row) FROM again o WHERE o.first = a.first AND o.{column} <> a.{column}))
            FROM again a
            WHERE a.{column} IS NOT NULL AND a.first IN (
                SELECT first FROM again GROUP BY first HAVING count(DISTINCT {column}) > 1)"""
        self.find(sheet, column.removesuffix("_hash"), "repeated_differs", contradictions)

    def fill_first(self, sheet, columns):
        """Complete the first of several rows with what only the others say."""
        filled = ", ".join(
            f"(array_agg(a.{name} ORDER BY a.n) FILTER (WHERE a.{name} IS NOT NULL))[1] AS {name}" for name in columns
        )
        changes = ", ".join(f"{name} = f.{name}" for name in columns)
        execute_sql(
            f"""UPDATE {sheet.stage} s SET {changes}, bad = f.bad
                FROM (SELECT a.first, bool_or(b.bad) AS bad, {filled}
                      FROM again a JOIN {sheet.stage} b USING (n) GROUP BY a.first) f
                WHERE s.n = f.first"""
        )

    # Households: found, held back, counted

    def find_homes(self):
        """Create the table `home`: every household in the file that is on file or in its own sheet, with its id (a new
        one gets its id now), and whether it is held back."""
        mentioned = " UNION ".join(
            f"SELECT {s.household} FROM {s.stage}" for s in IMPORT_SHEETS.values() if s.household
        )
        self.table(
            "home",
            f"""SELECT number, h.id IS NULL AS is_new, h.village_id AS old_village_id, false AS held,
                       COALESCE(h.id, told.key, nextval(pg_get_serial_sequence('households_household', 'id'))) AS id
                FROM ({mentioned}) mentioned (number)
                LEFT JOIN (SELECT number, max(key) FROM stage_households GROUP BY number) told (number, key)
                    USING (number)
                LEFT JOIN (SELECT * FROM households_household WHERE county_id = %s) h USING (number)
                WHERE h.id IS NOT NULL OR number IN (SELECT number FROM stage_households)""",
            [self.county.pk],
        )
        execute_sql("CREATE UNIQUE INDEX ON home (number)")
        execute_sql("CREATE INDEX ON home (id)")

    def hold_back(self):
        """Hold back households with a bad row: a household is saved completely or not at all."""
        bad = " UNION ".join(
            f"SELECT {s.household} FROM {s.stage} WHERE bad" for s in IMPORT_SHEETS.values() if s.household
        )
        execute_sql(f"UPDATE home SET held = true WHERE NOT held AND number IN ({bad})")
        for sheet in IMPORT_SHEETS.values():
            if sheet.household == ImportSheet.household:  # rows that stand beside those of the same household
                self.hold_neighbours(sheet)
        self.hold_nameless()

    def hold_neighbours(self, sheet):
        """Hold back the households above and below a bad row whose own household nobody can tell: the row may belong to
        either, which then is not whole."""
        execute_sql(
            f"""WITH told AS (SELECT s.n, s.bad, home.number AS known FROM {sheet.stage} s
                              LEFT JOIN home ON home.number = s.{sheet.household}),
                counted AS (SELECT *, count(known) OVER (ORDER BY n) AS above,
                                   count(known) OVER (ORDER BY n DESC) AS below FROM told),
                near AS (SELECT known, bad, max(known) OVER (PARTITION BY above) AS before,
                                max(known) OVER (PARTITION BY below) AS after FROM counted)
                UPDATE home SET held = true WHERE NOT held AND number IN (
                    SELECT unnest(ARRAY[before, after]) FROM near WHERE bad AND known IS NULL)"""
        )

    def hold_nameless(self):
        """Where a household of the file has no number, hold back every one of which other sheets speak and its own does
        not: each may be the one without."""
        execute_sql(
            """UPDATE home SET held = true WHERE NOT held
               AND EXISTS (SELECT FROM stage_households WHERE bad AND number IS NULL)
               AND number NOT IN (SELECT number FROM stage_households WHERE number IS NOT NULL)"""
        )

    def count(self):
        """Count the rows of each sheet, and how many are held back; those neither held nor written are the same."""
        for sheet in IMPORT_SHEETS.values():
            counts = self.counts[sheet.name]
            counts.rows, counts.held = fetch_rows(
                f"SELECT count(*), count(*) FILTER (WHERE {sheet.held}) FROM {sheet.stage}"
            )[0]
            counts.same = counts.rows - counts.held - counts.new - counts.changed

    @property
    def errors(self) -> int:
        return sum(counts.errors for counts in self.counts.values())

    def totals(self) -> dict:
        """Return the rows added and changed, for the access log: {"households": [new, changed]}, and how many registry
        changes wait because of the file."""
        proposed = {"proposed": self.proposed} if self.proposed else {}
        return {name: [counts.new, counts.changed] for name, counts in self.counts.items() if counts.rows} | proposed

    def as_json(self) -> list[dict]:
        """Return the counts of each sheet that the file has, in the order of the sheets."""
        return [{"sheet": name, **asdict(self.counts[name])} for name in IMPORT_SHEETS if self.counts[name].rows]


def copy_value(value):
    """Write bytes and JSON as COPY reads them; None stays None."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return json.dumps(value, ensure_ascii=False) if value else None
