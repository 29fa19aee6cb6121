"""Overdue visits, doubts, and answers that differ: each on its limit, and one step to either side. The day is 15 June
2026."""

import datetime as dt

import pytest

from alerts.models import HouseholdFacts
from households.models import Household
from policy import parameters
from povwatch.tests.factories import DAY, area, household, led_to
from visits.models import Observation, Visit
from visits.observations import settling
from visits.observations.things import pack_values
from visits.planning import due, overdue

HOME = {"longitude": 110.97, "latitude": 30.82}


def ago(days):
    return DAY - dt.timedelta(days)


@pytest.fixture
def p(county):
    return parameters.parameters_on(DAY, county)


def found(condition):
    return set(Household.objects.filter(condition).values_list("number", flat=True))


# Late visits: followed households every 30 days, cleared and lifted ones every 90.


LATE = [
    # what, kind, state of the case, last visit, times late (2: very late)
    ("followed, 29 days", "general", "active", 29, 0),
    ("followed, 30 days", "general", "active", 30, 1),
    ("followed, 31 days", "lifted", "clearing", 31, 1),
    ("followed, 59 days", "lifted", "active", 59, 1),
    ("followed, 60 days", "general", "active", 60, 2),
    ("followed, 61 days", "general", "active", 61, 2),
    ("followed, never", "general", "active", None, 2),
    ("lifted, 89 days", "lifted", "", 89, 0),
    ("lifted, 90 days", "lifted", "", 90, 1),
    ("lifted, 179 days", "lifted", "", 179, 1),
    ("lifted, 180 days", "lifted", "", 180, 2),
    ("lifted, never", "lifted", "", None, 2),
    ("cleared, 89 days", "general", "cleared", 89, 0),
    ("cleared, 90 days", "general", "cleared", 90, 1),
    ("nobody's, 400 days", "general", "", 400, 0),
    ("nobody's, ended", "general", "ended", 400, 0),
]


@pytest.fixture
def homes(heyi, county):
    made = [household(heyi, number=what, kind=kind, people=0) for what, kind, *_rest in LATE]
    HouseholdFacts.objects.bulk_create(
        HouseholdFacts(
            household=home, county=county, as_of=DAY, case_state=state, kind=kind,
            last_visit_on=days if days is None else ago(days),
        )
        for home, (_what, kind, state, days, _late) in zip(made, LATE, strict=True)
    )  # fmt: skip


def test_a_visit_is_late_on_the_day_its_time_is_over(homes, p):
    for times in (1, 2):
        late = overdue.overdue_visit_households(Household.objects.all(), p, times=times)
        assert {home.number for home in late} == {what for what, *_rest, rank in LATE if rank >= times}
    (row,) = overdue.overdue_visits_by_village(Household.objects.all(), p)
    ranks = [rank for *_rest, rank in LATE]
    assert (row["late"], row["very_late"]) == (sum(rank > 0 for rank in ranks), ranks.count(2))
    assert row["watched"] == len(LATE) - 2


def test_where_nobody_is_watched_there_is_no_row(heyi, p):
    household(heyi, kind="general")
    assert overdue.overdue_visits_by_village(Household.objects.all(), p) == []


def test_a_household_without_facts_is_late_when_it_is_lifted(heyi, p):
    household(heyi, number="lifted"), household(heyi, number="general", kind="general")
    assert found(due.visit_overdue_condition(p, last="facts__last_visit_on")) == {"lifted"}


def test_without_an_interval_nobody_is_late(homes, heyi):
    bare = parameters.parameters_on(DAY, area("999003", "Bare County"))
    assert found(due.visit_overdue_condition(bare, last="facts__last_visit_on")) == set()


@pytest.mark.parametrize(("days", "holds"), [(-1, False), (0, True), (1, True)])
def test_a_visit_that_was_promised_is_due_on_its_day(days, holds, heyi, lan, p):
    home = household(heyi, kind="general")
    Visit.objects.create(household=home, visited_on=ago(20), visited_by=lan, next_visit_on=ago(days))
    row = due.with_visit_reasons(Household.objects.all(), p).get()
    assert row.due_promised is holds and row.rank == (30 if holds else None)


# Doubts


def visited(home, by, days=0, **fields):
    return led_to(Visit.objects.create(household=home, visited_on=ago(days), visited_by=by, **fields))


def doubts(p, code) -> int:
    return overdue.doubtful_visits(Visit.objects.all(), p, code).count()


@pytest.mark.parametrize(("number", "doubtful"), [(19, 0), (20, 0), (21, 21)])
def test_twenty_visits_a_day_are_possible(number, doubtful, heyi, lan, wen, p):
    home = household(heyi)
    Visit.objects.bulk_create(Visit(household=home, visited_on=DAY, visited_by=lan) for _ in range(number))
    visited(home, wen), visited(home, lan, 1), visited(home, lan, state="voided")
    assert doubts(p, "many") == doubtful


@pytest.mark.parametrize(
    ("metres", "accuracy", "way", "doubtful"),
    [
        (999, 20, "in_person", 0),
        (1001, 20, "in_person", 1),
        (-999, 20, "in_person", 0),
        (-1001, 20, "in_person", 1),
        (1001, None, "in_person", 1),
        (1001, 1000, "in_person", 1),
        (1999, 2000, "in_person", 0),
        (2001, 2000, "in_person", 1),
        (5000, 20, "phone", 0),
        (5000, 20, "video", 0),
    ],
)
def test_a_kilometre_from_the_home_is_near(metres, accuracy, way, doubtful, heyi, lan, p):
    home = household(heyi, **HOME)
    north = round(30.82 + metres / 111_320, 6)
    visited(home, lan, latitude=north, longitude=HOME["longitude"], accuracy=accuracy, way=way)
    assert doubts(p, "far") == doubtful


