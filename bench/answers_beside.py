"""How long a phone waits for its receipt while the site works at something large: four phones post one visit after the
other while nothing else goes on, while a month is counted, a registry file of the county is saved, and the night runs.

POVWATCH_HOME=a-copy python bench/run.py answers_beside

Visits, people and a registry file of invented families are kept: let it run on a copy of a site with a sample county.
While a file is saved visits are refused (503) and sent again; the table tells for how long in a row."""

import contextlib
import csv
import io
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from rich.console import Console
from rich.table import Table

from accounts.models import Area
from alerts.engine.actions import ask_risk_run
from bench.import_registry import families
from bench.recompute import fullest
from core.dates import first_of_month, today
from core.jobs.models import Job, JobState
from households.imports import actions as imports
from households.models import Household, ImportBatch
from povwatch.tests.factories import person
from reports.models import MonthlyReport, ReportOrderKind
from reports.month import orders
from soak.county import PASSWORD
from soak.phones import Phone
from soak.site import Site
from soak.told import ToldFile, read_told

FAMILIES = 27_000  # of the registry file, all new: as in a county's first load
PHONES, QUIET = 4, 30  # seconds without anything else
MOST = 2  # seconds, the longest answer beside each
LONGEST_JOB = 1800


def measure():
    county = fullest()
    staff, phones = people_of(county)
    batch = checked_file(county, staff)
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as url:
        told = Path(folder) / "told.jsonl"
        parts = {name: list(beside(url, phones, told, work)) for name, work in works(county, staff, batch).items()}
    tell(county, parts)


def works(county, staff, batch) -> dict:
    """Return what goes on beside the visits, by name."""
    return {
        "nothing else": lambda: time.sleep(QUIET),
        "a month is counted": lambda: done(count_month(county, staff)),
        "a registry file is saved": lambda: done(save_file(batch, staff)),
        "the night runs": lambda: done(ask_risk_run(county.code)),
    }


@contextlib.contextmanager
def site(folder):
    """Yield the address of pages and a worker; beat stays away, so that nothing else begins."""
    call_command("collectstatic", interactive=False, verbosity=0)
    made = Site({"SAMPLE_SITE": "1"}, folder / "processes.log", workers=1)
    del made.commands["beat"]
    with made:
        yield made.url


def people_of(county):
    """Return somebody who works for the county, and caseworkers with the households of their villages."""
    stamp = f"{time.time():.0f}"
    villages = Area.objects.villages().filter(path__startswith=county.path).order_by("code")[:PHONES]
    phones = [
        (person(f"phone{stamp}{n}", "caseworker", village).username, households_of(village))
        for n, village in enumerate(villages)
    ]
    return person(f"staff{stamp}", "county_staff", county), phones


def households_of(village) -> list[int]:
    return list(Household.objects.active().filter(village=village).values_list("pk", flat=True))


def beside(url, phones, told, work):
    """Let the phones post visits while the work is done, and yield what was answered meanwhile."""
    told.unlink(missing_ok=True)
    over, file = threading.Event(), ToldFile(told)
    browsers = [QuietPhone(url, user, PASSWORD, file, "1", over, households=homes, alerts={}) for user, homes in phones]
    for one in browsers:
        one.sign_in()
    threads = [threading.Thread(target=one.work) for one in browsers]
    for thread in threads:
        thread.start()
    work()
    over.set()
    for thread in threads:
        thread.join()
    yield from read_told(told)


class QuietPhone(Phone):
    """A phone that only waits for its receipts, and is never lost."""

    photos, gives_up, sends_twice, longest_pause, once_more = (0,), 0, 0, 0, 0.5


def done(job) -> None:
    """Wait until a worker has done a job."""
    until = time.monotonic() + LONGEST_JOB
    while Job.objects.open().filter(pk=job.pk).exists():
        if time.monotonic() > until:
            sys.exit(f"{job.kind} takes longer than {LONGEST_JOB} s.")
        time.sleep(0.1)
    if (state := Job.objects.get(pk=job.pk).state) != JobState.DONE:
        sys.exit(f"{job.kind}: {state}.")


def count_month(county, staff):
    """Order the month that is not over to be counted."""
    month = first_of_month(today())
    opened = MonthlyReport.objects.filter(county=county, month=month).order_by("-version").first()
    kind = ReportOrderKind.COUNT if opened else ReportOrderKind.OPEN
    return Job.objects.get(pk=orders.request_report_order(kind, county, month, by=staff).pk)


def checked_file(county, staff) -> ImportBatch:
    """Send a registry file of new families, and have it checked, before anything is measured."""
    from core.jobs.work import work_on_job

    villages = Area.objects.villages().filter(path__startswith=county.path).values_list("code", flat=True)
    batch = imports.receive_import(files=registry_files(list(villages)), county=county, by=staff, language="en")
    work_on_job(imports.latest_import_job(batch).pk)
    batch.refresh_from_db()
    return batch


def registry_files(villages) -> list:
    stamp, rows = f"{time.time():.0f}", {"households": [], "members": []}
    for n, (home, people) in enumerate(families(FAMILIES, seed=int(stamp))):
        number = f"B{stamp}{n}"
        rows["households"].append(home | {"number": number, "village": villages[n % len(villages)]})
        rows["members"] += [one | {"household": number} for one in people]
    return [SimpleUploadedFile(f"{name}.csv", text_of(those).encode()) for name, those in rows.items()]


def text_of(rows) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0])
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def save_file(batch, staff):
    asked = imports.request_import_save(batch=batch, by=staff, good_rows=True, settled=batch.to_settle)
    if not asked:
        sys.exit(f"The file cannot be saved: {batch.state}, {batch.errors} errors, {batch.awaited}.")
    return imports.latest_import_job(batch)


def longest_refused(told) -> float:
    """Return for how many seconds in a row no visit was taken."""
    longest, since = 0.0, None
    for one in sorted(told, key=lambda one: one.at):
        if one.is_kept:
            since = None
        else:
            since = since or one.at
            longest = max(longest, one.at - since)
    return longest


def tell(county, parts) -> None:
    households = Household.objects.active().filter(county=county).count()
    console = Console(soft_wrap=True)
    console.print(f"\nVisits posted by {PHONES} phones to {county.code}, {households:,} households (seconds)")
    names = ("Beside", "Receipts", "Median", "95 %", "Longest", "Target", "Refused", "Refused in a row")
    table = Table(*names, box=None)
    for name, told in parts.items():
        waits = sorted(one.seconds for one in told)
        given = sum(one.is_kept for one in told)
        figures = [statistics.median(waits), waits[int(len(waits) * 0.95)], waits[-1]]
        words = [f"{one:.2f}" for one in figures]
        table.add_row(
            name, f"{given}", *words, f"at most {MOST}", f"{len(told) - given}", f"{longest_refused(told):.1f}"
        )
    console.print(table)
