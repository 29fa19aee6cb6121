"""What the tests of exports share: Qin's county in May, closed, and files made at once."""

import csv
import datetime as dt
import io
import zipfile
from contextlib import closing, contextmanager

import pglock
import python_calamine
from django.db import connection

from core.crypto import files as sealed_files
from core.jobs.work import work_on_job
from households.tests.files import id_number
from povwatch.tests import factories
from reports.exports import actions as export_actions
from reports.models import ExportState, MonthlyReport

MAY = dt.date(2026, 5, 1)
IN_MAY = {"identified_on": dt.date(2026, 5, 4)}
WIDE = ["\uff1d1+1", "\uff0b1", "\uff0d2", "\uff20SUM(A1)"]
RUN = ["=1+1", "+cmd", "@SUM(A1)", "-2", "\t=1", *WIDE]  # what people type, and Excel takes for a formula
ODD = [*RUN, "http://example.org/", "{=1+1}"]


def family(village, sequence, name="Zhang San Feng", **case):
    """A household under monitoring, of two people with ID numbers; an odd `sequence` makes the head a man."""
    made = factories.household(village, people=0)
    factories.member(
        made,
        relation="head",
        name=name,
        sex="male",
        birth_date=dt.date(1970, 1, 1),
        id_number=id_number("19700101", sequence),
    )
    factories.member(
        made,
        relation="spouse",
        name="Li Si",
        birth_date=dt.date(1972, 5, 5),
        id_number=id_number("19720505", sequence + 1),
    )
    factories.case(made, **case)
    return made


def a_month(village, county) -> MonthlyReport:
    """May with one household in its list; counting all of it would take these stories seconds each."""
    home = family(village, 1, **IN_MAY)
    report = MonthlyReport.objects.create(county=county, month=MAY, as_of="2026-05-31", counted_at="2026-06-01T01:00Z")
    for code in ("month.identified", "stock.unstable.uncleared"):
        report.rows.create(code=code, village=village, household=home, people=2, on="2026-05-04")
    report.refresh_from_db()
    return report


def waiting(report, by, *, areas=(), kind="workbook", language="en", **asked):
    """What somebody asked for and no worker has begun."""
    return export_actions.request_export(
        report=report, by=by, kind=kind, areas=areas or [report.county], language=language, **asked
    )


def made(report, by, *areas, kind="workbook", **asked):
    """An export, made as the worker makes it."""
    export = waiting(report, by, areas=areas, kind=kind, **asked)
    if export.state == ExportState.ASKED:
        leader = factories.person("second", "county_leader", report.county)
        export_actions.decide_export(export=export, by=leader, allow=True)
    return worked_on(export)


def worked_on(export):
    """A worker takes its job up."""
    work_on_job(export.job_id)
    export.refresh_from_db()
    return export


@contextmanager
def a_worker_at(export):
    """Another process is at work on it."""
    with closing(connection.copy()) as other, other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [pglock.advisory(export.job.lock).int_lock_id])
        yield


def content(export) -> bytes:
    with sealed_files.open_stored_file(export.stored_name) as file:
        return file.read()


def sheets(export) -> dict[str, list[list]]:
    """The worksheets of a workbook by their first word, as python-calamine reads them."""
    book = python_calamine.load_workbook(io.BytesIO(content(export)))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def listed(rows) -> list[dict]:
    """The rows of a list below its heads, by head."""
    start = next(place for place, row in enumerate(rows) if row[0] == "Household number")
    return [dict(zip(rows[start], row, strict=True)) for row in rows[start + 1 :]]


def csv_rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def archive(export) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content(export))) as packed:
        return {name: packed.read(name) for name in packed.namelist()}
