"""What each rule yields: households under it, alerts of the last months, and how they were answered."""

import datetime as dt

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from alerts.engine import yields
from alerts.engine.columns import RULE_YIELDS_TABLE
from alerts.models import Alert
from core.listing import NUMBER
from policy.parameters import parameters_on
from povwatch.tests.factories import DAY, area, household, person, stand

from .nights import night

RULES_PAGE = "/risk/rules/"


@pytest.fixture(autouse=True)
def mid_june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def poor(heyi, shuikou, county):
    """One family below the line in Heyi and one in Shuikou, each with an alert after a night."""
    homes = [household(heyi, income=8_000), household(shuikou, income=8_000)]
    night(county)
    return homes


def of_rule(user, county, code="INC-01") -> dict:
    told = yields.rule_yields(user, county, parameters_on(DAY, county))
    return next(one.counts for one in told if one.rule.code == code)


def answer(home, outcome):
    stand(Alert.objects.filter(household=home), "answered", outcome=outcome)


def test_a_rule_tells_its_households_its_alerts_and_their_answers(poor, county, qin):
    counted = {"households": 2, "red": 2, "amber": 0, "alerts": 2, "no_risk": 0, "monitored": 0, "identified": 0}
    assert of_rule(qin, county) == counted | {"unanswered": 2}
    answer(poor[0], "monitored"), answer(poor[1], "remark")
    assert of_rule(qin, county) == counted | {"monitored": 1, "identified": 1, "unanswered": 0}
    assert set(of_rule(qin, county, "INC-02").values()) == {0}


def test_a_township_sees_the_yield_of_its_own_territory(poor, county, zhao):
    assert (of_rule(zhao, county)["households"], of_rule(zhao, county)["alerts"]) == (1, 1)


@pytest.mark.parametrize(("opened", "counted"), [("2025-11-30", 1), ("2025-12-01", 2), ("2025-12-02", 2)])
def test_alerts_count_from_the_first_day_of_the_sixth_month_back(poor, county, qin, opened, counted):
    Alert.objects.filter(household=poor[0]).update(opened_on=dt.date.fromisoformat(opened))
    assert of_rule(qin, county)["alerts"] == counted and of_rule(qin, county)["households"] == 2


def test_before_the_first_night_nothing_is_known_and_the_page_says_so_with_a_dash(heyi, county, qin, client_of):
    household(heyi, income=8_000)
    assert set(of_rule(qin, county).values()) == {None}
    page = client_of(qin).get(RULES_PAGE).content.decode()
    assert '<td data-label="Households now" class="pw-number">–' in page and "0 red" not in page


def test_whoever_sees_no_households_sees_no_yield(poor, county, tan, ding):
    assert set(of_rule(tan, county).values()) == set(of_rule(ding, county).values()) == {None}


def test_a_rule_that_is_switched_off_says_so(db, client_of):
    bare = area("999003", "Huangshi County")
    sun = person("sun", "county_staff", bare)
    assert "INC-01, switched off" in client_of(sun).get(RULES_PAGE).content.decode()


def test_each_number_opens_what_it_counts(poor, county, qin, client_of):
    answer(poor[0], "monitored")
    client = client_of(qin)
    one = next(row for row in client.get(RULES_PAGE).context["yields"] if row.rule.code == "INC-01")
    linked = [column for column in RULE_YIELDS_TABLE.columns if column.kind == NUMBER and column.url]
    opened = {column.code for column in linked if column.url(one)}
    assert opened == {"households", "alerts", "monitored"}
    for column in (column for column in linked if column.code in opened):
        page = client.get(column.url(one)).context["page"]
        assert page.paginator.count == column.read(one) > 0, column.code


def test_the_noisiest_rule_stands_first(poor, county, qin, client_of):
    first = client_of(qin).get(RULES_PAGE).context["yields"][0]
    assert first.rule.code == "INC-01"


def test_all_rules_are_counted_by_the_same_few_questions(poor, heyi, county, qin):
    of_rule(qin, county)
    with CaptureQueriesContext(connection) as few:
        of_rule(qin, county)
    household(heyi, income=8_700, has_safe_water=False), night(county)
    with CaptureQueriesContext(connection) as more:
        of_rule(qin, county)
    assert len(more) == len(few)


def test_the_table_can_be_taken_along(poor, qin, client_of):
    file = client_of(qin).get(RULES_PAGE, {"table": "rule-yields", "file": "csv"})
    assert "Income below the line" in file.content.decode("utf-8-sig")
