"""Deadlines of alerts, on each limit and a day to either side."""

import datetime as dt

import pytest

from accounts.models import Grant
from alerts import deadlines
from alerts.levels import Level
from alerts.models import Alert, AlertState
from alerts.queue import waiting
from alerts.waiting import waiting_alerts_condition
from policy import parameters, workdays
from povwatch.tests.factories import DAY, area, household, led_to, person, rewrite_grants

RED, AMBER = Level.RED, Level.AMBER
FRIDAY = dt.date(2026, 6, 12)


def june(day):
    return dt.date(2026, 6, day)


@pytest.fixture
def p(county):
    return parameters.parameters_on(DAY, county)


@pytest.mark.parametrize(
    ("state", "level", "remind", "due"),  # the clue, or the sending, was on 12 June
    [
        (AlertState.NEW, AMBER, 14, 14),
        (AlertState.NEW, RED, 14, 14),
        (AlertState.DISPATCHED, AMBER, 14, 14),
        (AlertState.ACCEPTED, RED, 15, 15),
        (AlertState.ACCEPTED, AMBER, 16, 17),
        (AlertState.VERIFYING, AMBER, 18, 19),
        (AlertState.VERIFYING, RED, 18, 19),
    ],
)
def test_each_state_has_its_days_and_a_reminder_after_four_fifths_of_them(state, level, remind, due, p):
    assert deadlines.alert_step_deadlines(p, state, level, FRIDAY) == (june(remind), june(due), False)


@pytest.mark.parametrize("state", [AlertState.ANSWERED, AlertState.CLOSED])
def test_what_waits_for_nobody_has_no_deadline(state, p):
    assert deadlines.alert_step_deadlines(p, state, RED, FRIDAY) == (None, None, False)


def test_a_county_that_set_no_days_has_no_deadline_but_one_for_the_decision(db):
    county = area("999003", "Bare County")
    bare = parameters.parameters_on(DAY, county)
    assert deadlines.alert_step_deadlines(bare, AlertState.NEW, RED, FRIDAY) == (None, None, False)
    assert deadlines.decision_deadline(bare, FRIDAY) == june(27)
    county.parameters.create(key="accept_days", value="2", valid_from=june(1), document="County notice 8")
    bare = parameters.parameters_on(DAY, county)
    assert deadlines.alert_step_deadlines(bare, AlertState.NEW, RED, FRIDAY).due_on == june(14)  # days of the calendar


def test_the_decision_has_the_days_that_the_county_set(p):
    assert deadlines.decision_deadline(p, FRIDAY) == june(27)
    assert deadlines.decision_deadline(p.changed(decision_days=10), FRIDAY) == june(22)


def test_working_days_leave_out_the_weekend(p):
    working = p.changed(working_days=1)
    assert deadlines.alert_step_deadlines(working, AlertState.NEW, AMBER, FRIDAY) == (june(16), june(16), False)
    assert deadlines.alert_step_deadlines(p, AlertState.NEW, AMBER, FRIDAY).due_on == june(14)  # a Sunday


@pytest.mark.parametrize(
    ("since", "days", "due", "estimated"),
    [
        ("2025-09-26", 0, "2025-09-26", False),
        ("2025-09-26", 1, "2025-09-28", False),  # a Sunday on which people made up for the holiday
        ("2025-09-28", 2, "2025-09-30", False),
        ("2025-09-30", 1, "2025-10-09", False),  # National Day and mid-autumn, from the 1st to the 8th
        ("2025-10-08", 1, "2025-10-09", False),
        ("2025-10-10", 1, "2025-10-11", False),  # a Saturday made up
        ("2025-10-11", 1, "2025-10-13", False),
        ("2050-06-10", 1, "2050-06-13", True),  # Friday to Monday; nobody knows the holidays of that year
        ("2050-06-13", 4, "2050-06-17", True),
    ],
)
def test_working_days_are_those_of_the_calendar(since, days, due, estimated):
    found = workdays.deadline_after(dt.date.fromisoformat(since), days, workdays=True)
    assert found == (dt.date.fromisoformat(due), estimated)


