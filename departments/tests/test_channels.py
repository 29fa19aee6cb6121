"""From above and from below: through which channel a warning came, and that nothing asks twice."""

import pytest

from alerts.alert.actions import enter_alert, take_alert_step
from alerts.engine import run as risk_run
from alerts.models import Alert, RiskFlag
from povwatch.tests.factories import household, member
from povwatch.tests.jobs import empty_outbox

from .sent import LIU, row, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("july")]


@pytest.fixture
def home(heyi):
    made = household(heyi, people=1, income=20_000)
    member(made, name="Sample Liu", id_number=LIU)
    return made


def call(**said):
    return {"reference": "H1", "name": "Sample Liu", "id_number": LIU, "渠道": "12317热线", "诉求": "The roof leaks",
            "来电日期": "2026-06-20"} | said  # fmt: skip


def test_what_a_department_told_comes_from_above(home, tan, county):
    send([row(self_paid="", 门诊自付金额="500")], "medical_insurance", tan, county)
    risk_run.execute_risk_run(county)
    alert = Alert.objects.get(household=home)
    assert alert.channel == "department" and alert.signals.get(rule="MED-02").channel == "department"


@pytest.mark.parametrize("channel", ["hotline", "petition", "declaration"])
def test_what_somebody_entered_is_read_and_signals_once(home, qin, county, channel):
    alert = enter_alert(home, by=qin, channel=channel, level=1, words="The roof leaks")
    risk_run.execute_risk_run(county)
    assert RiskFlag.objects.open().filter(household=home, rule="APP-01").exists()
    assert [one.rule for one in alert.signals.all()] == [""]


def test_what_somebody_entered_is_no_sign_any_more_once_it_is_closed(home, qin, zhao, county):
    """Guards against the sign of a closed alert that stays until the night, and against the new alert that a run opens
    for it when it had read the household before the closing and its alerts after."""
    alert = enter_alert(home, by=qin, channel="hotline", level=1, words="The roof leaks")
    risk_run.execute_risk_run(county)
    take_alert_step(alert, "drop", by=zhao, reason="Reported twice", outcome="duplicate")
    empty_outbox()
    assert not RiskFlag.objects.open().filter(rule="APP-01").exists() and not Alert.objects.open().exists()


def test_a_report_of_the_village_asks_for_nothing_by_itself(home, qin, county):
    enter_alert(home, by=qin, channel="report", level=1, words="The roof leaks")
    risk_run.execute_risk_run(county)
    assert not RiskFlag.objects.filter(rule="APP-01").exists()


def test_a_hotline_call_of_the_feed_is_a_warning_until_it_is_answered(home, qin, county):
    send([call()], "hotlines", qin, county)
    risk_run.execute_risk_run(county)
    assert Alert.objects.get(household=home).signals.filter(rule="APP-01").exists()
    send([call(办结日期="2026-06-25")], "hotlines", qin, county)
    risk_run.execute_risk_run(county)
    assert not RiskFlag.objects.open().filter(rule="APP-01").exists()
