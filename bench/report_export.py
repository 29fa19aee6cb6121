"""A workbook with 100,000 rows of details, of a county with 300,000 households: how long it takes and how much memory,
beside XlsxWriter writing the same cells from memory.

The database makes households and report rows, in a county of their own and a transaction that is rolled back. The
export is made in a process of its own, so that its memory can be measured."""

import csv
import io
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
HOUSEHOLDS, DETAILS = 300_000, 100_000
COUNTY = "999011"
LIST, COUNTED = "T5", "month.identified"
MOST_MB, MOST_TIMES = 300, 2.0
DETAILS_OF_ONE = (
    """jsonb_build_object('type', 'unstable', 'risks', jsonb_build_array('01', '03'), 'since', '2026-05-04',"""
    """ 'income', 7000 + n %% 900, 'line', 8800.50)"""
)


def measure():
    """Run the measurement in a process of its own, and print the result."""
    from rich.console import Console
    from rich.table import Table

    console = Console(soft_wrap=True)
    ran = subprocess.run([sys.executable, __file__], check=True, stdout=subprocess.PIPE, text=True)
    told = json.loads(ran.stdout.splitlines()[-1])
    console.print(f"\nA workbook with {told['rows']:,} rows of details, county of {told['households']:,} households")
    table = Table("", "Seconds", "Peak memory (MB)", "Target", box=None)
    times = told["export"] / told["from memory"]
    table.add_row("Export, sealed", f"{told['export']:.1f}", f"{told['MB']}", f"at most {MOST_MB} MB")
    table.add_row("XlsxWriter from memory", f"{told['from memory']:.1f}", "", "")
    table.add_row("Times that", f"{times:.2f}", "", f"at most {MOST_TIMES:.0f}")
    table.add_row("(held in memory by XlsxWriter too)", f"{told['all in memory']:.1f}", "", "")
    console.print(table)


def run():
    """Make and measure in the process of its own, and roll back."""
    sys.path.insert(0, str(HOUSE))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povwatch.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.db import transaction

    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        settings.MEDIA_ROOT = folder
        export = asked()
        told = {"households": HOUSEHOLDS, "idle MB": peak()} | exported(export)
        cells = in_memory(export)
        told["from memory"] = timed(lambda: written(Path(folder) / "plain.xlsx", cells, constant_memory=True))
        told["all in memory"] = timed(lambda: written(Path(folder) / "plain.xlsx", cells, constant_memory=False))
        transaction.set_rollback(True)
    print(json.dumps(told))


def exported(export) -> dict:
    from reports.exports import run as export_run

    took = timed(lambda: export_run.make_export_file(export))
    assert export.state == "done", (export.state, export.failure)
    return {"export": took, "MB": peak(), "rows": export.rows, "size": export.size}


def peak() -> int:
    """Return the most memory this process has used so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10


def timed(work) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def in_memory(export) -> list[list]:
    """Return the cells of the list, ready to write."""
    from reports.exports.contents import ExportContents
    from reports.sheets import REPORT_SHEETS

    contents = ExportContents(export)
    asked = [(column.value, column.basis) for column in contents.columns(REPORT_SHEETS[LIST])]
    return [[(value(row), basis) for value, basis in asked] for row in contents.report_rows(REPORT_SHEETS[LIST])]


def written(path, cells, *, constant_memory) -> None:
    """Write the same cells, with the same formats, with the library alone."""
    import xlsxwriter

    from core.spreadsheets import SAFE_WORKBOOK_OPTIONS
    from reports.exports.workbook import CellFormats
    from reports.sheets.declare import DAY, TEXT

    with xlsxwriter.Workbook(path, SAFE_WORKBOOK_OPTIONS | {"constant_memory": constant_memory}) as book:
        looks, sheet = CellFormats(book).by_basis, book.add_worksheet()
        writers = {TEXT: sheet.write_string, DAY: sheet.write_datetime}
        for place, row in enumerate(cells):
            for column, (value, basis) in enumerate(row):
                if value is not None:
                    writers.get(basis, sheet.write_number)(place, column, value, looks[basis])


def asked():
    """Return a county with its people, a month of it that counts DETAILS households, and an export of all of them in
    full."""
    from django.db import connection
    from django.utils import timezone

    from accounts.models import Area
    from bench.alert_queue import county_of
    from reports.counting import rows
    from reports.models import Export, MonthlyReport

    people = county_of(HOUSEHOLDS)
    county = Area.objects.get(code=COUNTY)
    report = MonthlyReport.objects.create(
        county=county, month="2026-05-01", as_of="2026-05-31", counted_at=timezone.now()
    )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # no history of temporary rows
        number_people(cursor, county)
        for code, share in ((COUNTED, DETAILS), ("stock.unstable.uncleared", DETAILS), ("visit.done", HOUSEHOLDS)):
            cursor.execute(
                'INSERT INTO reports_reportrow (report_id, code, village_id, household_id, people, times, "on", '
                f"details) SELECT %s, %s, village_id, id, 3, 1, '2026-05-04', {DETAILS_OF_ONE} FROM (SELECT id, "
                "village_id, row_number() OVER (ORDER BY id) AS n FROM households_household WHERE county_id = %s) AS h "
                "WHERE n <= %s",
                (report.pk, code, county.pk, share),
            )
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE reports_reportrow")
    rows.write_report_sums(report)
    report.refresh_from_db()
    return Export.objects.create(
        report=report,
        user=people["county"],
        kind="workbook",
        scope=[county.code],
        with_details=True,
        in_full=True,
        reason="Bench",
        language="en",
    )


def number_people(cursor, county) -> None:
    """Give the heads encrypted ID numbers, without holding them all in memory."""
    from core.crypto.fields import column_place
    from core.crypto.values import encrypt
    from households.models import Member

    place = column_place(Member, "id_number")
    cursor.execute("CREATE TEMP TABLE numbered (n int, id_number bytea) ON COMMIT DROP")
    for start in range(0, DETAILS, 10_000):
        file = io.StringIO()
        rows = ((n, rf"\x{encrypt(f'9990111970{n:08}', place).hex()}") for n in range(start + 1, start + 10_001))
        csv.writer(file).writerows(rows)
        file.seek(0)
        cursor.copy_expert("COPY numbered FROM STDIN WITH (FORMAT csv)", file)
    cursor.execute(
        "UPDATE households_member m SET id_number = numbered.id_number FROM numbered JOIN (SELECT id, row_number() "
        "OVER (ORDER BY id) AS n FROM households_household WHERE county_id = %s) AS h USING (n) "
        "WHERE m.household_id = h.id",
        (county.pk,),
    )
    cursor.execute("ANALYZE households_member")


if __name__ == "__main__":
    run()
