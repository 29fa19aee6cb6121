"""Every record behind an alert gets its answer, however the alert ends and however often; no other record gets one."""

import datetime as dt

import pytest
import time_machine

from alerts.alert.actions import take_alert_step
from alerts.engine import run as risk_run
from alerts.models import Alert
from departments.answers.actions import reply_to_answer
from departments.models import FeedAnswer
from povwatch.tests.factories import person

from .sent import JUNE, LIU, close_alert, row, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


@pytest.fixture
def shen(county):
    return person("shen", "department_liaison", county, department="water")


@pytest.fixture
def dry(home, shen, county):
    """The alert of a home without water since May."""
    tell_of_water(shen, county)
    risk_run.execute_risk_run(county)
    return Alert.objects.get(household=home)


def tell_of_water(by, county, *, reference="W1", month=JUNE, **said):
    told = {"reference": reference, "id_number": LIU, "停水日期": "2026-05-01"} | said
    return send([told], "water", by, county, month=month)


def answered():
    return list(FeedAnswer.objects.order_by("pk").values_list("reference", "outcome"))


def test_an_alert_whose_cause_is_gone_is_answered_so(dry, shen, county):
    tell_of_water(shen, county, 恢复供水日期="2026-06-20")
    risk_run.execute_risk_run(county)
    assert answered() == [("W1", "cause_gone")]
    assert FeedAnswer.objects.get().answered_on == dt.date(2026, 7, 3) and not FeedAnswer.objects.tasks().exists()
    risk_run.execute_risk_run(county)
    assert len(answered()) == 1


def test_a_record_that_was_withdrawn_learns_that_its_alert_is_gone(dry, shen, county):
    tell_of_water(shen, county, withdrawn="yes")
    risk_run.execute_risk_run(county)
    assert answered() == [("W1", "cause_gone")]


def test_a_record_that_was_over_before_the_village_answered_is_answered(dry, shen, zhao, lan, qin, county):
    for step, by in (("dispatch", zhao), ("accept", lan)):
        take_alert_step(dry, step, by=by)
    tell_of_water(shen, county, 恢复供水日期="2026-06-20")
    risk_run.execute_risk_run(county)
    take_alert_step(dry, "verify", by=lan)
    take_alert_step(dry, "answer", by=lan, outcome="solved", answer="The water is back")
    take_alert_step(dry, "close", by=zhao)
    assert answered() == [("W1", "solved")]


def test_what_was_over_before_the_alert_is_not_behind_it(dry, shen, zhao, lan, county):
    tell_of_water(shen, county, reference="W0", 停水日期="2026-04-01", 恢复供水日期="2026-05-01")
    close_alert(dry, "solved", zhao, lan)
    assert answered() == [("W1", "solved")]


@pytest.mark.parametrize(("back", "behind"), [("2026-07-03", False), ("2026-07-04", True)])
def test_what_counted_on_the_day_of_the_alert_is_behind_it(dry, shen, zhao, lan, county, back, behind):
    with time_machine.travel("2026-08-03T10:00+08:00", tick=False):
        tell_of_water(shen, county, reference="W2", month=dt.date(2026, 7, 1), 恢复供水日期=back)
        close_alert(dry, "solved", zhao, lan)
    assert (("W2", "solved") in answered()) == behind


def test_a_birth_is_not_behind_an_accident(home, county, zhao, lan):
    police = person("bo", "department_liaison", county, department="police")
    hurt = {"reference": "P1", "id_number": LIU, "类型": "受伤", "变动日期": "2026-06-02"}
    send([hurt, hurt | {"reference": "P2", "类型": "迁入"}], "accidents", police, county)
    risk_run.execute_risk_run(county)
    close_alert(Alert.objects.get(household=home), "solved", zhao, lan)
    assert answered() == [("P1", "solved")]


def test_costs_of_an_inpatient_are_not_behind_an_alert_about_an_outpatient(home, tan, county, zhao, lan):
    rows = [row("A1", self_paid="", 门诊自付金额="500"), row("A2", self_paid="10", 门诊自付金额="")]
    send(rows, "medical_insurance", tan, county)
    risk_run.execute_risk_run(county)
    close_alert(Alert.objects.get(household=home), "solved", zhao, lan)
    assert answered() == [("A1", "solved")]


def test_after_not_so_the_second_answer_arrives_too(alert, zhao, lan, qin, tan):
    close_alert(alert, "wrong_data", zhao, lan)
    reply_to_answer(FeedAnswer.objects.get(), by=tan, reply="not_done", words="The bill is right")
    alert.refresh_from_db()
    take_alert_step(alert, "answer", by=lan, outcome="solved", answer="They paid a part back")
    take_alert_step(alert, "close", by=zhao)
    assert answered() == [("A1", "wrong_data"), ("A1", "solved")]
    assert FeedAnswer.objects.tasks().get().outcome == "solved"


def test_a_record_of_the_small_hours_is_of_that_day(home, county, tan, zhao, lan, qin):
    with time_machine.travel("2026-07-03T00:30+08:00", tick=False):
        send([row(门诊自付金额="500")], "medical_insurance", tan, county)
    risk_run.execute_risk_run(county)
    close_alert(Alert.objects.get(household=home), "identify", zhao, lan)
    assert FeedAnswer.objects.get().received_on == dt.date(2026, 7, 3)
