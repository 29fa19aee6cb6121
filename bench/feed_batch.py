"""How long a batch of a department takes, and how much memory: N rows of medical costs checked, matched and published,
sent once more, and followed by the next month, with the bare COPY of the same rows beside it.

    python bench/run.py feed_batch
    python bench/feed_batch.py --rows 20000 200000

Runs on the database of POVWATCH_HOME or DATABASE_URL, in a county of its own and a transaction that is rolled back.
Nineteen rows in twenty mean somebody of the registry. Each size is measured in a process of its own."""

import argparse
import csv
import datetime as dt
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table
from stdnum.cn import ric

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povwatch.settings")

COUNTY, VILLAGES, SIZES = "999009", 20, (20_000, 200_000)
UNKNOWN, PEOPLE_A_HOUSEHOLD, AT_ONCE = 20, 3, 6_000  # one row in so many means nobody of the registry
MAY, JUNE = dt.date(2026, 5, 1), dt.date(2026, 6, 1)
ROUNDS = (("May", MAY, 0), ("May again", MAY, 0), ("June", JUNE, 100))  # the last adds to what each person paid


def measure(sizes=SIZES):
    """Print what each size took."""
    took = {size: measured_alone(size) for size in sizes}
    Console(soft_wrap=True).print(table_of(took))


def measured_alone(rows) -> dict:
    """Measure one size in a process of its own, so that its memory is its own."""
    command = [sys.executable, __file__, "--run", str(rows)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])


def id_number(sequence) -> str:
    """Return an ID number that belongs to one row alone."""
    year, month, day = 1940 + sequence % 60, 1 + sequence // 60 % 12, 1 + sequence // 720 % 28
    body = f"420527{year}{month:02}{day:02}{1 + sequence // 20_160:03}"
    return body + ric.calc_check_digit(body + "0")


def write_file(path, rows, more) -> None:
    """Write the rows of one month; `more` is added to what each person paid."""
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["编号", "姓名", "身份证号", "住院自付金额", "门诊自付金额", "村"])
        for n in range(rows):
            paid, outpatient = f"{n % 9000 + more}.50", f"{n % 700}.05"
            village = f"Bench Village {n % VILLAGES}"
            writer.writerow([f"R{n:09}", f"Sample {n}", id_number(n), paid, outpatient, village])


def measure_here(rows) -> None:
    """Measure in this process, and print it as JSON."""
    import django

    django.setup()
    from django.db import connection, transaction

    took = {}
    with transaction.atomic(), tempfile.TemporaryDirectory() as scratch:
        county = make_registry(rows)
        connection.cursor().execute("ANALYZE")
        took["MB before"] = megabytes()
        for name, month, more in ROUNDS:
            path = Path(scratch) / f"{month}.csv"
            write_file(path, rows, more)
            took |= one_round(name, county, month, path)
            connection.cursor().execute("ANALYZE departments_feedrow")
        took["MB at most"] = megabytes()
        took["bare COPY"] = bare_copy(connection.cursor(), MAY)
        transaction.set_rollback(True)
    print(json.dumps(took))


def megabytes() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def make_registry(rows):
    """Make a county whose people are those of the rows, but one in twenty."""
    from accounts.models import Area
    from core.crypto.fields import keyed_hash
    from core.dates import today
    from households.models import Household, Member
    from policy.reference import load_parameters

    def place(code, level, name, parent=None):
        return Area.objects.create(code=code, level=level, name=name, official_name=name, parent=parent)

    county = place(COUNTY, "county", "Bench County")
    township = place(f"{COUNTY}101", "township", "Bench Township", county)
    villages = [place(f"{COUNTY}101{201 + n}", "village", f"Bench Village {n}", township) for n in range(VILLAGES)]
    load_parameters(county)
    for start in range(0, rows, AT_ONCE):
        numbers = range(start, min(start + AT_ONCE, rows))
        homes = Household.objects.bulk_create(
            Household(county=county, village=villages[n % VILLAGES], number=f"B{n:09}", kind="lifted")
            for n in numbers[::PEOPLE_A_HOUSEHOLD]
        )
        Member.objects.bulk_create(
            Member(
                household=homes[(n - start) // PEOPLE_A_HOUSEHOLD], name=f"Sample {n}", id_number=id_number(n),
                id_hash=keyed_hash(id_number(n)), relation="other", joined_on=today(),
            )
            for n in numbers if n % UNKNOWN
        )  # fmt: skip
    return county


def one_round(name, county, month, path) -> dict:
    """Check and publish one file; seconds by name, with the steps of publishing."""
    from departments.batches import actions
    from departments.batches import run as batch_run
    from households.imports.read.files import file_parts_at

    about = {"feed": "medical_insurance", "county": county, "month": month, "by": None, "language": "en"}
    batch = actions.create_batch(digest="-", state="checking", **about)
    took, steps = {}, Steps()
    took[f"{name}: check"], _ = timed(lambda: batch_run.run_batch_check(batch, parts=file_parts_at(path), report=quiet))
    batch.move("checked", to="publishing")
    parts = file_parts_at(path)
    took[f"{name}: publish"], _ = timed(lambda: batch_run.run_batch_publish(batch, parts=parts, report=steps))
    batch.refresh_from_db()
    assert batch.state == "published" and batch.counts["matched"], (batch.state, batch.failure, batch.counts)
    return took | {f"  {name}: {step}": spent for step, spent in steps.seconds().items()}


def quiet(*_told) -> None:
    """A report that nobody reads."""


def timed(work):
    """Return (seconds, what `work` returned)"""
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


class Steps:
    """A report(step, done, total) callback that keeps the times."""

    def __init__(self):
        self.moments = [("start", time.perf_counter())]

    def __call__(self, step, done=0, total=0):
        if self.moments[-1][0] != step:
            self.moments.append((step, time.perf_counter()))

    def seconds(self) -> dict:
        ends = [*(moment for _step, moment in self.moments[1:]), time.perf_counter()]
        return {step: end - begun for (step, begun), end in zip(self.moments, ends, strict=True) if step != "start"}


def bare_copy(cursor, month) -> float:
    """Copy the rows of a month again, out into a file and in by COPY into a table without any index or constraint.
    Returns the seconds of the way in."""
    rows = f"SELECT * FROM departments_feedrow WHERE month = '{month}'"
    cursor.execute("CREATE TEMP TABLE bare AS SELECT * FROM departments_feedrow WITH NO DATA")
    with tempfile.TemporaryFile() as file:
        cursor.copy_expert(f"COPY ({rows}) TO STDOUT", file)
        file.seek(0, io.SEEK_SET)
        return timed(lambda: cursor.copy_expert("COPY bare FROM STDIN", file))[0]


def table_of(took) -> Table:
    """Return the table: for each size seconds, microseconds a row, and how many times the bare COPY."""
    heads = [head for size in took for head in (f"{size:,} rows: seconds", "µs a row", "times COPY")]
    told = Table("", *heads, box=None)
    for name in next(iter(took.values())):
        cells = [cell for size, one in took.items() for cell in cells_of(name, one, size)]
        told.add_row(name, *cells)
    return told


def cells_of(name, one, size) -> tuple:
    if name.startswith("MB"):
        return f"{one[name]:,} MB", "", ""
    return f"{one[name]:.2f}", f"{one[name] / size * 1e6:.0f}", f"{one[name] / one['bare COPY']:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES, help="the sizes to measure")
    parser.add_argument("--run", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        measure_here(options.run)
    else:
        measure(options.rows)


if __name__ == "__main__":
    main()
