"""How flags become alerts: night after night, without asking a village the same question twice."""

import datetime as dt

import pytest

from alerts.engine import run as risk_run
from alerts.models import Alert, AlertTransition, Signal
from policy.models import Parameter
from povwatch.tests.factories import DAY, household, member, stand
from visits.models import Visit


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("alerts.engine.run.today", lambda: DAY + dt.timedelta(400))


@pytest.fixture
def night(county):
    """night(3) is the nightly run three days after the first."""
    return lambda days=0: risk_run.execute_risk_run(county, as_of=DAY + dt.timedelta(days))


@pytest.fixture
def family(heyi):
    """Everything is well but for one member without insurance: MED-04, red for a lifted family."""
    made = household(heyi, income=20_000)
    member(made, insurance="none", name="Sample Uninsured")
    return made


def insure(family, kind="resident"):
    family.members.filter(name="Sample Uninsured").update(insurance=kind)


def close(alert, outcome="solved", on=DAY):
    stand(alert, "closed", outcome=outcome, answered_on=on, closed_on=on, due_on=None, remind_on=None)


def rules_of(alert):
    return {(one.rule, one.level, one.vanished_on) for one in alert.signals.all()}


def test_all_flags_of_a_household_join_one_alert(night, family):
    family.house_grade = "D"
    family.save()
    run = night()
    alert = Alert.objects.get()
    assert {rule for rule, _level, _gone in rules_of(alert)} == {"MED-04", "HOU-01"}
    assert (alert.level, alert.state, alert.village, alert.channel) == (2, "new", family.village, "rules")
    assert (alert.opened_on, alert.due_on, alert.decide_by) == (DAY, DAY + dt.timedelta(2), DAY + dt.timedelta(15))
    assert run.counts["alerts"]["opened"] == 1 and AlertTransition.objects.get().target == "new"


def test_running_a_night_twice_changes_nothing(night, family):
    night()
    before = list(Alert.objects.values()), list(Signal.objects.values()), AlertTransition.objects.count()
    assert not any(night().counts["alerts"].values())
    assert before == (list(Alert.objects.values()), list(Signal.objects.values()), AlertTransition.objects.count())


def test_a_new_flag_joins_the_open_alert(night, family):
    night()
    family.house_grade = "D"
    family.save()
    night(1)
    assert {rule for rule, *_ in rules_of(Alert.objects.get())} == {"MED-04", "HOU-01"}


def test_an_answered_alert_keeps_its_signals_quiet_until_the_quiet_time_ends(night, family):
    night()
    close(Alert.objects.get())
    night(1), night(89)
    assert Alert.objects.count() == 1
    night(90)
    assert Alert.objects.open().get().opened_on == DAY + dt.timedelta(90)


def test_a_new_rule_asks_at_once(night, family):
    night()
    close(Alert.objects.get())
    family.house_grade = "D"
    family.save()
    night(1)
    assert {rule for rule, *_ in rules_of(Alert.objects.open().get())} == {"HOU-01"}


def test_a_higher_level_asks_at_once(night, heyi):
    home = household(heyi, income=20_000)
    Visit.objects.create(household=home, visited_on=DAY, shocks=["01"])
    night()
    close(Alert.objects.get())
    Visit.objects.create(household=home, visited_on=DAY + dt.timedelta(1), shocks=["05"])
    night(1)
    assert rules_of(Alert.objects.open().get()) == {("VIS-01", 2, None)}
    assert Alert.objects.open().get().channel == "visit"


def test_a_rise_shortens_the_time_to_verify(night, heyi):
    home = household(heyi, income=20_000)
    Visit.objects.create(household=home, visited_on=DAY, shocks=["01"])
    night()
    stand(Alert.objects.all(), "accepted", dispatched_on=DAY, due_on=DAY + dt.timedelta(5), remind_on=DAY)
    Visit.objects.create(household=home, visited_on=DAY + dt.timedelta(1), shocks=["05"])
    night(1)
    alert = Alert.objects.get()
    assert (alert.level, alert.due_on) == (2, DAY + dt.timedelta(3))
    assert rules_of(alert) == {("VIS-01", 1, DAY + dt.timedelta(1)), ("VIS-01", 2, None)}


def test_an_alert_whose_cause_is_gone_before_anybody_accepted_it_closes_itself(night, family):
    night()
    insure(family)
    night(1)
    alert = Alert.objects.get()
    assert (alert.state, alert.outcome, alert.closed_on) == ("closed", "cause_gone", DAY + dt.timedelta(1))
    assert list(alert.transitions.values_list("step", flat=True)) == ["open", "cause_gone"]
    insure(family, "none")
    night(2)  # gone without an answer: it asks again
    assert Alert.objects.open().count() == 1


def test_an_accepted_alert_stays_open_when_its_cause_is_gone(night, family):
    night()
    stand(Alert.objects.all(), "accepted", dispatched_on=DAY)
    insure(family)
    night(1)
    assert Alert.objects.open().get().signals.get().vanished_on == DAY + dt.timedelta(1)
    insure(family, "none")
    night(2)  # back while the alert is open: no new question
    assert Alert.objects.open().get().signals.get().vanished_on is None


def test_red_alerts_go_to_the_village_at_once_where_the_county_wants_it(night, county, family):
    Parameter.objects.create(key="red_direct", area=county, value="1", valid_from=DAY, document="Sample notice")
    night()
    alert = Alert.objects.get()
    assert (alert.state, alert.dispatched_on, alert.due_on) == ("dispatched", DAY, DAY + dt.timedelta(2))


def test_a_household_no_longer_on_file_asks_nothing(night, family):
    night()
    close(Alert.objects.get(), on=DAY - dt.timedelta(200))
    type(family).objects.filter(pk=family.pk).update(state="moved")
    night(1)
    assert not Alert.objects.open().exists()
