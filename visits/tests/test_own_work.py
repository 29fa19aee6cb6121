"""Lan's own work of a week: what she did day by day, for herself alone."""

import datetime as dt

import pytest
from django.utils import timezone

from alerts.models import Alert
from core.dates import today
from povwatch.tests.factories import household, led_to, stand
from visits.planning.own_work import monday_of

from .told import visit

PAGE = "/visits/week/"


@pytest.fixture
def family(heyi):
    return household(heyi)


def numbers(client, **query):
    """Return {label: number} of the week as a whole."""
    return {str(label): number for label, number in client.get(PAGE, query).context["totals"]}


def test_an_empty_week_says_so(lan, client_of):
    assert "Nothing is recorded of this week" in client_of(lan).get(PAGE).content.decode()
    assert numbers(client_of(lan)) == {"Visits": 0, "Attempts, nobody met": 0, "Alerts answered": 0}


def test_visits_attempts_alerts_and_what_was_done(family, lan, wen, heyi, client_of):
    visit(family, lan, {"deeds": ["form", "field"]})
    visit(family, lan, {"deeds": ["form"]})
    visit(family, lan, {"result": "nobody"})
    visit(family, wen)
    alert = Alert.objects.create(
        household=family, village=heyi, channel="rules", level=1, opened_on=today(), decide_by=today()
    )
    alert.transitions.create(step="answer", source="verifying", target="answered", effective_on=today(), by=lan)
    led_to(alert)
    page = client_of(lan).get(PAGE)
    assert numbers(client_of(lan)) == {"Visits": 2, "Attempts, nobody met": 1, "Alerts answered": 1}
    assert page.context["deeds"] == [
        ("Helped with the harvest or in the fields", 1),
        ("Filled in a form or an application", 2),
    ]
    assert (
        family.members.get(relation="head").name in page.content.decode() and "Nobody at home" in page.content.decode()
    )


@pytest.mark.parametrize(("days", "week"), [(0, 0), (-1, 1), (-7, 1), (-8, 2)])
def test_a_day_counts_in_its_own_week(family, lan, client_of, days, week):
    monday = monday_of(today())
    visit(family, lan, {"visited_on": f"{monday + dt.timedelta(days)}"})
    page = client_of(lan).get(PAGE)
    sums = [
        sum(n for _label, n in page.context["totals"]),
        *(sum(n for _l, n in one["numbers"]) for one in page.context["earlier"]),
    ]
    assert sums.index(1) == week and sum(sums) == 1
    asked = f"{monday - dt.timedelta(7 * week)}"
    assert numbers(client_of(lan), week=asked)["Visits"] == 1


def test_a_voided_visit_is_no_work_and_nonsense_asks_for_this_week(family, lan, client_of):
    made = visit(family, lan)
    stand(made, "voided", received_at=timezone.now())
    assert numbers(client_of(lan), week="soon")["Visits"] == 0
    assert numbers(client_of(lan), week="2999-01-01")["Visits"] == 0


def test_more_visits_ask_no_more(family, lan, client_of, django_assert_max_num_queries):
    client = client_of(lan)
    visit(family, lan)
    client.get(PAGE)
    with django_assert_max_num_queries(40) as before:
        client.get(PAGE)
    for _ in range(5):
        visit(household(family.village), lan)
    with django_assert_max_num_queries(len(before)):
        client.get(PAGE)


def test_whoever_logs_no_visits_has_no_such_page(su, client_of):
    assert client_of(su).get(PAGE).status_code == 403