def test_a_working_day_that_is_known_is_not_estimated():
    assert workdays.is_workday(dt.date(2025, 10, 11)) == (True, False)
    assert workdays.is_workday(dt.date(2050, 6, 11)) == (False, True)  # a Saturday
    assert workdays.is_workday(dt.date(2050, 6, 10)) == (True, True)


# What a clerk sees: overdue, soon due, too late. The day is 15 June; the public notice takes five days.

TIMES = [
    # due, remind, decide by, state            words of the time
    (14, 13, 30, "dispatched", {"overdue"}),
    (15, 13, 30, "dispatched", {"soon"}),
    (16, 13, 30, "dispatched", {"soon"}),
    (16, 14, 30, "dispatched", {"soon"}),
    (16, 15, 30, "dispatched", {"soon"}),
    (17, 16, 30, "dispatched", set()),
    (17, 16, 19, "dispatched", {"late"}),
    (17, 16, 20, "dispatched", set()),
    (17, 16, 21, "dispatched", set()),
    (14, 13, 19, "new", {"overdue", "late"}),
    (None, None, 30, "answered", set()),
    (None, None, 19, "answered", {"late"}),
    (None, None, 19, "closed", set()),
]


@pytest.fixture
def today(time_machine):
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)
    return DAY


@pytest.fixture
def alerts(today, heyi):
    """One alert for each row of TIMES."""
    ended = {"answered": {"outcome": "solved"}, "closed": {"outcome": "solved", "closed_on": DAY}}
    made = Alert.objects.bulk_create(
        Alert(
            household=household(heyi, people=0),
            village=heyi,
            channel="report",
            level=AMBER,
            state=state,
            opened_on=june(5),
            due_on=due and june(due),
            remind_on=remind and june(remind),
            decide_by=june(decide_by),
            **ended.get(state, {}),
        )
        for due, remind, decide_by, state, _words in TIMES
    )
    return [led_to(one) for one in made]


def test_overdue_soon_and_too_late_begin_on_their_day(alerts, qin):
    wanted = {word: {one.pk for one, row in zip(alerts, TIMES, strict=True) if word in row[-1]} for word in words()}
    found = waiting.time_conditions(qin, DAY)
    assert {word: set(Alert.objects.filter(found[word]).values_list("pk", flat=True)) for word in words()} == wanted
    assert {one.pk for one in Alert.objects.overdue(DAY)} == wanted["overdue"]
    assert {one.pk for one in Alert.objects.to_be_reminded(DAY)} == wanted["soon"]
    assert {one.pk for one in alerts if one.decision_too_late(5)} == wanted["late"]


def words():
    return waiting.TIME_LABELS


def test_the_days_that_are_left_are_counted_from_today(alerts):
    assert [one.days_left for one in alerts[:3]] == [-1, 0, 1] and alerts[-1].days_left is None
    assert [one.days_to_decision for one in alerts[6:9]] == [4, 5, 6]


def test_the_last_day_to_decide_follows_the_county_s_notice(today, county, qin, lan):
    assert waiting.last_decision_day(qin, DAY) == june(20)
    assert waiting.last_decision_day(person("nie", "county_staff", area("999003", "Bare County")), DAY) == june(20)
    county.parameters.create(key="notice_days", value="7", valid_from=june(1), document="County notice 8")
    assert waiting.last_decision_day(lan, DAY) == june(22)


def test_each_role_waits_for_its_own_states(alerts, lan, zhao, qin, li, su, shuikou, anping):
    def states(user):
        found = Alert.objects.filter(waiting_alerts_condition(user, DAY))
        return {(one.state, one.due_on == june(14)) for one in found}

    assert states(lan) == {("dispatched", True), ("dispatched", False)}
    assert states(zhao) == {
        ("new", True),
        ("answered", False),
        ("dispatched", True),
    }  # and what is late in its villages
    assert states(qin) == {("dispatched", True), ("new", True)}  # what is overdue
    assert states(su) == set()
    rewrite_grants(Grant.objects.filter(user=zhao), area=shuikou.parent)
    zhao.__dict__.pop("grants_today", None)
    assert states(zhao) == set()
