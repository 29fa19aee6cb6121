"""Nights for tests: run the engine on a day, and look at what it found and wrote."""

import datetime as dt
from decimal import Decimal

import time_machine

from alerts.engine import run as risk_run
from alerts.models import HouseholdFacts, RiskFlag
from core import sql
from core.dates import SHANGHAI
from households.income.statements import withdraw_statements
from policy.models import Parameter
from povwatch.tests.factories import DAY, earn


def on(day):
    """Half past one in the night of `day`, in Shanghai."""
    return time_machine.travel(dt.datetime.combine(day, dt.time(1, 30), SHANGHAI), tick=False)


def night(county, day=DAY, **options):
    """The record of a run on that day."""
    with on(day):
        return risk_run.execute_risk_run(county, **options)


def standing(household) -> dict:
    """{rule: level} of the open flags."""
    return dict(RiskFlag.objects.open().filter(household=household).values_list("rule", "level"))


def history(household, rule) -> list[tuple]:
    """(level, raised on, cleared on) of a rule's flags, oldest first."""
    flags = RiskFlag.objects.filter(household=household, rule=rule).order_by("pk")
    return list(flags.values_list("level", "raised_on", "cleared_on"))


def colour(household) -> str:
    return HouseholdFacts.objects.get(household=household).colour


def versions() -> dict:
    """Return which transaction wrote each row of facts and flags; the result is equal while nothing is written."""
    tables = ("alerts_householdfacts", "alerts_riskflag")
    return {table: sql.fetch_rows(f"SELECT ctid, xmin, {table}::text FROM {table} ORDER BY ctid") for table in tables}


def earns(home, per_person):
    """Say of the household that it had so many yuan per person in twelve months, instead of what was told before."""
    withdraw_statements(home.statements.all())
    earn(home, Decimal(per_person) * home.members.filter(left_on=None).count())


def enact(county, key, value, day=DAY):
    Parameter.objects.create(area=county, key=key, value=value, valid_from=day, document="Sample paper")
