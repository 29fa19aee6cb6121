"""`make run`: from an empty machine to a dashboard. Sets up what is missing, one line for each step, then keeps web
server, worker and beat running until Ctrl-C. Run as `python -m devserver.start`, so that a taken port is noticed before
settings start a service."""

import io
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import django
import rich
from rich.table import Table

from . import embedded, processes

SAMPLE = {"county": "zigui", "households": 27_000, "seed": 1}
SAMPLE_COUNTY = "420527"


class CannotStart(RuntimeError):
    """povwatch cannot start; the message says what to do."""


def main() -> None:
    signal.signal(signal.SIGTERM, _interrupt)
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))  # the terminal was closed
    try:
        died = start_site(embedded.site_home(), chosen_port())
    except (CannotStart, processes.AlreadyRunning, embedded.EmbeddedError) as problem:
        sys.exit(f"\n{problem}")
    except KeyboardInterrupt:
        sys.exit("\nStopped before everything was up. Start again with: make run")
    if died:
        sys.exit(f"\n{died} failed, so everything was stopped; what it said stands above. Start again with: make run")


def _interrupt(*_):
    raise KeyboardInterrupt


def start_site(home: Path, port: int) -> str:
    """Start everything and wait until it is stopped. Returns the name of the process that died, if one did."""
    address = f"http://{embedded.LOOPBACK}:{port}"
    with processes.RunningProcesses(home, address) as record:
        require_free_port(port)
        print(f"povwatch starts in {home}")
        prepare_site(home)
        died = processes.keep_running(processes.service_commands(port), record, lambda: complete_start(address))
        logging.disable()  # an interrupted start would complain that the broker has gone
        return died


# Before anything is started


def chosen_port() -> int:
    """Return PORT, or 8000."""
    given = os.environ.get("PORT") or "8000"
    if not (given.isdecimal() and 0 < int(given) < 65_536):
        raise CannotStart(f"PORT={given} is not a port. Use a number, for example: make run PORT=8001")
    return int(given)


def require_free_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((embedded.LOOPBACK, port))
        except OSError as error:
            why = f"Port {port} cannot be used ({error.strerror}). Stop the program that has it, or use another port: "
            raise CannotStart(f"{why}make run PORT={max(port + 1, 8001)}") from error


# What must stand before pages can be served


@contextmanager
def startup_step(what: str):
    """Print one line: what is being done, and how many seconds it took."""
    began = time.monotonic()
    print(f"  {what} ".ljust(58, "."), end=" ", flush=True)
    yield
    print(f"{time.monotonic() - began:5.1f} s", flush=True)


def prepare_site(home: Path) -> None:
    """Prepare services, tables, reference data, static files, and the sample county when there is no household."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "povwatch.settings"
    with startup_step("database and broker"):
        django.setup()
    collecting = collect_static(home)
    try:
        with startup_step("tables"):
            refuse_other_database()
            call_quietly("migrate", verbosity=0, interactive=False)
        with startup_step("divisions and parameters"):
            call_quietly("load_reference")
        prepare_sample_site(home)
        with startup_step("static files"):
            finish_collecting(collecting)
    finally:
        collecting.kill()
        close_connections()


def refuse_other_database() -> None:
    """Raise CannotStart when an earlier or later povwatch made the database; nothing in it is changed."""
    from core.schema import database_misfit

    if misfit := database_misfit():
        raise CannotStart("\n".join(misfit))


def collect_static(home: Path) -> subprocess.Popen:
    """Collect static files in another process, because that needs no database."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"]
    if is_static_collected(home / "static" / "staticfiles.json"):
        command = ["true"]
    nothing, told = subprocess.DEVNULL, subprocess.PIPE
    return subprocess.Popen(command, cwd=processes.ROOT, stdout=nothing, stderr=told, text=True)  # nosec B603


def is_static_collected(manifest: Path) -> bool:
    """Whether no style, script or package is newer than the last collection."""
    sources = [processes.ROOT / "requirements.txt", *(processes.ROOT / "static").rglob("*")]
    return manifest.exists() and manifest.stat().st_mtime > max(path.stat().st_mtime for path in sources)


def finish_collecting(process: subprocess.Popen) -> None:
    errors = process.communicate()[1]
    if process.returncode:
        raise CannotStart(f"The static files could not be collected:\n{errors.strip()[-600:]}")


def call_quietly(command: str, **options) -> None:
    from django.core.management import call_command

    call_command(command, stdout=io.StringIO(), **options)


