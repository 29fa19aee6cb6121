"""What a month counts, situation by situation; a past month tells what was true then."""

import datetime as dt
from decimal import Decimal

import pytest

from povwatch.tests import factories
from reports.counting import COUNTINGS, rows
from reports.indicators.figures import Indicators
from reports.month import actions as month_actions

from . import busy
from .busy import june

pytestmark = pytest.mark.usefixtures("today")  # 15 June 2026


@pytest.fixture
def told(county, time_machine, monkeypatch):
    """told("alerts.") counts June so far and returns {code: (households, people, times, yuan)}; `on` is another day on
    which June is counted."""

    def count(prefix, on=None):
        if on:
            time_machine.move_to(dt.datetime.combine(on, dt.time(12)), tick=False)
        monkeypatch.setattr(rows, "COUNTINGS", those_of(prefix))
        report = month_actions.ensure_open_report(county, busy.JUNE)
        rows.count_report_rows(report)
        return busy.rows_by_code(report, prefix)

    return count


WORDS = {
    "month": "movements",
    "year": "movements",
    "income": "incomes",
    "risk": "stock",
    "helped": "measures",
    "due": "visited",
    "guarantee": "guarantees",
}


def those_of(prefix) -> dict:
    """The countings whose codes begin so; the others would take most of the time."""
    word = prefix.split(".")[0]
    name = WORDS.get(word, word)
    return {name: COUNTINGS[name]} if word else dict(COUNTINGS)


def times(counts, *ends) -> int:
    """How many rows have a code with one of these ends."""
    return sum(numbers[2] for word, numbers in counts.items() if word.endswith(ends))


# Alerts


@pytest.mark.parametrize("on", [june(3), june(7), june(10), june(15)])
def test_the_month_and_the_dashboard_tell_the_same_of_alerts(told, queue, county, on):
    counts, shown = told("alerts.", on), Indicators([county], on).total["alerts"]
    assert times(counts, ".received") == shown["received"] > 0
    assert times(counts, ".sent") == shown["sent"] > 0
    assert times(counts, ".in_time") == shown["in_time"]
    assert times(counts, ".in_time", ".late") == shown["answered"]
    assert (times(counts, ".open"), times(counts, ".overdue")) == (shown["open"], shown["overdue"])


def test_alerts_by_channel_outcome_and_time(told, alert, heyi):
    sent = ("open", 1), ("dispatch", 1), ("accept", 2)
    alert(heyi, *sent, ("verify", 3), ("answer", 4), ("close", 5), outcome="identify", channel="hotline")
    alert(heyi, *sent, ("verify", 9), ("answer", 11), ("close", 12), outcome="solved")
    alert(heyi, *sent, ("verify", 3), ("answer", 4), ("return", 5), channel="visit")
    assert {word: numbers[2] for word, numbers in told("alerts.").items()} == {
        "alerts.hotline.received": 1,
        "alerts.hotline.sent": 1,
        "alerts.hotline.identify.in_time": 1,
        "alerts.rules.received": 1,
        "alerts.rules.sent": 1,
        "alerts.rules.solved.late": 1,
        "alerts.visit.received": 1,
        "alerts.visit.sent": 1,
        "alerts.visit.returned.in_time": 1,
        "alerts.visit.open": 1,
    }


def test_an_alert_that_was_late_then_is_overdue_when_the_month_is_counted_later(told, alert, heyi):
    """Guards against: deadlines by what an alert waits for today."""
    alert(heyi, ("open", 1), ("dispatch", 1), ("accept", 2), ("verify", 33), ("answer", 34), outcome="solved")
    late = ("received", "sent", "open", "overdue")
    assert told("alerts.", on=june(45)).keys() == {f"alerts.rules.{word}" for word in late}


# Measures


def test_measures_count_when_they_reached_the_household(told, heyi, qin):
    case = factories.case(factories.household(heyi, people=3))
    busy.measure(case, "industry", qin, delivered_on=june(2), cost=Decimal(500))
    busy.measure(case, "industry", qin, delivered_on=june(15), cost=Decimal("0.50"))
    busy.measure(case, "health", qin, delivered_on=june(-50))
    busy.measure(case, "water", qin, delivered_on=dt.date(2025, 12, 31))
    busy.measure(case, "finance", qin, cost=Decimal(9))
    found = told("measures.") | told("helped.")
    twice = (1, 3, 2, Decimal("500.50"))
    assert found == {
        "measures.month.industry.unstable": twice,
        "measures.year.industry.unstable": twice,
        "measures.year.health.unstable": (1, 3, 1, None),
        "helped.month.unstable": twice,
        "helped.year.unstable": (1, 3, 3, Decimal("500.50")),
    }


# Visits and helpers


