"""Which day, which month and which people a figure counts: on each limit, and a day to either side."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from cases.choices import CaseStep
from cases.models import Case
from households.models import Household
from povwatch.tests.factories import DAY, case, household, member, move
from reports.indicators import figures, stock
from reports.indicators.figures import Indicators

pytestmark = pytest.mark.usefixtures("today")


def june(day):
    """A day of June 2026; zero and below are days of May."""
    return dt.date(2026, 5, 31) + dt.timedelta(day)


def told(area, day=DAY):
    return Indicators([area], day).total


# People, on the day of what is counted


def family_of_three(village):
    """Three people, one of whom left on 10 June; a fourth joined on 12 June."""
    family = household(village, people=2)
    member(family, left_on=june(10), left_reason="married_out")
    member(family, joined_on=june(12))
    return family


@pytest.mark.parametrize(("day", "people"), [(9, 3), (10, 2), (11, 2), (12, 3)])
def test_a_change_counts_the_people_of_its_own_day(day, people, heyi):
    """Guards against: the people of the day that is asked about."""
    case(family_of_three(heyi), identified_on=june(day))
    assert told(heyi)["month"]["identified"] == {"households": 1, "people": people}
    assert told(heyi, june(30))["month"]["identified"]["people"] == people
    assert told(heyi)["uncleared"]["people"] == 3  # the stock counts those of today


@pytest.mark.parametrize(("day", "people"), [(8, 3), (9, 3), (10, 2), (11, 2), (12, 3)])
def test_a_clearing_counts_the_people_of_its_own_day(day, people, heyi):
    case(family_of_three(heyi), cleared_on=june(day))
    assert told(heyi)["month"]["cleared"]["people"] == people


@pytest.mark.parametrize(("day", "people"), [(9, 3), (10, 2), (11, 2), (12, 3)])
def test_the_stock_and_the_trend_count_the_people_of_the_day_that_is_asked_about(day, people, heyi):
    case(family_of_three(heyi))
    asked = Indicators([heyi], june(day))
    assert asked.total["monitored"]["people"] == asked.trend[-1][1]["monitored"]["people"] == people


def test_a_family_that_moved_counts_with_the_people_of_the_day(heyi, shuikou):
    family = family_of_three(heyi)
    monitored = case(family)
    family.village = shuikou
    family.save()
    move(monitored, CaseStep.MOVE, "active", "active", june(9))
    assert [told(area)["month"]["moved"]["people"] for area in (heyi, shuikou)] == [-3, 3]


@pytest.mark.parametrize(("day", "place"), [(8, "Heyi Village"), (9, "Shuikou Village"), (10, "Shuikou Village")])
def test_a_family_lives_in_its_new_village_from_the_day_it_moved(day, place, heyi, shuikou):
    family = household(heyi)
    monitored = case(family)
    Household.objects.filter(pk=family.pk).update(village=shuikou)
    monitored.household.village = shuikou
    move(monitored, CaseStep.MOVE, "active", "active", june(9))
    found = Household.objects.annotate(then=stock.village_of_household_on(june(day), "pk")).get(pk=family.pk)
    assert {heyi.pk: heyi.name, shuikou.pk: shuikou.name}[found.then] == place


# The month so far: from its first day to the day itself


MONTH = [
    # the day of the step, the day asked about, counted
    (0, 15, 0),  # 31 May
    (1, 15, 1),
    (14, 15, 1),
    (15, 15, 1),
    (16, 15, 0),
    (1, 1, 1),
    (2, 1, 0),
    (30, 30, 1),
    (30, 31, 0),  # 1 July
    (31, 31, 1),
]


@pytest.mark.parametrize(("on", "day", "counted"), MONTH)
def test_a_month_counts_from_its_first_day_to_the_day_itself(on, day, counted, heyi, alert):
    case(household(heyi), identified_on=june(on))
    case(household(heyi), cleared_on=june(on))
    approved(heyi, june(on - 3), june(on))
    alert(heyi, ("open", on), ("dispatch", on), ("accept", on), ("verify", on), ("answer", on), ("close", on),
          outcome="identify")  # fmt: skip
    found = told(heyi, june(day))
    names = ("received", "accepted", "verified", "answered", "closed", "led_to_identification")
    assert {name: found["alerts"][name] for name in names} == dict.fromkeys(names, counted)
    assert (found["month"]["identified"]["households"], found["month"]["cleared"]["households"]) == (
        2 * counted,
        counted,
    )
    assert found["decisions"]["approved"] == counted


def approved(village, clue_on, on, due=15):
    made = Case.objects.create(
        household=household(village), state="active", case_type="unstable", risks=["01"], clue_on=clue_on,
        decide_by=clue_on + dt.timedelta(due), identified_on=on, line_at_identification=8800,
    )  # fmt: skip
    move(made, CaseStep.IDENTIFY, "endorsed", "active", on)
    return made


@pytest.mark.parametrize(("days", "in_time"), [(14, 1), (15, 1), (16, 0)])
def test_a_decision_is_in_time_on_its_last_day(days, in_time, heyi):
    approved(heyi, june(10) - dt.timedelta(days), june(10))
    found = told(heyi)["decisions"]
    assert (found["in_time"], found["median_days"]) == (in_time, days)


# Alerts


@pytest.mark.parametrize(("answered", "in_time"), [(7, 1), (8, 1), (9, 0)])
def test_an_answer_is_in_time_on_its_last_day(answered, in_time, heyi, alert):
    """Sent on 1 June: seven days."""
    alert(heyi, ("open", -3), ("dispatch", 1), ("answer", answered), outcome="solved")
    found = told(heyi)["alerts"]
    assert (found["answered"], found["in_time"], found["median_days"]) == (1, in_time, answered + 3)


@pytest.mark.parametrize(("day", "overdue"), [(8, 0), (9, 0), (10, 1), (11, 1)])
def test_an_alert_is_overdue_the_day_after_its_last_day(day, overdue, heyi, alert):
    """By the deadline it has, and by the one it had before it moved."""
    alert(heyi, ("open", 3), due_on=june(9))
    assert told(heyi, june(day))["alerts"]["overdue"] == overdue
    alert(heyi, ("open", 7), ("dispatch", 12))  # two days to send it
    assert told(heyi, june(day))["alerts"]["overdue"] == 2 * overdue


@pytest.mark.parametrize(("day", "is_open"), [(2, 0), (3, 1), (9, 1), (10, 0), (11, 0)])
def test_an_alert_is_open_from_its_clue_to_the_day_before_it_was_closed(day, is_open, heyi, alert):
    alert(heyi, ("open", 3), ("dispatch", 4), ("answer", 5), ("close", 10), outcome="solved")
    assert told(heyi, june(day))["alerts"]["open"] == is_open


def test_an_alert_that_was_reopened_was_closed_in_between(heyi, alert):
    alert(heyi, ("open", 3), ("dispatch", 4), ("answer", 5), ("close", 7), ("reopen", 9))
    assert [told(heyi, june(day))["alerts"]["open"] for day in (6, 7, 8, 9)] == [1, 0, 0, 1]


def test_an_alert_closed_twice_counts_once_and_at_the_last(heyi, alert):
    steps = ("open", 3), ("dispatch", 4), ("answer", 5), ("close", 7), ("reopen", 9), ("answer", 10), ("close", 12)
    alert(heyi, *steps, outcome="identify")
    found = told(heyi)["alerts"]
    assert (found["closed"], found["led_to_identification"], found["answered"], found["median_days"]) == (1, 1, 1, 7)
    assert told(heyi, june(8))["alerts"]["closed"] == 1


def test_an_alert_accepted_twice_counts_once(heyi, alert):
    alert(heyi, ("open", 3), ("dispatch", 4), ("accept", 5), ("misplace", 6), ("dispatch", 7), ("accept", 8))
    assert told(heyi)["alerts"]["accepted"] == 1


# Flags


@pytest.mark.parametrize(
    ("rules", "level", "red", "amber"),
    [
        (["INC-02"], 1, 0, 1),
        (["INC-02", "EXP-02"], 1, 0, 1),
        (["INC-02", "INC-03", "INC-04"], 1, 0, 1),  # one group
        (["INC-02", "EXP-02", "EDU-03"], 1, 1, 0),
        (["INC-01"], 2, 1, 0),
    ],
)
def test_red_is_a_red_flag_or_three_groups_of_amber_ones(rules, level, red, amber, heyi, flag):
    family = household(heyi)
    for rule in rules:
        flag(family, rule, level)
    assert told(heyi)["open"] == {"red": red, "amber": amber}


# Days that can be asked about


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2026-06-15", ""),
        ("2026-06-16", "is in the future"),
        ("2000-01-01", ""),
        ("1999-12-31", "Nothing was registered"),
    ],
)
def test_today_and_the_first_day_can_be_asked_about(day, why):
    day = dt.date.fromisoformat(day)
    if why:
        with pytest.raises(ValidationError, match=why):
            figures.check_indicator_day(day)
    else:
        assert figures.check_indicator_day(day) == day


@pytest.mark.parametrize(
    ("times", "median"), [({}, None), ({3: 1}, 3), ({3: 1, 4: 1}, 3.5), ({3: 2, 9: 1}, 3), ({0: 1, 1: 0, 7: 1}, 3.5)]
)
def test_the_median_counts_how_often_each_value_occurs(times, median):
    assert figures.median_of_counts(times) == median


def test_a_village_is_counted_in_itself_and_in_all_above_it():
    assert figures.area_path_chain("999001/999001101/") == ["999001/", "999001/999001101/"]


def test_the_trend_tells_each_month_s_last_day(heyi):
    case(household(heyi), identified_on=june(0), cleared_on=june(1))
    case(household(heyi), identified_on=june(1))
    trend = dict(Indicators([heyi], DAY).trend)
    days = (dt.date(2026, 4, 30), june(0), DAY)
    states = ("uncleared", "cleared")
    assert [tuple(trend[day][state]["households"] for state in states) for day in days] == [(0, 0), (1, 0), (1, 1)]
