"""How long a nightly run takes, compared with the bare aggregate: the SELECT of the facts alone, all columns computed,
none kept.

A first night finds neither facts nor flags; an unchanged night is the same day once more; the next day brings a day's
changes. Everything happens in one transaction that is rolled back, so the site stays as it is."""

import datetime as dt
import statistics
import time

import pgtrigger
from django.db import transaction
from django.db.models import Count
from rich.console import Console
from rich.table import Table

from accounts.models import Area
from alerts.engine import facts
from alerts.engine import run as risk_run
from alerts.models import Alert, HouseholdFacts, RiskFlag, RiskRun
from core import sql
from core.dates import today
from households.models import Household
from policy import parameters

ROUNDS = 3
TARGETS = {"first night": 5, "unchanged night": 2.5}  # times the bare aggregate


def measure():
    console = Console(soft_wrap=True)
    county = fullest()
    if county is None:
        console.print("No county has households yet: `make sample` makes one.")
        return
    with transaction.atomic():
        rounds = [one_round(county) for _round in range(ROUNDS)]
        transaction.set_rollback(True)
    households = Household.objects.active().filter(county=county).count()
    console.print(f"\nA night of {county.code}, {households:,} households (seconds, median of {ROUNDS})")
    console.print(table_of(rounds))


def fullest():
    """Return the county with the most households, or None."""
    most = Household.objects.order_by().values("county").annotate(found=Count("pk")).order_by("-found").first()
    return Area.objects.get(pk=most["county"]) if most else None


def one_round(county) -> dict:
    """Return seconds by name: the bare aggregate, then each night and its steps."""
    yesterday = today() - dt.timedelta(days=1)
    forget(county)
    took = {"bare aggregate": timed(lambda: bare_aggregate(county, yesterday))[0]}
    for name, day in (("first night", yesterday), ("unchanged night", yesterday), ("next day's night", today())):
        took[name], run = timed(lambda day=day: risk_run.execute_risk_run(county, as_of=day))
        took |= {f"  {name}: {step}": spent for step, spent in run.seconds.items()}
    return took


def timed(work):
    """Return (seconds, what `work` returned)"""
    started = time.perf_counter()
    done = work()
    return time.perf_counter() - started, done


def forget(county):
    """Delete flags and their alerts, as before the very first night."""
    with pgtrigger.ignore():  # the trigger forbids deleting steps
        Alert.objects.filter(household__county=county).delete()
    RiskFlag.objects.filter(household__county=county).delete()
    HouseholdFacts.objects.filter(county=county).delete()
    RiskRun.objects.filter(county=county).delete()


def bare_aggregate(county, day):
    """Count each column, which makes the database compute every fact of every household and keep none."""
    source = facts.facts_sql(parameters.parameters_on(day, county), county=county)
    counted = ", ".join(f"count({sql.quote_names(column)})" for column in facts.fact_columns())
    sql.fetch_rows(f"SELECT {counted} FROM ({source.text}) AS computed", source.params)


def table_of(rounds) -> Table:
    table = Table("", "Seconds", "Times the bare aggregate", "Target", box=None)
    medians = {name: statistics.median(took[name] for took in rounds) for name in rounds[0]}
    for name, median in medians.items():
        target = TARGETS.get(name)
        times = median / medians["bare aggregate"]
        table.add_row(name, f"{median:.2f}", f"{times:.2f}", f"at most {target}" if target else "")
    return table
