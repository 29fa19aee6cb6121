"""What waits of visits: for whom, and when a household is past its interval."""

import datetime as dt

import pytest

from accounts.models import Area
from accounts.waiting.counts import count_waiting
from accounts.waiting.declare import WAITING_KINDS
from accounts.waiting.page import waiting_rows
from alerts.engine import run as risk_run
from core.dates import today
from povwatch.tests.factories import case, household
from visits.actions import take_visit_step
from visits.models import Visit

from . import told as phones

EVERY_30_DAYS = 30  # an active case; see policy/data/parameters.toml


def waits(user, code):
    return count_waiting(user).get(code, (0, 0))


def visit(village, by, **more):
    return Visit.objects.create(household=household(village), visited_on=today(), visited_by=by, **more)


def test_a_visit_waits_for_the_township_to_accept_but_not_for_who_made_it(heyi, lan, zhao, qin):
    visit(heyi, lan), visit(heyi, zhao)
    assert waits(zhao, "visits-accept") == (1, 0) and waits(qin, "visits-accept") == (0, 0)


def test_a_visit_sent_back_waits_for_its_caseworker_alone(heyi, lan, wen, zhao):
    made = visit(heyi, lan)
    take_visit_step(made, "send_back", by=zhao, reason="Whom did you meet?")
    assert waits(lan, "visits-sent-back") == (1, 0) and waits(wen, "visits-sent-back") == (0, 0)
    (row,) = waiting_rows(WAITING_KINDS["visits-sent-back"], lan, stop=5)
    assert row.url == made.get_absolute_url() and row.number == made.household.number
    take_visit_step(made, "accept", by=zhao)
    assert waits(lan, "visits-sent-back") == (0, 0)


def test_a_stranded_visit_waits_with_its_receipt_and_who_brought_it(heyi, lan, zhao):
    stranded = phones.receive(phones.told(999_999_999), lan).delivery
    stranded.area = heyi
    stranded.save()
    (row,) = waiting_rows(WAITING_KINDS["visits-stranded"], zhao, stop=5)
    assert (row.name, row.number, row.place, row.since) == ("Lan", stranded.number, "Heyi Village", today())


@pytest.mark.parametrize(("days", "found"), [(29, (0, 0)), (30, (1, 0)), (31, (1, 1))])
def test_a_household_waits_from_the_last_day_of_its_interval(days, found, heyi, lan, zhao):
    family = household(heyi)
    case(family)
    Visit.objects.create(household=family, visited_on=today() - dt.timedelta(days), visited_by=lan)
    risk_run.execute_risk_run(Area.objects.get(code=heyi.county_code))
    assert waits(lan, "visits-overdue") == found and waits(zhao, "visits-overdue") == (0, 0)
    if found[0]:
        (row,) = waiting_rows(WAITING_KINDS["visits-overdue"], lan, stop=5)
        assert row.until == today() - dt.timedelta(days - EVERY_30_DAYS)
