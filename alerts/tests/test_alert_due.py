"""An alert is a reason to visit, and the visit it asks for verifies it."""

import datetime as dt

import pytest

from alerts.alert import actions
from alerts.engine.explain import explain_flag
from alerts.models import RiskFlag
from core.dates import add_months, first_of_month
from households.models import Household
from policy.parameters import parameters_on
from povwatch.tests.factories import DAY, household, told
from visits.phone.bundle import offline_bundle
from visits.planning.due import visit_reasons_in_words, with_visit_reasons
from visits.tests.told import VERIFIES, visit

from .nights import night

CALL = {"channel": "hotline", "words": "The roof leaks"}


@pytest.fixture
def dispatched(qin, zhao):
    def sent(home, level):
        return actions.take_alert_step(actions.enter_alert(home, by=qin, level=level, **CALL), "dispatch", by=zhao)

    return sent


def test_alerts_come_first_on_today_and_open_the_form_to_verify(heyi, lan, client_of, dispatched):
    quiet, amber, red = (household(heyi, kind="general") for _ in range(3))
    dispatched(amber, 1), dispatched(red, 2)
    page = client_of(lan).get("/visits/")
    listed = [row["household"] for group in page.context["groups"] for row in group["households"]]
    assert listed == [red, amber] and quiet not in listed
    assert f"/visits/new/{red.pk}/?purpose=verify" in page.text and "Red alert to verify by" in page.text


def test_the_phone_carries_the_alert_too(heyi, lan, dispatched):
    home = household(heyi, kind="general")
    dispatched(home, 2)
    (carried,) = offline_bundle(lan)["households"]
    assert carried["purpose"] == "verify" and "Red alert" in carried["due"]["reasons"][0]


def test_once_visited_it_is_no_reason_any_more(heyi, lan, dispatched, django_capture_on_commit_callbacks):
    home = household(heyi, kind="general")
    dispatched(home, 2)
    with django_capture_on_commit_callbacks(execute=True):
        visit(home, lan, VERIFIES)
    assert offline_bundle(lan)["households"][0]["due"] is None


def judged_with(county, home, carried):
    """A night that finds the household below the line, with so many of the twelve months carried forward."""
    told(home, {"wages_labour": 1_200}, first=add_months(first_of_month(DAY), -12 - carried), months=12)
    night(county)


@pytest.mark.parametrize(("carried", "level", "is_estimate"), [(6, 2, False), (7, 1, True)])
def test_a_flag_by_estimate_says_so_and_asks_for_a_visit(heyi, county, carried, level, is_estimate):
    home = household(heyi, kind="general", people=1)
    judged_with(county, home, carried)
    flag = RiskFlag.objects.get(household=home, rule="INC-01")
    assert (flag.level, "By estimate: ask the family." in explain_flag(flag).sentence) == (level, is_estimate)
    due = with_visit_reasons(Household.objects.filter(pk=home.pk), parameters_on(DAY, county)).get()
    assert ("Ask about income: a flag rests on an estimate" in visit_reasons_in_words(due, DAY)) == is_estimate


def test_after_a_visit_the_estimate_is_no_reason_any_more(heyi, county, lan):
    home = household(heyi, kind="general", people=1)
    judged_with(county, home, 7)
    visit(home, lan, made_at=dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC))
    due = with_visit_reasons(Household.objects.filter(pk=home.pk), parameters_on(DAY, county)).get()
    assert not due.due_estimated_income