def test_visits_by_purpose_and_in_person(told, heyi):
    home = factories.household(heyi, kind="general")
    busy.visit(home, june(3))
    busy.visit(home, june(4), purpose="verify", way="phone")
    busy.visit(home, june(4), state="voided")
    busy.visit(home, june(0))
    found = told("visits.")
    assert {word: numbers[2] for word, numbers in found.items()} == {
        "visits.routine": 1,
        "visits.verify": 1,
        "visits.in_person": 1,
    }


def test_a_visit_voided_after_the_month_still_counts_in_it(told, heyi):
    made = busy.visit(factories.household(heyi), june(3), state="voided")
    made.transitions.create(step="void", source="submitted", target="voided", effective_on=june(40))
    assert "visits.routine" in told("visits.", on=june(45))


VISITED = {  # when it was visited before and in the month: what a lifted household stands under
    (None, None): {"due.lifted.waiting"},
    (june(-90), None): {"due.lifted.waiting"},
    (june(-90), june(9)): {"due.lifted.visited", "visited.lifted"},
    (june(-30), None): set(),  # ninety days have not passed
    (june(-30), june(9)): {"visited.lifted"},
}


def test_a_lifted_household_is_to_be_visited_every_ninety_days(told, county, heyi):
    homes = {factories.household(heyi): days for days in VISITED}
    for home, days in homes.items():
        for on in filter(None, days):
            busy.visit(home, on)
    told("due.")
    words = busy.words_by_household(month_actions.draft_report(county, busy.JUNE), "due.", "visited.")
    assert {days: words.get(home.pk, set()) for home, days in homes.items()} == VISITED


def test_households_to_be_visited_stand_under_what_they_are(told, heyi):
    busy.visit(factories.case(factories.household(heyi)).household, june(-20))
    factories.case(factories.household(heyi, kind="general"), cleared_on=june(2))
    factories.household(heyi, kind="general")
    factories.household(heyi, state="moved")
    assert told("due.").keys() == {"due.uncleared.waiting", "due.cleared.waiting"}


def test_a_helper_on_the_day(told, heyi, qin):
    homes = [factories.case(factories.household(heyi)).household for _ in range(4)]
    busy.helper(homes[0], qin)
    busy.helper(homes[1], qin, until=june(16))
    busy.helper(homes[2], qin, until=june(15))
    factories.case(factories.household(heyi), cleared_on=june(2))
    found = told("helpers.")
    assert (found["helpers.assigned"][0], found["helpers.missing"][0]) == (2, 2)


# Work


def test_people_at_work_by_the_work_they_began_last(told, heyi):
    home = factories.household(heyi, people=3)
    busy.works(home, place="outside", since=dt.date(2025, 1, 1))
    busy.works(home, place="village", channel="public_post")
    busy.works(home, place="village", member=1)
    busy.works(home, place="county", member=2, until=june(15))  # the last day
    factories.member(home, labour="none")
    busy.works(factories.household(heyi, kind="general"))
    assert told("work.") == {
        "work.able": (1, 3, 1, None),
        "work.able_working": (1, 2, 1, None),
        "work.now": (1, 2, 1, None),
        "work.village": (1, 2, 1, None),
        "work.post": (1, 1, 1, None),
    }


def test_who_works_is_counted_among_the_able_only_where_that_is_on_record(told, heyi):
    home = factories.household(heyi, people=2)
    home.members.update(labour="")
    busy.works(home)
    assert told("work.").keys() == {"work.now", "work.county"}


def test_a_lifted_household_that_left_later_was_still_on_file(told, heyi):
    """The same for work as for visits."""
    for state_on in (june(10), june(30)):
        busy.works(factories.household(heyi, state="moved", state_on=state_on))
    counts = told("")
    assert counts["work.now"][0] == counts["due.lifted.waiting"][0] == 1


def test_a_monitored_household_belongs_to_the_account(told, heyi):
    home = factories.case(factories.household(heyi, kind="general", people=1)).household
    busy.works(home, channel="workshop")
    assert told("work.").keys() == {"work.able", "work.able_working", "work.now", "work.county", "work.workshop"}


# Guarantees


CHECKED = {  # what checks found about the water on which days of June: what is said of the month
    ((3, False),): {"found", "open"},
    ((3, False), (4, True)): {"found", "solved"},
    ((-9, False), (4, True)): {"solved"},
    ((-9, False),): {"open"},
    ((-9, False), (3, False)): {"open"},  # found before
    ((-9, False), (4, None)): {"open"},  # not asked again
    ((-9, True), (4, True)): set(),
    ((-9, False), (-8, True), (4, False)): {"found", "open"},
    ((20, False),): set(),  # ahead
}


