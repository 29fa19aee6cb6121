"""The temporary tables of one import: cleaned rows come in with COPY, what is wrong is gathered, and statements over
all rows compare them with the registry. The tables live as long as the transaction and are seen by nobody else."""

import csv
import datetime as dt
import io
import json
from collections import Counter, defaultdict
from dataclasses import asdict

from django.db import connection

from povwatch.lib.bulk import quoted, rows, run

from .sheet import SHEETS, Counts

CHUNK = 5_000  # rows a COPY
MOST_PROBLEMS = 100_000  # that are kept in detail; all are counted


class Stage:
    """One import on its way through the database. `day` is the day of the import, `places` finds villages,
    `report(step, done, total)` tells the people who wait how far it is."""

    def __init__(self, county, places, day: dt.date, report, by=None):
        self.county, self.places, self.day, self.report, self.by = county, places, day, report, by
        self.repeats = False  # the file says the same of a household in several rows
        self.remarks = []
        self.counts = defaultdict(Counts)
        self.numbers = Counter()
        self.waiting = defaultdict(list)
        self.kept = 0
        run("SET LOCAL work_mem = '96MB'")
        self.make("problem", "sheet text, row integer, col text, code text, params jsonb, is_error boolean")
        self.make("found", "n integer, params jsonb")
        for sheet in SHEETS.values():
            columns = ", ".join(f"{quoted(name)} {kind}" for name, kind in sheet.staged.items())
            self.make(sheet.stage, f"n integer, row integer, bad boolean, {columns}")

    def make(self, name, definition):
        run(f"DROP TABLE IF EXISTS pg_temp.{name}")
        run(f"CREATE TEMP TABLE {name} ({definition}) ON COMMIT DROP")

    def table(self, name, select, params=()):
        """A temporary table with the rows of a SELECT, ready to be joined."""
        run(f"DROP TABLE IF EXISTS pg_temp.{name}")
        run(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {select}", params)
        run(f"ANALYZE {name}")

    # Rows coming in

    def add(self, sheet, row, values, problems):
        """One cleaned row, with what is wrong in it: (column, Wrong, whether it is an error)."""
        for column, wrong, is_error in problems:
            self.problem(sheet.name, row, column, wrong, is_error)
        bad = any(is_error for _column, _wrong, is_error in problems)
        self.numbers[sheet.name] += 1
        cells = [*map(values.get, sheet.staged)]
        for place in sheet.packed:
            cells[place] = packed(cells[place])
        self.wait(sheet.stage, [self.numbers[sheet.name], row, bad, *cells])

    def problem(self, sheet, row, column, wrong, is_error):
        self.count_problems(sheet, is_error, 1)
        if self.kept < MOST_PROBLEMS:
            self.kept += 1
            params = json.dumps(wrong.params, ensure_ascii=False)
            self.wait("problem", [sheet, row, column, wrong.code, params, is_error])

    def count_problems(self, sheet, is_error, number):
        counts = self.counts[sheet]
        counts.errors += number if is_error else 0
        counts.warnings += 0 if is_error else number

    def wait(self, table, line):
        waiting = self.waiting[table]
        waiting.append(line)
        if len(waiting) >= CHUNK:
            self.copy(table)

    def copy(self, table):
        if lines := self.waiting.pop(table, None):
            text = io.StringIO()
            csv.writer(text).writerows(lines)
            text.seek(0)
            with connection.cursor() as cursor:
                cursor.copy_expert(f"COPY {table} FROM STDIN (FORMAT csv)", text)

    def arrived(self):
        """All rows are in."""
        for table in list(self.waiting):
            self.copy(table)
        for sheet in SHEETS.values():
            run(f"ANALYZE {sheet.stage}")

    # What is wrong, for all rows at once

    def find(self, sheet, column, code, select, params=(), *, is_error=True) -> int:
        """Report the rows that `select` yields as (n, parameters of the message as JSON); how many there were. n is the
        number of the staged row."""
        run("DELETE FROM found")
        run(f"INSERT INTO found {select}", params)
        if number := rows("SELECT count(*) FROM found")[0][0]:
            self.copy("problem")
            room = max(0, MOST_PROBLEMS - self.kept)
            run(
                f"INSERT INTO problem SELECT %s, s.row, COALESCE({sheet.headers.get(column, 'NULL')}, %s), "
                f"%s, found.params, "
                f"%s FROM found "
                f"JOIN {sheet.stage} s USING (n) ORDER BY n LIMIT %s",
                [sheet.name, column, code, is_error, room],
            )
            if is_error:
                run(f"UPDATE {sheet.stage} SET bad = true FROM found WHERE {sheet.stage}.n = found.n AND NOT bad")
            self.kept += min(room, number)
            self.count_problems(sheet.name, is_error, number)
        return number

    def find_strangers(self, sheet):
        """Report rows of households that are neither in the file nor on file."""
        self.find(
            sheet,
            "household",
            "unknown_household",
            f"SELECT s.n, '{{}}'::jsonb FROM {sheet.stage} s WHERE s.household IS NOT NULL "
            f"AND NOT EXISTS (SELECT FROM home WHERE home.number = s.household)",
        )

    def find_twice(self, sheet, keys, column, code="twice", where="true"):
        """Report rows that have the same `keys` as another row; each names the one before it, the first the next."""
        self.find(
            sheet,
            column,
            code,
            f"SELECT n, jsonb_build_object('rows', other) FROM (SELECT n, COALESCE(lag(row) OVER same, "
            f"lead(row) OVER same) "
            f"AS other FROM {sheet.stage} WHERE {where} WINDOW same AS (PARTITION BY {', '.join(keys)} "
            f"ORDER BY n)) pairs "
            f"WHERE other IS NOT NULL",
        )

    def fold(self, sheet, keys, values):
        """Rows with the same `keys` become the first of them, filled up from the others: the national export repeats
        what it says of a household in every row of it. `values` maps what is kept to what is compared (a hash instead
        of a secret); rows that contradict each other are reported."""
        names = ", ".join(keys)
        self.table(
            "again",
            f"SELECT *, min(n) OVER (PARTITION BY {names}) AS first FROM (SELECT *, count(*) OVER "
            f"(PARTITION BY {names}) AS times FROM {sheet.stage}) counted WHERE times > 1",
        )
        run("CREATE INDEX ON again (first)")
        for compared in dict.fromkeys(values.values()):
            self.find(
                sheet,
                compared.removesuffix("_hash"),
                "repeated_differs",
                f"SELECT a.n, jsonb_build_object('rows', (SELECT min(o.row) FROM again o WHERE o.first = a.first "
                f"AND o.{compared} <> a.{compared})) FROM again a WHERE a.{compared} IS NOT NULL AND a.first IN "
                f"(SELECT first FROM again GROUP BY first HAVING count(DISTINCT {compared}) > 1)",
            )
        filled = ", ".join(
            f"(array_agg(a.{kept} ORDER BY a.n) FILTER (WHERE a.{kept} IS NOT NULL))[1] AS {kept}" for kept in values
        )
        changes = ", ".join(f"{kept} = f.{kept}" for kept in values)
        run(
            f"UPDATE {sheet.stage} s SET {changes}, bad = f.bad FROM (SELECT a.first, bool_or(b.bad) AS bad, {filled} "
            f"FROM again a JOIN {sheet.stage} b USING (n) GROUP BY a.first) f WHERE s.n = f.first"
        )
        run(f"DELETE FROM {sheet.stage} s USING again a WHERE s.n = a.n AND a.n <> a.first")
        run("DROP TABLE again")

    # Households: found, held back

    def find_homes(self):
        """`home`: every household the file speaks of that is on file or in its own sheet, with its id (a new one gets
        its id now), and whether it is held back."""
        mentions = " UNION ".join(f"SELECT {s.household} FROM {s.stage}" for s in SHEETS.values() if s.household)
        self.table(
            "home",
            f"SELECT number, h.id IS NULL AS is_new, h.village_id AS old_village_id, false AS held, COALESCE(h.id, "
            f"nextval(pg_get_serial_sequence('households_household', 'id'))) AS id "
            f"FROM ({mentions}) mentioned (number) LEFT JOIN (SELECT * FROM households_household WHERE "
            f"county_id = %s) h USING (number) "
            f"WHERE h.id IS NOT NULL OR number IN (SELECT number FROM stage_households)",
            [self.county.pk],
        )
        run("CREATE UNIQUE INDEX ON home (number)")
        run("CREATE INDEX ON home (id)")

    def hold_back(self) -> int:
        """A household is saved whole or not at all: one bad row holds back all of them. How many are held anew."""
        bad = " UNION ".join(f"SELECT {s.household} FROM {s.stage} WHERE bad" for s in SHEETS.values() if s.household)
        return run(f"UPDATE home SET held = true WHERE NOT held AND number IN ({bad})")

    def count(self):
        """The rows of each sheet, and how many are held back; those neither held nor written are the same."""
        for sheet in SHEETS.values():
            counts = self.counts[sheet.name]
            held = f"bad OR {sheet.household} IN (SELECT number FROM home WHERE held)" if sheet.household else "bad"
            found = rows(f"SELECT count(*), count(*) FILTER (WHERE {held}) FROM {sheet.stage}")
            counts.rows, counts.held = found[0]
            counts.same = counts.rows - counts.held - counts.new - counts.changed

    @property
    def errors(self) -> int:
        return sum(counts.errors for counts in self.counts.values())

    @property
    def has_errors(self) -> bool:
        return self.errors > 0

    def totals(self) -> dict:
        """Rows added and changed, for the log: {"households": [new, changed]}."""
        return {name: [counts.new, counts.changed] for name, counts in self.counts.items() if counts.rows}

    def as_json(self) -> list[dict]:
        """The counts of each sheet that the file has, in the order of the sheets."""
        return [{"sheet": name, **asdict(self.counts[name])} for name in SHEETS if self.counts[name].rows]


def packed(value):
    """Bytes and JSON as COPY reads them; nothing stays nothing."""
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    return json.dumps(value, ensure_ascii=False) if value else None
