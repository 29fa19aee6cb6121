"""A visit comes in and its household is judged at once, by a real worker."""

import pytest
from django.db import transaction

from alerts import tasks
from alerts.models import HouseholdFacts, RiskFlag, RunState
from core.dates import add_months, today
from povwatch.tests.factories import household
from visits.models import Visit
from visits.tests.told import receive, told

from .workers import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def poor(heyi):
    """Far below the line as soon as somebody looks; nobody has looked yet."""
    return household(heyi, income=8000, day=today())


@pytest.fixture
def judged_here(monkeypatch, queue):
    """Tasks of visits wait on this test's own queue."""
    monkeypatch.setattr(tasks.recompute_household, "queue", queue, raising=False)
    monkeypatch.setattr(tasks.recompute_household, "_exec_options", None)


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


def test_a_visit_that_is_rolled_back_has_nobody_judged(poor, lan, judged_here, monkeypatch):
    """Guards against a worker that looks before the visit stands in the database, or for one that never does."""
    sent = []
    monkeypatch.setattr(tasks.recompute_household, "apply_async", lambda *task, **_: sent.append(task))
    with transaction.atomic():
        receive(told(poor), lan)
        assert sent == []
        transaction.set_rollback(True)
    assert sent == []
    receive(told(poor), lan)
    assert sent == [([poor.pk],)]
