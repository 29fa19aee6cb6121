"""A visit comes in and its household is judged at once, by a real worker."""

from functools import partial

import pytest
from celery import current_app
from django.db import transaction

from alerts.engine import run as risk_run
from alerts.models import HouseholdFacts, RiskFlag, RiskRun, RunState
from core.dates import add_months, today
from core.models import OutboxRow
from povwatch.tests.factories import household
from povwatch.tests.jobs import empty_outbox
from visits.models import Visit
from visits.tests.told import receive, told

from .workers import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def poor(heyi):
    """Far below the monitoring line, once somebody asks; nobody has asked yet."""
    return household(heyi, income=8000, day=today())


@pytest.fixture
def judged_here(monkeypatch, queue):
    """What visits put into the outbox is delivered by the worker of this test's own queue."""
    monkeypatch.setattr(current_app, "send_task", partial(current_app.send_task, queue=queue))


@pytest.fixture
def phone(client_of, lan):
    """phone("states/", {...}) is Lan's phone asking the site."""
    client = client_of(lan)

    def ask(path, body):
        return client.post(f"/visits/phone/{path}", body, content_type="application/json").json()

    return ask


def colour_on(phone):
    visit = str(Visit.objects.get().pk)
    return phone("states/", {"ids": [visit]})["states"][visit]["colour"]


def test_a_visit_makes_facts_and_flags_new_at_once_and_the_phone_shows_the_colour(poor, phone, judged_here, worker):
    """Guards against a caseworker who waits until tomorrow to see what a visit changed."""
    month = f"{add_months(today().replace(day=1), -1):%Y-%m}"
    phone("visits/", told(poor, {"income_asked": "yes", "income_month": month, "income_crops": "10"}))
    assert colour_on(phone) in ("unknown", "pending") and not RiskFlag.objects.exists()
    worker()
    until(lambda: HouseholdFacts.objects.filter(household=poor).exists(), "the household to be judged")
    until(lambda: colour_on(phone) == "red", "the colour on the phone")
    flag = RiskFlag.objects.open().get(household=poor)
    assert (flag.rule, flag.raised_by.state) == ("INC-01", RunState.COMPLETED)


def test_a_visit_that_is_rolled_back_has_nobody_judged(poor, lan, broker):
    """Guards against a worker that looks before the visit is committed, or for a visit that never is."""
    with transaction.atomic():
        receive(told(poor), lan)
        assert broker == []
        transaction.set_rollback(True)
    assert broker == [] and not OutboxRow.objects.exists()
    receive(told(poor), lan)
    assert [args for _task, *args, _options in broker] == [["recompute_household", poor.village.county_code]]


def test_a_visit_is_judged_although_the_broker_lost_the_word(poor, lan):
    """Guards against yesterday's colour after a restart of the database or the broker."""
    receive(told(poor), lan)
    assert not HouseholdFacts.objects.exists()
    assert empty_outbox() == 1 and HouseholdFacts.objects.filter(household=poor).exists()
    assert not OutboxRow.objects.exists()


def test_a_hundred_visits_are_judged_in_one_run(heyi, lan):
    homes = [household(heyi, income=8000, day=today()) for _home in range(5)]
    for home in homes:
        receive(told(home), lan)
    empty_outbox()
    run = RiskRun.objects.get()
    assert run.is_partial and run.counts["households"] == 5


def test_one_household_that_cannot_be_judged_keeps_no_other(heyi, lan, monkeypatch):
    homes = [household(heyi, income=8000, day=today()) for _home in range(3)]
    whole = risk_run.compute_risk_run

    def breaks(record, p, **households):
        if homes[1].pk in households["pk__in"]:
            raise ValueError("Sample Chen")
        whole(record, p, **households)

    monkeypatch.setattr(risk_run, "compute_risk_run", breaks)
    for home in homes:
        receive(told(home), lan)
    assert empty_outbox() == 2 and HouseholdFacts.objects.count() == 2
    left = OutboxRow.objects.get()
    assert (left.key, left.attempts) == (str(homes[1].pk), 1) and left.error.startswith("ValueError at")
    assert "Chen" not in left.error
