"""Projects that households join: contracts, payments, what falls due, and a failure as a sign of risk. The orchard of
Heyi began on 1 March 2024; today is 29 November 2026."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db.models import F

from alerts.engine.run import execute_risk_run
from alerts.models import Alert, RiskFlag
from core.workflow import ActionRefused, StaleState
from departments.feeds.projects import FAILED_DAYS
from households.choices import Teller
from households.facts import FACT_GROUPS
from households.models import IncomeStatement
from households.moves.belongings import let_rows_follow
from policy import parameters
from povwatch.tests.factories import household
from work.models import ProjectContract
from work.projects.actions import (
    add_project,
    change_contract,
    fail_project,
    join_project,
    payments_seen,
    record_payments,
    take_failure_back,
)

pytestmark = pytest.mark.django_db
TODAY, BEGAN = dt.date(2026, 11, 29), dt.date(2024, 3, 1)
DAY = dt.timedelta(1)


@pytest.fixture(autouse=True)
def on_29_november():
    with time_machine.travel("2026-11-29T10:00+08:00", tick=False):
        yield


@pytest.fixture
def chens(heyi):
    return household(heyi, people=1)


@pytest.fixture
def orchard(heyi, lan):
    return add_project(by=lan, area=heyi, name="Orchard of Heyi", kind="cooperative", starts_on=BEGAN)


def join(project, home, by, *, since=BEGAN, puts_in="money", promised=600, **said):
    what = {"land_mu": 2} if puts_in == "land" else {"yuan": 10_000}
    return join_project(project, home, by=by, since=since, puts_in=puts_in, promised=promised, **what, **said)


def pay(contract, by, yuan, on=dt.date(2026, 10, 20)):
    project, yuan = contract.project, None if yuan is None else Decimal(yuan)
    return record_payments(project, {contract.pk: yuan}, by=by, on=on, seen=payments_seen(project, on))


def stated(home):
    found = IncomeStatement.objects.standing().filter(household=home, teller=Teller.SALE).order_by("first_month", "pk")
    return [(one.told_on, one.lines[0]["item"], Decimal(one.lines[0]["amount"])) for one in found]


def missing(contract, on=TODAY):
    return ProjectContract.objects.with_paid(on).get(pk=contract.pk).missing


@pytest.mark.parametrize(
    ("puts_in", "item"), [("money", "dividends"), ("grant", "dividends"), ("land", "land_transfer")]
)
def test_a_payment_says_at_least_so_much_of_dividends_or_of_land(orchard, chens, lan, puts_in, item):
    contract = join(orchard, chens, lan, puts_in=puts_in)
    assert pay(contract, lan, 600) == 1
    assert stated(chens) == [(dt.date(2026, 10, 20), item, 600)]
    pay(contract, lan, 550)
    assert stated(chens) == [(dt.date(2026, 10, 20), item, 550)]
    pay(contract, lan, 0)
    assert stated(chens) == []


def test_a_contract_about_something_else_is_stated_anew(orchard, chens, lan):
    contract = join(orchard, chens, lan)
    pay(contract, lan, 600)
    change_contract(contract, by=lan, since=BEGAN, puts_in="land", land_mu=2, promised=600)
    assert [item for _on, item, _yuan in stated(chens)] == ["land_transfer"]


def test_of_two_who_record_one_day_the_second_is_told(orchard, chens, lan):
    contract, on = join(orchard, chens, lan), dt.date(2026, 10, 20)
    seen = payments_seen(orchard, on)
    pay(contract, lan, 600)
    with pytest.raises(StaleState):
        record_payments(orchard, {contract.pk: Decimal(1)}, by=lan, on=on, seen=seen)
    assert contract.payments.get().yuan == 600


@pytest.mark.parametrize(
    ("on", "due"), [("2025-02-28", 0), ("2025-03-01", 600), ("2026-02-28", 600), ("2026-03-01", 1_200)]
)
def test_a_year_falls_due_when_it_is_full(orchard, chens, lan, on, due):
    assert missing(join(orchard, chens, lan), dt.date.fromisoformat(on)) == due


@pytest.mark.parametrize(("yuan", "rest"), [("1199.99", Decimal("0.01")), ("1200", 0), ("1300", 0)])
def test_what_was_paid_late_or_less_is_missing(orchard, chens, lan, yuan, rest):
    contract = join(orchard, chens, lan)
    pay(contract, lan, yuan)
    assert missing(contract) == rest
    assert ProjectContract.objects.with_paid(TODAY).behind().count() == bool(rest)


def test_after_its_end_and_after_a_failure_nothing_more_falls_due(orchard, chens, lan):
    contract = join(orchard, chens, lan, until=dt.date(2025, 2, 28))
    assert missing(contract) == 600
    longer = join(orchard, chens, lan, puts_in="land")
    fail_project(orchard, by=lan, on=dt.date(2026, 2, 28), reason="Frost")
    assert missing(longer) == 600


def failure_of(home, on=TODAY):
    rows = FACT_GROUPS["failed_projects"].rows(parameters.parameters_on(on, home.county), pk=home.pk)
    return next((day for _household, day in rows), None)


@pytest.mark.parametrize(
    ("since", "until", "is_joined"),
    [(0, None, True), (1, None, False), (-100, 0, True), (-100, -1, False), (-100, 1, True)],
)
def test_a_failure_is_of_those_under_contract_on_its_day(orchard, chens, lan, since, until, is_joined):
    failed_on = dt.date(2026, 11, 1)
    join(orchard, chens, lan, since=failed_on + since * DAY, until=None if until is None else failed_on + until * DAY)
    fail_project(orchard, by=lan, on=failed_on, reason="Frost")
    assert failure_of(chens) == (failed_on if is_joined else None)


@pytest.mark.parametrize(("days", "counts"), [(-1, False), (0, True), (FAILED_DAYS, True), (FAILED_DAYS + 1, False)])
def test_a_failure_counts_for_as_long_as_one_told_by_the_department(orchard, chens, lan, days, counts):
    failed_on = dt.date(2026, 11, 1)
    join(orchard, chens, lan)
    fail_project(orchard, by=lan, on=failed_on, reason="Frost")
    assert failure_of(chens, failed_on + days * DAY) == (failed_on if counts else None)


def test_the_night_raises_the_alert_and_clears_the_flag_when_it_is_taken_back(orchard, chens, lan, county):
    join(orchard, chens, lan)
    execute_risk_run(county)
    assert not RiskFlag.objects.filter(rule="IND-01").exists()
    fail_project(orchard, by=lan, on=TODAY, reason="Frost")
    execute_risk_run(county)
    flag = RiskFlag.objects.open().get(rule="IND-01")
    assert (flag.household, Alert.objects.get().household) == (chens, chens)
    take_failure_back(orchard, by=lan, reason="Only one field")
    execute_risk_run(county)
    assert not RiskFlag.objects.open().filter(rule="IND-01").exists()


def test_a_failure_is_said_once_and_taken_back_once(orchard, lan):
    with pytest.raises(StaleState):
        take_failure_back(orchard, by=lan, reason="Nothing happened")
    with pytest.raises(ActionRefused, match="began later"):
        fail_project(orchard, by=lan, on=BEGAN - DAY, reason="Frost")
    with pytest.raises(ActionRefused, match="future"):
        fail_project(orchard, by=lan, on=TODAY + DAY, reason="Frost")
    fail_project(orchard, by=lan, on=TODAY, reason="Frost")
    with pytest.raises(StaleState):
        fail_project(orchard, by=lan, on=TODAY, reason="Frost")


def test_contracts_of_a_merged_household_follow_with_their_payments(orchard, chens, heyi, lan):
    lis = household(heyi, people=1)
    pay(join(orchard, lis, lan), lan, 600)
    let_rows_follow(lis, chens, lan)
    assert (len(stated(chens)), stated(lis)) == (1, [])


def test_a_contract_says_land_in_mu_and_money_in_yuan(orchard, chens, lan):
    for wrong in ({"puts_in": "land", "yuan": 5}, {"puts_in": "money", "land_mu": 5}, {"puts_in": "money"}):
        with pytest.raises(ActionRefused):
            join_project(orchard, chens, by=lan, since=BEGAN, promised=1, **wrong)
    with pytest.raises(ActionRefused, match="began later"):
        join(orchard, chens, lan, since=BEGAN - DAY)
    join(orchard, chens, lan)
    with pytest.raises(ActionRefused, match="already"):
        join(orchard, chens, lan)
    assert ProjectContract.objects.filter(since=F("project__starts_on")).count() == 1
