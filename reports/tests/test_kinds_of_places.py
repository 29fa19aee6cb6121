"""T15: who is under monitoring by what the village was at the end of the month, and of those resettled for a reservoir.
What is corrected later leaves a frozen month as it was."""

import datetime as dt

import pytest
import time_machine

from accounts.areas.attributes import correct_area_attribute, enter_area_attribute, withdraw_area_attribute
from povwatch.tests import factories
from reports.counting import COUNTINGS, rows
from reports.month import actions as month_actions
from reports.month.verify import verify_report
from reports.sheets import REPORT_SHEETS
from reports.sheets.table import ReportFigures, fill_sheet

MAY, LAST = dt.date(2026, 5, 1), dt.date(2026, 5, 31)


@pytest.fixture(autouse=True)
def places_alone(monkeypatch):
    monkeypatch.setattr(rows, "COUNTINGS", {name: COUNTINGS[name] for name in ("stock", "places")})


@pytest.fixture
def clock(db):
    with time_machine.travel("2026-06-01T00:30+08:00", tick=False) as made:
        yield made


@pytest.fixture
def families(clock, heyi, shuikou):
    """Three and two people in Heyi, the second cleared; four in Shuikou, who came from the reservoir."""
    factories.case(factories.household(heyi, people=3))
    factories.case(factories.household(heyi), cleared_on=dt.date(2026, 5, 20))
    factories.case(factories.household(shuikou, people=4, resettled_project="Three Gorges"))


def enter(area, by, kind, **told):
    return enter_area_attribute(area, by=by, kind=kind, document="Order 7", **told)


def sheet(report, area) -> dict:
    """{kind: households, people under monitoring; cleared; not yet cleared}, without the shares."""
    filled = fill_sheet(ReportFigures(report, [area]), REPORT_SHEETS["T15"])
    return {row.key: [cell.value for cell in row.cells[:6]] for row in filled.rows}


NOTHING = [0] * 6


def test_it_counts_by_village_by_what_lies_around_and_by_household(families, county, heyi, shuikou, qin):
    enter(heyi, qin, "lifted", year=2017)
    enter(county, qin, "old_base")
    report = month_actions.close_report_month(county, MAY)
    assert sheet(report, county) == {
        "lifted": [2, 5, 1, 2, 1, 3],
        "mountain": NOTHING,
        "reservoir": NOTHING,
        "old_base": [3, 9, 1, 2, 2, 7],
        "resettled": [1, 4, 0, 0, 1, 4],
    }
    assert sheet(report, shuikou)["old_base"] == [1, 4, 0, 0, 1, 4] and sheet(report, shuikou)["lifted"] == NOTHING


@pytest.mark.parametrize(("first", "last", "counts"), [
    (-1, None, True), (0, None, True), (1, None, False), (None, -1, False), (None, 0, True), (None, 1, True),
])  # fmt: skip
def test_what_holds_on_the_last_day_of_the_month_counts(families, county, heyi, qin, first, last, counts):
    days = {"valid_from": first, "valid_until": last}
    told = {name: days[name] is not None and LAST + dt.timedelta(days[name]) or None for name in days}
    enter(heyi, qin, "mountain", **told)
    enter(county, qin, "old_base")
    told = sheet(month_actions.close_report_month(county, MAY), county)["mountain"]
    assert told == ([2, 5, 1, 2, 1, 3] if counts else NOTHING)


def test_a_month_in_which_nothing_was_on_record_says_so(clock, county, heyi):
    factories.case(factories.household(heyi))
    report = month_actions.close_report_month(county, MAY)
    assert sheet(report, county)["mountain"] == [None] * 6


@pytest.mark.parametrize("what", ["corrected", "taken back", "entered"])
def test_what_is_said_later_leaves_a_frozen_month_as_it_was(families, county, heyi, shuikou, qin, clock, what):
    one = enter(heyi, qin, "lifted", year=2017)
    report = month_actions.close_report_month(county, MAY)
    told = sheet(report, county)
    clock.move_to("2027-06-01T00:30+08:00")  # after the moment by the clock of the database
    if what == "corrected":
        correct_area_attribute(one, by=qin, why="It was not", valid_until=dt.date(2026, 1, 1))
    elif what == "taken back":
        withdraw_area_attribute(one, by=qin, why="It was not")
    else:
        enter(shuikou, qin, "lifted", year=2018)
    report.refresh_from_db()
    assert sheet(report, county) == told and verify_report(report).holds