def test_a_guarantee_is_found_solved_or_open(told, county, heyi):
    homes = {factories.household(heyi): answers for answers in CHECKED}
    for home, answers in homes.items():
        for day, water in answers:
            busy.check(home, june(day), water=water)
    told("guarantee.")
    words = busy.words_by_household(month_actions.draft_report(county, busy.JUNE), "guarantee.")
    found = {answers: words.get(home.pk, set()) for home, answers in homes.items()}
    assert found == {answers: {f"guarantee.water.{one}" for one in said} for answers, said in CHECKED.items()}


# Data quality


def test_records_that_look_wrong_are_counted_by_household(told, heyi):
    home = factories.household(heyi)
    for _ in range(2):
        factories.member(home, insurance="none")
    factories.member(home, relation="head")
    assert told("quality.") == {"quality.DQ-05": (1, 5, 2, None), "quality.DQ-12": (1, 5, 1, None)}


# As it was then


def test_a_month_counted_again_after_later_events_gives_the_same_digest(
    county, heyi, shuikou, alert, qin, time_machine
):
    busy.fill(heyi, alert, qin, people=3)
    time_machine.move_to("2026-07-01T03:00+08:00", tick=False)
    report = month_actions.close_report_month(county, busy.JUNE)
    time_machine.move_to("2026-09-01T12:00+08:00", tick=False)
    afterwards(heyi, shuikou, qin)
    correction = month_actions.correct_report(report, by=qin, why="To see whether anything changed")
    assert rows.report_digest(correction) == report.digest


def afterwards(heyi, shuikou, by):
    """In July: risk comes back, a family moves, a measure and a visit come, somebody is born."""
    cleared = busy.cases_of(heyi).filter(state="cleared").first()
    busy.take_back(cleared, june(40))
    moving = busy.cases_of(heyi).filter(state="active").first()
    moving.household.village = shuikou
    moving.household.save()
    moving.refresh_from_db()
    factories.move(moving, "move", "active", "active", june(42))
    busy.measure(moving, "water", by, delivered_on=june(43), cost=Decimal(7))
    home = cleared.household
    busy.visit(home, june(44))
    busy.check(home, june(44), water=False)
    busy.works(home, since=june(45))
    factories.member(home, joined_on=june(46))


# How well income was known


@pytest.mark.parametrize(
    ("months", "income", "word"),
    [
        ((12, 0), 9_000, "known"),
        ((11, 1), 9_000, "carried"),
        ((0, 12), 9_000, "carried"),
        ((8, 0), None, "unknown"),
        ((8, 4), None, "unknown"),
        ((12, 0), 0, "known"),  # a zero is an answer
    ],
)
def test_an_identification_is_counted_by_how_well_its_income_was_known(heyi, told, months, income, word):
    decided = busy.decided("identification", *months, None if income is None else Decimal(income))
    factories.case(factories.household(heyi, people=3), identified_on=june(5), **decided)
    assert told("income.") == {f"income.identified.{word}": (1, 3, 1, None)}


def test_a_decision_that_does_not_say_is_not_counted(heyi, told):
    """Imported, of an earlier version, or without a snapshot."""
    for statement in (None, {}, {"per_capita": "9000.00", "items": {}}):
        factories.case(factories.household(heyi), identified_on=june(5), statement_at_identification=statement)
    assert told("income.") == {} and told("month.")["month.identified"][0] == 3


def test_nobody_knew_anything_of_the_income(heyi, told):
    """The snapshot of a household nobody ever asked says so."""
    asked = {"per_capita": None, "income_known": None, "income_carried": None}
    factories.case(factories.household(heyi), identified_on=june(5), statement_at_identification=asked)
    assert list(told("income.")) == ["income.identified.unknown"]


def test_a_clearing_taken_back_still_tells_how_well_its_income_was_known(heyi, told):
    case = factories.case(factories.household(heyi), cleared_on=june(6), **busy.decided("clearing", 9, 3))
    case.statement_at_clearing = None
    busy.take_back(case, june(9))
    assert told("income.") == {"income.cleared.carried": (1, 2, 1, None)}


@pytest.mark.parametrize(("on", "counted"), [(june(0), False), (june(1), True), (june(15), True)])
def test_only_decisions_of_the_month_are_counted(heyi, told, on, counted):
    factories.case(factories.household(heyi), identified_on=on, **busy.decided("identification", 12, 0))
    assert bool(told("income.")) is counted


def test_a_movement_keeps_the_same_details_where_nobody_counted_months(heyi, county, told):
    """Months that were frozen before are counted again with the same digest."""
    factories.case(factories.household(heyi), identified_on=june(5), statement_at_identification={"net": "1.00"})
    factories.case(factories.household(heyi), identified_on=june(6), **busy.decided("identification", 10, 2))
    told("month.")
    old, new = month_actions.draft_report(county, busy.JUNE).rows.filter(code="month.identified").order_by("on")
    assert not any(key.startswith("months_known") for key in old.details)
    assert new.details["months_known"] == {"income_known": "10", "income_carried": "2"}
    assert set(new.details) - set(old.details) == {"months_known"}