def test_to_the_east_a_degree_is_shorter(heyi, lan, p):
    """At 30.82 degrees by the cosine, 0.8588: 95,600 metres."""
    home = household(heyi, **HOME)
    for metres in (999, 1001):
        visited(home, lan, latitude=30.82, longitude=round(110.97 + metres / 95_598, 6), accuracy=5)
    far = overdue.doubtful_visits(Visit.objects.annotate(metres=overdue.distance_from_home()), p, "far").get()
    assert round(far.metres) == 1001


def test_a_visit_without_a_position_is_not_far(heyi, lan, p):
    visited(household(heyi, **HOME), lan), visited(household(heyi), lan, **HOME)
    assert doubts(p, "far") == 0


@pytest.mark.parametrize(
    ("note", "homes", "days", "doubtful"),
    [
        ("All is well.", 3, 0, 3),  # twelve characters
        ("All is well", 3, 0, 0),
        ("All is well..", 3, 0, 3),
        ("All is well.", 2, 0, 0),
        ("All is well.", 4, 0, 4),
        ("All is well.", 3, 89, 3),
        ("All is well.", 3, 90, 0),
    ],
)
def test_the_same_long_text_in_three_households(note, homes, days, doubtful, heyi, lan, p):
    for place in range(homes):
        visited(household(heyi), lan, days if place == 0 else min(days, 89), note=note)
    assert doubts(p, "text") == doubtful


def test_the_same_text_in_one_household_is_no_doubt(heyi, lan, p):
    home = household(heyi)
    for days in range(4):
        visited(home, lan, days, note="All is well.")
    assert doubts(p, "text") == 0


@pytest.mark.parametrize(("days", "recent"), [(0, True), (89, True), (90, False), (91, False)])
def test_ninety_days_are_looked_back_on(days, recent, heyi, lan, p):
    visited(household(heyi), lan, days)
    assert overdue.recent_visits(Visit.objects.all(), p).exists() is recent


@pytest.mark.parametrize("code", ["many", "far"])
def test_without_its_parameter_a_doubt_is_silent(code, heyi, lan):
    bare = parameters.parameters_on(DAY, area("999003", "Bare County"))
    home = household(heyi, **HOME)
    for _ in range(30):
        visited(home, lan, longitude=114.0, latitude=30.5, accuracy=5)
    assert doubts(bare, code) == 0


# Answers that differ from what others say, and answers that do not: only the former are left to settle.


def said(value, seen="", outside="", decision=""):
    return Observation(value=value, seen=seen, outside=outside, decision=decision)


def works(since, wage="900.00"):
    return pack_values({"state": "working", "since": since, "place": "county", "wage": wage})


IDLE = pack_values({"state": "idle", "since": "2026-06-01"})
SETTLED = [
    # what they said, the earliest first; what is on file; (standing, what differs) of each
    ("nobody else spoke", [said("weak")], "", [("holds", "")]),
    ("others say the same", [said("weak", outside="weak")], "weak", [("holds", "")]),
    ("what others say was shown", [said("weak", "lost", "lost")], "lost", [("holds", "")]),
    ("what others say was not shown", [said("weak", "", "lost")], "lost", [("overruled", "lost")]),
    ("something else was shown", [said("weak", "skilled", "lost")], "lost", [("overruled", "lost")]),
    ("the township let the visit hold", [said("weak", "", "lost", "visit")], "lost", [("holds", "")]),
    ("the township kept what is on file", [said("weak", "", "lost", "on_file")], "lost", [("overruled", "lost")]),
    ("what is on file by now is the visit's", [said("weak", "lost", "lost")], "weak", [("holds", "")]),
    ("others changed it since", [said("weak", "lost", "lost")], "skilled", [("overruled", "skilled")]),
    ("others took it away since", [said("weak", "lost", "lost")], "", [("holds", "")]),
    ("two say the same", [said("weak"), said("weak")], "weak", [("outdone", ""), ("holds", "")]),
    ("the later had seen the earlier", [said("weak"), said("lost", "weak")], "weak", [("outdone", ""), ("holds", "")]),
    ("the later had not seen it", [said("weak"), said("lost")], "weak", [("outdone", "lost"), ("holds", "")]),
    (
        "an earlier visit was shown what others say",
        [said("weak", "skilled", "skilled"), said("lost", "weak", "skilled")],
        "weak",
        [("outdone", ""), ("holds", "")],
    ),
    (
        "of three the first was seen by the third only",
        [said("weak"), said("lost"), said("skilled", "weak")],
        "lost",
        [("outdone", "lost"), ("outdone", "skilled"), ("holds", "")],
    ),
    ("work since another day is the same", [said(works("2026-01-01"), "", works("2026-02-01"))], works("2026-02-01"),
     [("holds", "")]),
    ("work for another wage differs", [said(works("2026-01-01"), "", works("2026-01-01", "950.00"))],
     works("2026-01-01", "950.00"), [("overruled", works("2026-01-01", "950.00"))]),
    ("not working is the same as no work on file", [said(IDLE)], "", [("holds", "")]),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "on_file", "expected"), [row[1:] for row in SETTLED], ids=[row[0] for row in SETTLED])
def test_only_what_differs_and_was_not_shown_is_left_to_settle(rows, on_file, expected):
    settling.judge_observations(rows, on_file)
    assert [(row.standing, row.other) for row in rows] == expected
