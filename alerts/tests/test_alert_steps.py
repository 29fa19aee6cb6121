"""The steps of an alert: who may take them, what they need, and what happens when two take one at once."""

import datetime as dt
import os
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection

from alerts.alert import actions
from alerts.alert.workflow import ALERT_WORKFLOW
from alerts.models import Alert, AlertState, Notification
from alerts.notifications import actions as notifications
from core.dates import today
from core.workflow import ActionRefused, StaleState
from policy import parameters
from policy.models import Parameter
from povwatch.tests.factories import household, person
from visits.tests.told import VERIFIES, visit

MANY = 1_000 if os.environ.get("LONG") else 15  # alerts for twenty workers; `make long`: all
CALL = {"channel": "hotline", "level": 1, "words": "The roof leaks"}


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def alert(family, qin):
    return actions.enter_alert(family, by=qin, **CALL)


def steps(alert):
    return list(alert.transitions.values_list("step", flat=True))


def test_every_state_can_be_reached():
    assert ALERT_WORKFLOW.reachable("new") == set(AlertState.values)


def test_the_whole_way_from_hotline_to_closed(alert, family, zhao, lan):
    actions.take_alert_step(alert, "dispatch", by=zhao)
    actions.take_alert_step(alert, "accept", by=lan)
    seen = visit(family, lan, VERIFIES)
    actions.take_alert_step(alert, "verify", by=lan)
    actions.take_alert_step(alert, "answer", by=lan, outcome="no_risk", visit=seen)
    actions.take_alert_step(alert, "close", by=zhao)
    assert steps(alert) == ["open", "dispatch", "accept", "verify", "answer", "close"]
    assert (alert.state, alert.outcome, alert.visit, alert.closed_on) == ("closed", "no_risk", seen, today())


def test_a_verifying_visit_is_the_evidence_and_moves_its_alert(
    alert, family, zhao, lan, django_capture_on_commit_callbacks
):
    actions.take_alert_step(alert, "dispatch", by=zhao)
    with django_capture_on_commit_callbacks(execute=True):
        seen = visit(family, lan, VERIFIES)
    alert.refresh_from_db()
    assert (alert.state, alert.visit, alert.verified_on) == ("verifying", seen, today())
    actions.take_alert_step(alert, "answer", by=lan, outcome="no_risk")
    assert alert.visit == seen


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"outcome": ""}, "choose the result"),
        ({"outcome": "no_risk", "answer": "All well"}, "needs a visit"),
        ({"outcome": "solved", "answer": " "}, "write what was found"),
        ({"outcome": "cause_gone", "answer": "x"}, "choose the result"),
    ],
)
def test_an_answer_needs_its_evidence(alert, zhao, lan, said, why):
    actions.take_alert_step(alert, "dispatch", by=zhao), actions.take_alert_step(alert, "accept", by=lan)
    with pytest.raises(ActionRefused, match=why):
        actions.take_alert_step(alert, "answer", by=lan, **said)
    alert.refresh_from_db()
    assert alert.state == "accepted"


def test_a_visit_to_another_family_is_no_evidence(alert, heyi, zhao, lan):
    actions.take_alert_step(alert, "dispatch", by=zhao), actions.take_alert_step(alert, "accept", by=lan)
    with pytest.raises(ActionRefused, match="another household"):
        actions.take_alert_step(alert, "answer", by=lan, outcome="no_risk", visit=visit(household(heyi), lan, VERIFIES))


def test_nobody_takes_a_step_of_another_role_or_place(alert, lan, mo, shuikou):
    with pytest.raises(PermissionDenied):
        actions.take_alert_step(alert, "dispatch", by=lan)
    with pytest.raises(PermissionDenied):
        actions.take_alert_step(alert, "dispatch", by=mo)
    wang = person("wang", "township_official", shuikou.parent)
    with pytest.raises(PermissionDenied):
        actions.take_alert_step(alert, "dispatch", by=wang)


def test_only_the_county_reopens(alert, zhao, qin):
    actions.take_alert_step(alert, "drop", by=zhao, outcome="duplicate", reason="Seen last week")
    with pytest.raises(PermissionDenied):
        actions.take_alert_step(alert, "reopen", by=zhao, reason="Perhaps not")
    actions.take_alert_step(alert, "reopen", by=qin, reason="It was another family")
    assert (alert.state, alert.outcome, alert.closed_on) == ("verifying", "", None)


def test_a_reason_is_asked_for(alert, zhao):
    with pytest.raises(ActionRefused, match="reason"):
        actions.take_alert_step(alert, "drop", by=zhao, outcome="duplicate")


