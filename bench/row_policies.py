"""What the second wall costs: pages and a night with rows that guard themselves, and without, in one run.

Without: pages keep the role of the application, which is shown all rows, and the night works as the owner of the
tables, to whom no policy applies. Everything happens in transactions that are rolled back."""

import statistics
import time
from unittest import mock

from django.conf import settings
from django.db import transaction
from django.test import Client
from rich.console import Console
from rich.table import Table

from accounts.models import Area, User
from alerts.engine import run as risk_run
from bench.alert_queue import as_in_tests
from bench.recompute import fullest
from core.database_roles import as_owner
from core.dates import today
from households.models import Household

ROUNDS = 9
MOST = 1.15  # times as long as without
PAGES = {
    "household list": "/households/",
    "queue of alerts": "/alerts/",
    "list of cases": "/cases/",
    "log of visits": "/visits/log/",
    "dashboard": "/dashboard/",
    "what waits": "/accounts/waiting/",
    "late and doubtful visits": "/visits/overdue/",
    "what is to be settled": "/visits/unsettled/",
    "ill people nobody has seen": "/departments/follow-ups/",
}


def measure():
    console = Console(soft_wrap=True)
    county = fullest()
    if county is None:
        console.print("No county has households yet: `make sample` makes one.")
        return
    as_in_tests()
    table = Table("", "Without, ms", "With, ms", "Times", f"Target: {MOST}")
    for name, (bare, guarded) in {**pages_of(county), **night_of(county)}.items():
        target = "" if guarded <= MOST * bare else "over"
        table.add_row(name, f"{bare:,.0f}", f"{guarded:,.0f}", f"{guarded / bare:.2f}", target)
    console.print(f"\nRows that guard themselves, {county.code}, median of {ROUNDS}", table)


def pages_of(county) -> dict:
    """Return {page: (ms without, ms with)} for somebody of the county and of a township."""
    found, portrait = {}, Household.objects.active().filter(county=county).order_by("pk").first()
    pages = {**PAGES, "portrait": portrait.get_absolute_url()}
    for where in (county, Area.objects.get(pk=portrait.village.parent_id)):
        client = client_of(where)
        for page, path in pages.items():
            found[f"{page} ({where.level})"] = both(lambda path=path, client=client: client.get(path))
    return found


def client_of(area) -> Client:
    """Return a browser in which somebody is signed in who sees the households of an area."""
    role = {"county": "county_staff", "township": "township_official"}[area.level]
    client = Client()
    client.force_login(User.objects.filter(is_active=True, grants__area=area, grants__role=role).first())
    return client


def both(page) -> tuple[float, float]:
    """Return the median milliseconds of a page without and with the second wall, measured by turns."""
    took: tuple[list, list] = ([], [])
    page()
    for _round in range(ROUNDS):
        for way, owner in enumerate((None, settings.DATABASE_OWNER)):
            with mock.patch.object(settings, "DATABASE_OWNER", owner), transaction.atomic():
                began = time.perf_counter()
                assert page().status_code == 200
                took[way].append(1000 * (time.perf_counter() - began))
                transaction.set_rollback(True)
    return tuple(map(statistics.median, took))


def night_of(county) -> dict:
    """Return the milliseconds of an unchanged night as the owner and as the application, by turns."""
    took = ([], [])
    for _round in range(3):
        with as_owner():
            took[0].append(one_night(county))
        took[1].append(one_night(county))
    return {"unchanged night": tuple(map(statistics.median, took))}


def one_night(county) -> float:
    with transaction.atomic():
        risk_run.execute_risk_run(county, as_of=today())
        began = time.perf_counter()
        risk_run.execute_risk_run(county, as_of=today())
        transaction.set_rollback(True)
    return 1000 * (time.perf_counter() - began)
