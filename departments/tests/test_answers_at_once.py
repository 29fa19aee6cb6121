"""Answers that are written in the same moment: a system that fetches them by their numbers passes none over."""

import threading

import pytest
from django.db import connection, transaction

from alerts.alert.actions import take_alert_step
from alerts.engine import run as risk_run
from alerts.models import Alert
from core.dates import today
from departments.api.tokens import make_feed_token
from departments.models import FeedAnswer
from povwatch.tests.factories import household, member

from .sent import LIU, WANG, row, send

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("july")]


@pytest.fixture
def two(home, heyi, county, tan, zhao, lan):
    """Two alerts that are answered and wait to be closed."""
    member(household(heyi, people=1), name="Sample Wang", id_number=WANG)
    rows = [row("A1", id_number=LIU, 门诊自付金额="500"), row("A2", id_number=WANG, 门诊自付金额="500")]
    send(rows, "medical_insurance", tan, county)
    risk_run.execute_risk_run(county)
    for alert in Alert.objects.all():
        for step, by in (("dispatch", zhao), ("accept", lan), ("verify", lan)):
            take_alert_step(alert, step, by=by)
        take_alert_step(alert, "answer", by=lan, outcome="solved", answer="Looked")
    return list(Alert.objects.order_by("pk"))


@pytest.fixture
def fetch(client, county, qin):
    _token, text = make_feed_token(county=county, feed="medical_insurance", name="S", valid_until=today(), by=qin)

    def answers(since=0):
        said = {"HTTP_AUTHORIZATION": f"Bearer {text}"}
        return client.get("/departments/api/answers", {"since": since}, **said).json()

    return answers


def test_an_answer_that_is_kept_later_with_a_lower_number_is_not_passed_over(two, zhao, fetch):
    numbered, go_on = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            take_alert_step(two[0], "close", by=zhao)
            numbered.set()
            go_on.wait(30)
        connection.close()

    office = threading.Thread(target=slow)
    office.start()
    assert numbered.wait(30)
    take_alert_step(two[1], "close", by=zhao)
    first = fetch()
    go_on.set()
    office.join(30)
    later = fetch(first["cursor"])
    told = [one["reference"] for one in first["answers"] + later["answers"]]
    assert sorted(told) == ["A1", "A2"] and FeedAnswer.objects.count() == 2
    assert fetch(later["cursor"]) == {"answers": [], "cursor": later["cursor"]}
