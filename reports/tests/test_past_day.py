"""A past day seen twice: what was known when its month was frozen, and what is true now of then."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.choices import CaseStep
from povwatch.tests import factories
from reports.indicators.figures import exact_share
from reports.month import actions as month_actions
from reports.past_day.compare import headline_indicators, headlines_twice, months_frozen_on
from reports.sheets.table import ReportFigures

from . import may
from .may import MAY, NOW, PAGE, words

pytestmark = pytest.mark.usefixtures("few_countings")
LAST = dt.date(2026, 5, 31)
ON_LAST = {"on": "2026-05-31"}
NOTHING_DIFFERS = "Nothing differs: what is true now of that day is what was known then."


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel(NOW, tick=False) as moved:
        yield moved


@pytest.fixture
def families(clock, heyi, shuikou):
    return may.families(heyi, shuikou)


@pytest.fixture
def frozen(families, county):
    return month_actions.close_report_month(county, MAY)


def twice(report, *areas) -> dict:
    """{(figure, basis): (then, now, difference)} of what differs."""
    told = headlines_twice(ReportFigures(report, areas), headline_indicators(areas, report.as_of))
    return {
        (str(one.figure.label), str(one.figure.basis_words)): (one.then.value, one.now, one.difference)
        for one in told
        if one.differs
    }


def recorded_late(village):
    """A family of two that was identified in May; nobody entered it before June."""
    return factories.case(factories.household(village, people=2), identified_on=dt.date(2026, 5, 20))


def test_nothing_differs_while_nothing_arrives(frozen, county, heyi, shuikou):
    assert [twice(frozen, area) for area in (county, heyi, shuikou)] == [{}, {}, {}]


def test_what_arrived_later_differs_where_it_happened_and_nowhere_else(frozen, county, heyi, shuikou):
    recorded_late(heyi)
    assert twice(frozen, county) == {
        ("Monitored", "households"): (3, 4, 1),
        ("Monitored", "people"): (9, 11, 2),
        ("Not yet cleared", "households"): (2, 3, 1),
        ("Not yet cleared", "people"): (7, 9, 2),
        ("Share cleared", "households"): seen(exact_share(1, 3), exact_share(1, 4)),
        ("Share cleared", "people"): seen(exact_share(2, 9), exact_share(2, 11)),
        ("Newly identified in the month", "households"): (1, 2, 1),
    }
    assert twice(frozen, heyi)["Monitored", "households"] == (2, 3, 1) and twice(frozen, shuikou) == {}


def seen(then, now) -> tuple:
    return then, now, now - then


@pytest.mark.parametrize(("day", "differs"), [(dt.date(2026, 5, 31), True), (dt.date(2026, 6, 1), False)])
def test_a_step_of_the_last_day_differs_and_one_of_the_day_after_does_not(frozen, families, county, day, differs):
    factories.move(families[0], CaseStep.END, "active", "ended", day)
    assert bool(twice(frozen, county)) is differs


# The pages


def test_each_page_says_which_of_the_two_it_is_and_leads_to_the_other(frozen, qin, client_of, heyi):
    month, dashboard = client_of(qin).get(PAGE), client_of(qin).get("/dashboard/", ON_LAST)
    assert "This page shows what was known of 31 May 2026 at 20" in words(month)  # by the clock of the database
    assert "/dashboard/?area=999001&amp;on=2026-05-31" in month.content.decode()
    assert "This page shows what is true now of 31 May 2026" in words(dashboard)
    assert "What was known then: the frozen month May 2026 of Qingshan County" in words(dashboard)
    assert f'href="{PAGE}?area=999001"' in dashboard.content.decode()
    assert NOTHING_DIFFERS in words(month) and NOTHING_DIFFERS in words(dashboard)
    village = client_of(qin).get("/dashboard/", {**ON_LAST, "area": heyi.code}).content.decode()
    assert f'href="{PAGE}?area={heyi.code}"' in village


def test_both_pages_show_the_same_difference_and_why(frozen, qin, client_of, heyi):
    recorded_late(heyi)
    for address, query in ((PAGE, {}), ("/dashboard/", ON_LAST)):
        page = words(client_of(qin).get(address, query))
        assert "Figures differ: visits, imports and corrections that arrived after the month was frozen" in page
        assert "Monitored households 3 4 +1" in page and "Monitored people 9 11 +2" in page
        assert "Share cleared households 33.3% 25.0% −8.3" in page and NOTHING_DIFFERS not in page


@pytest.mark.parametrize(("on", "compared"), [("2026-05-30", False), ("2026-05-31", True)])
def test_only_the_last_day_of_a_frozen_month_is_compared(frozen, qin, client_of, on, compared):
    page = words(client_of(qin).get("/dashboard/", {"on": on}))
    assert "This page shows what is true now of" in page
    assert ("No month is frozen with this day as its last" in page) is not compared
    assert (NOTHING_DIFFERS in page) is compared


def test_a_draft_is_not_what_was_known_then(families, county, qin, client_of):
    month_actions.draft_report(county, MAY)
    page = words(client_of(qin).get(PAGE))
    assert "This page shows what was known of 31 May 2026 when the draft was counted" in page
    assert NOTHING_DIFFERS not in page
    assert months_frozen_on([county], LAST) == []


def test_today_is_not_a_past_day(families, qin, client_of):
    assert "true now" not in words(client_of(qin).get("/dashboard/"))


def test_a_village_sees_its_own_difference_alone(frozen, lan, client_of, heyi, shuikou):
    recorded_late(shuikou)
    for address, query in ((PAGE, {}), ("/dashboard/", ON_LAST)):
        page = words(client_of(lan).get(address, query))
        assert NOTHING_DIFFERS in page and "Monitored households 2 2 0" in page
    recorded_late(heyi)
    for address, query in ((PAGE, {}), ("/dashboard/", ON_LAST)):
        assert "Monitored households 2 3 +1" in words(client_of(lan).get(address, query))


def test_the_county_next_door_is_not_told_of_the_month(frozen, mo, client_of):
    assert "What was known then" not in words(client_of(mo).get("/dashboard/", ON_LAST))
    assert client_of(mo).get(PAGE).status_code == 404


def test_the_dashboard_compares_with_the_latest_frozen_version(frozen, county, heyi, qin, client_of):
    recorded_late(heyi)
    second = month_actions.correct_report(frozen, by=qin, why="Recorded late")
    assert months_frozen_on([county], LAST) == [frozen], "a correction counts when it is frozen"
    month_actions.take_report_step(second, "freeze", by=qin)
    assert months_frozen_on([county], LAST) == [second]
    assert NOTHING_DIFFERS in words(client_of(qin).get("/dashboard/", ON_LAST))
    assert "Figures differ" in words(client_of(qin).get(PAGE)), "version 1 stays as it was known then"


def test_more_villages_cost_no_more_questions(frozen, county, anping, heyi, qin, client_of):
    """Two questions for what is true now and one for what was known then, however many villages there are."""
    with CaptureQueriesContext(connection) as few:
        headlines_twice(ReportFigures(frozen, [county]), headline_indicators([county], LAST))
    for number in range(5):
        recorded_late(factories.area(f"99900110121{number}", f"Village {number}", anping))
    with CaptureQueriesContext(connection) as many:
        headlines_twice(ReportFigures(frozen, [county]), headline_indicators([county], LAST))
    assert len(few) == len(many) == 3
