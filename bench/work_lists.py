"""The pages of people's work beside the list of households, on the county of this site: the account, its counts,
trades, sales, payments, a place at a glance, "Did it help?"; by turns, in one run."""

import statistics
import time

from rich.console import Console
from rich.table import Table

from bench.alert_queue import as_in_tests
from bench.recompute import fullest
from bench.row_policies import client_of
from work.models import AccountEntry

ROUNDS = 9
PAGES = {
    "household list": "/households/",
    "household list, by head": "/households/?sort=head",
    "employment account": "/work/",
    "account, by state": "/work/?sort=state",
    "counts by place": "/work/counts/",
    "monthly confirmation": "/work/confirm/",
    "late": "/work/late/",
    "trades": "/work/trades/",
    "trades by kind": "/work/trades/kinds/",
    "sales": "/work/sales/",
    "projects": "/work/projects/",
    "payments": "/work/payments/",
    "a place at a glance": "/work/picture/",
    "did it help?": "/dashboard/effects/",
}


def measure():
    console = Console(soft_wrap=True)
    county = fullest()
    if county is None:
        console.print("No county has households yet: `make sample` makes one.")
        return
    as_in_tests()
    client, took = client_of(county), {page: [] for page in PAGES}
    for _round in range(ROUNDS):
        for page, path in PAGES.items():
            began = time.perf_counter()
            assert client.get(path).status_code == 200, path
            took[page].append(1000 * (time.perf_counter() - began))
    people = AccountEntry.objects.filter(county=county).in_account().count()
    table = Table("", "ms")
    for page, all_of_it in took.items():
        table.add_row(page, f"{statistics.median(all_of_it):,.0f}")
    console.print(f"\nPages of work, {county.code}, {people:,} people in the account, median of {ROUNDS}", table)