def test_who_acts_on_a_stale_page_is_told(alert, zhao):
    stale = Alert.objects.get(pk=alert.pk)
    actions.take_alert_step(alert, "dispatch", by=zhao)
    with pytest.raises(StaleState):
        actions.take_alert_step(stale, "dispatch", by=zhao, seen="new")
    assert steps(alert) == ["open", "dispatch"]


def test_reports_join_the_open_alert_and_raise_it(alert, family, lan):
    again = actions.enter_alert(family, by=lan, channel="report", level=2, words="A child stays at home")
    assert again == alert and Alert.objects.get().level == 2 and alert.signals.count() == 2


def test_deadlines_follow_the_steps(alert, zhao, lan):
    actions.take_alert_step(alert, "dispatch", by=zhao)
    assert alert.due_on == today() + dt.timedelta(2)
    actions.take_alert_step(alert, "accept", by=lan)
    assert alert.due_on == today() + dt.timedelta(5) and alert.remind_on == today() + dt.timedelta(4)
    actions.take_alert_step(alert, "verify", by=lan)
    assert alert.due_on == today() + dt.timedelta(7)
    actions.take_alert_step(alert, "answer", by=lan, outcome="solved", answer="The roof is mended")
    assert alert.due_on is None


def test_working_days_count_holidays_and_say_when_they_are_not_known(county, heyi, qin, time_machine):
    Parameter.objects.create(key="working_days", area=county, value="1", valid_from="2026-01-01", document="Sample")
    time_machine.move_to("2026-09-30T09:00+08:00")
    made = actions.enter_alert(household(heyi), by=qin, **CALL)
    assert (made.due_on, made.estimated) == (dt.date(2026, 10, 9), False)
    time_machine.move_to("2031-10-03T09:00+08:00")
    made = actions.enter_alert(household(heyi), by=qin, **CALL)
    assert (made.due_on, made.estimated) == (dt.date(2031, 10, 7), True)


def told(*people):
    return {
        (one.user.username, one.kind) for one in Notification.objects.filter(user__in=people).select_related("user")
    }


def test_who_holds_the_alert_is_told(alert, zhao, lan, wen, mo):
    actions.take_alert_step(alert, "dispatch", by=zhao)
    actions.take_alert_step(alert, "misplace", by=lan, reason="Another village")
    assert told(zhao, lan, wen, mo) == {("lan", "dispatched"), ("wen", "dispatched"), ("zhao", "misplaced")}


def test_past_the_deadline_the_next_level_is_told(county, alert, zhao, lan, qin, mo):
    actions.take_alert_step(alert, "dispatch", by=zhao)
    Notification.objects.all().delete()

    def night(days):
        notifications.notify_alert_deadlines(parameters.parameters_on(today() + dt.timedelta(days), county), county)
        found = told(zhao, lan, qin, mo)
        Notification.objects.all().delete()
        return found

    assert night(1) == set()
    assert night(2) == {("lan", "reminder")}
    assert night(3) == {("lan", "overdue"), ("zhao", "overdue")}
    assert night(5) == {("lan", "overdue"), ("zhao", "overdue"), ("qin", "overdue")}
    assert ("qin", "decision") in night(11) and ("qin", "decision") not in night(10)


def test_many_are_moved_and_those_refused_are_named(heyi, qin, zhao):
    alerts = [actions.enter_alert(household(heyi), by=qin, **CALL) for _ in range(3)]
    actions.take_alert_step(alerts[0], "dispatch", by=zhao)
    moved, refused = actions.take_step_for_alerts(Alert.objects.all(), "dispatch", by=zhao)
    assert len(moved) == 2 and [(one.pk, bool(why)) for one, why in refused] == [(alerts[0].pk, True)]


@pytest.mark.django_db(transaction=True)
def test_twenty_workers_leave_consistent_transitions(heyi, qin, zhao, lan):
    """Guards against a lost update, or a step recorded twice, when many act at once."""
    alerts = [actions.enter_alert(household(heyi, people=1), by=qin, **CALL) for _ in range(MANY)]
    barrier = threading.Barrier(20)

    def work():
        barrier.wait()
        for one in alerts:
            for name, by in (("dispatch", zhao), ("accept", lan), ("verify", lan)):
                try:
                    actions.take_alert_step(Alert.objects.get(pk=one.pk), name, by=by)
                except (StaleState, ActionRefused):
                    continue
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(Alert.objects.values_list("state", flat=True)) == {"verifying"}
    assert all(steps(one) == ["open", "dispatch", "accept", "verify"] for one in alerts)