def prepare_sample_site(home: Path) -> None:
    """Make invented households, so that there is something to look at; SAMPLE_SITE=0 leaves the site empty."""
    from django.conf import settings

    from households.models import Household

    if not Household.objects.exists() and os.environ.get("SAMPLE_SITE") != "0":
        with startup_step(f"sample county, {SAMPLE['households']:,} invented households"):
            call_quietly("sample_county", **SAMPLE)
        (home / "sample_site").touch()
        settings.SAMPLE_SITE = True
    if settings.SAMPLE_SITE:
        call_quietly("demo_people")
        prepare_sample_cases()
        prepare_sample_departments()


def prepare_sample_cases() -> None:
    """Give the invented cases their papers and assistance, once, before the first night, which looks at both."""
    from sample.cases.files import case_files_wait

    if case_files_wait(SAMPLE_COUNTY):
        with startup_step("papers and assistance of the cases"):
            call_quietly("sample_cases", county=SAMPLE_COUNTY)


def prepare_sample_departments() -> None:
    """Let the departments send what they know, once, before the first night, which warns of it."""
    from accounts.models import Area
    from sample.departments.sending import departments_wait

    county = Area.objects.filter(code=SAMPLE_COUNTY).first()
    if county and departments_wait(county):
        with startup_step("two years of what departments sent"):
            call_quietly("sample_departments", county=SAMPLE_COUNTY)


def close_connections() -> None:
    """Close this process's connections: the processes forked from it must not share them."""
    from django.db import connections

    connections.close_all()


# When the processes run


def complete_start(address: str) -> None:
    """Wait for the pages, have the worker recompute what is due, and say where to look."""
    from django.urls import reverse

    with startup_step("web server, worker and beat"):
        wait_for_url(address + reverse("accounts:sign-in"))
    recompute_missing_nights()
    prepare_sample_alerts()
    print_welcome(address)
    close_sample_months()


def wait_for_url(url: str, seconds: float = 60) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(url, timeout=5).close()  # nosec B310
            return
        except urllib.error.HTTPError as error:
            raise CannotStart(f"{url} answers with an error: {error}") from error
        except OSError:
            time.sleep(0.1)
    raise CannotStart(f"no answer from {url} in {seconds:.0f} seconds")


def recompute_missing_nights() -> None:
    """Recompute the missing night: the first one, or the last when the machine was off then."""
    from alerts.engine.actions import ask_risk_run
    from core import dates
    from povwatch.health import counties_to_recompute

    due = [ask_risk_run(county.code) for county in counties_to_recompute(dates.shanghai_now())]
    if due:
        with startup_step("risk flags, recomputed by the worker"):
            wait_for_jobs(due, seconds=1800)


def wait_for_jobs(jobs, seconds: float) -> None:
    """Wait until a worker has done these jobs."""
    from core.jobs.models import Job

    mine, until = Job.objects.filter(pk__in=[job.pk for job in jobs]), time.monotonic() + seconds
    while mine.open().exists():
        if time.monotonic() > until:
            raise CannotStart(f"the worker did not finish in {seconds:.0f} seconds")
        time.sleep(0.2)
    if mine.given_up().exists():
        raise CannotStart("the worker could not recompute the risk flags: see the page of background work")


def prepare_sample_alerts() -> None:
    """Give the invented households alerts of the past months, once."""
    from django.conf import settings

    from sample.alerts.past import alerts_wait

    if settings.SAMPLE_SITE and alerts_wait(SAMPLE_COUNTY):
        with startup_step("alerts of the past months"):
            call_quietly("sample_alerts", county=SAMPLE_COUNTY)


def close_sample_months() -> None:
    """Close the past months of the sample county; it takes two minutes, so the pages are served meanwhile."""
    from django.conf import settings

    from accounts.models import Area
    from sample import months

    county = Area.objects.filter(code=SAMPLE_COUNTY).first()
    waiting = months.months_waiting(county) if settings.SAMPLE_SITE and county else []
    if waiting:
        print(f"Closing {len(waiting)} past months of the sample county; each appears under “Monthly report”.")
        for report in months.close_past_months(county):
            print(f"  {report.month:%Y-%m} is frozen.")


def print_welcome(address: str) -> None:
    from django.conf import settings

    from sample.demo_people import demo_password

    rich.print(f"\n[bold]povwatch is ready:[/] {address}")
    if settings.SAMPLE_SITE:
        rich.print(demo_table(), f"Their password: [bold]{demo_password(settings.HOME)}[/]\n")
    rich.print("Stop it with Ctrl-C. Everything it wrote stays for the next [bold]make run[/].\n")


def demo_table() -> Table:
    from accounts.models import Grant
    from sample.demo_people import DEMO_PEOPLE

    table = Table("User", "Role", "Where", title="Invented people")
    names = [person.username for person in DEMO_PEOPLE]
    for grant in Grant.objects.filter(user__username__in=names).select_related("user", "area").order_by("pk"):
        table.add_row(grant.user.username, str(grant.role_class.label), grant.area.name)
    return table


if __name__ == "__main__":
    main()
