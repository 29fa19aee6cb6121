"""The annual update: who is asked, what counts as told, and the reminder."""

import datetime as dt

import pytest
import time_machine

from alerts.engine.run import execute_risk_run
from alerts.models import Alert
from core.dates import accounting_months
from povwatch.tests.factories import case, household, led_to, told
from visits.phone.bundle import offline_bundle
from visits.planning.annual_update import last_day_to_collect

PAGE = "/visits/annual-update/"
NOVEMBER = dt.datetime(2026, 11, 29, 2, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(NOVEMBER, tick=False):
        yield


def tell_year(home, year=2026, months=12):
    start = accounting_months(year).start
    return told(home, {"wages_labour": 24000}, first=start, months=months, on=dt.date(year, 11, 1))


def numbers(page):
    """{village: (asked, told, missing)} of the page."""
    return {row["village__name"]: (row["asked"], row["told"], row["missing"]) for row in page.context["villages"]}


def listed(client, how):
    page = client.get("/households/", {"update": how})
    return {household.number for household in page.context["page"]}


def test_a_household_counts_as_told_once_the_whole_year_is_known(county, heyi, zhao, client_of):
    tell_year(household(heyi, number="whole"))
    tell_year(household(heyi, number="eleven"), months=11)
    tell_year(household(heyi, number="before"), year=2025)
    household(heyi, number="never")
    execute_risk_run(county)
    client = client_of(zhao)
    assert numbers(client.get(PAGE)) == {"Heyi Village": (4, 1, 3)}
    assert listed(client, "told") == {"whole"} and listed(client, "missing") == {"eleven", "before", "never"}


def test_a_year_told_month_by_month_is_told(county, heyi, zhao, client_of):
    home = household(heyi)
    for month in range(12):
        start = dt.date(2025 + (9 + month) // 12, (9 + month) % 12 + 1, 1)
        told(home, {"wages_labour": 2000}, first=start)
    execute_risk_run(county)
    assert numbers(client_of(zhao).get(PAGE)) == {"Heyi Village": (1, 1, 0)}


def test_lifted_and_monitored_households_are_asked_others_not(county, heyi, zhao, client_of):
    household(heyi, number="lifted")
    household(heyi, number="general", kind="general")
    case(household(heyi, number="monitored", kind="general"))
    case(household(heyi, number="cleared", kind="general"), cleared_on=dt.date(2026, 5, 1))
    execute_risk_run(county)
    client = client_of(zhao)
    assert listed(client, "missing") == {"lifted", "monitored", "cleared"}
    assert numbers(client.get(PAGE)) == {"Heyi Village": (3, 0, 3)}


@pytest.mark.parametrize(("day", "is_told"), [(dt.date(2026, 9, 30), True), (dt.date(2026, 10, 1), False)])
def test_on_the_first_of_october_a_new_year_begins(county, heyi, zhao, client_of, day, is_told):
    tell_year(household(heyi), year=2025)
    with time_machine.travel(dt.datetime(day.year, day.month, day.day, 2, tzinfo=dt.UTC), tick=False):
        execute_risk_run(county)
        assert numbers(client_of(zhao).get(PAGE)) == {"Heyi Village": (1, int(is_told), int(not is_told))}


@pytest.mark.parametrize(("day", "warns"), [(31, False), (32, True)])
def test_after_december_the_page_says_that_the_time_is_over(county, heyi, zhao, client_of, day, warns):
    household(heyi)
    moment = dt.datetime(2026, 12, 1, 2, tzinfo=dt.UTC) + dt.timedelta(day - 1)
    with time_machine.travel(moment, tick=False):
        page = client_of(zhao).get(PAGE)
        assert ("The time to collect is over" in page.text) == warns
    assert last_day_to_collect(moment.date()) == dt.date(2026, 12, 31)


def test_today_and_the_phone_remind_of_it_until_it_is_told(county, heyi, lan, client_of):
    home = household(heyi)
    execute_risk_run(county)
    page = client_of(lan).get("/visits/").text
    assert "Annual update 2026: 0 of 1 households told." in page and PAGE in page
    brief = offline_bundle(lan)["households"][0]
    assert (brief["update"], brief["purpose"]) == ("Annual update 2026 until 31 Dec 2026", "update")
    tell_year(home)
    execute_risk_run(county)
    assert "households told." not in client_of(lan).get("/visits/").text
    brief = offline_bundle(lan)["households"][0]
    assert (brief["update"], brief["purpose"]) == ("", "routine")


def test_an_alert_to_verify_comes_before_the_annual_update(county, heyi, lan):
    home, day = household(heyi), dt.date(2026, 11, 28)
    execute_risk_run(county)
    days = {"opened_on": day, "dispatched_on": day, "decide_by": day}
    led_to(Alert.objects.create(household=home, village=heyi, channel="rules", level=1, state="dispatched", **days))
    brief = offline_bundle(lan)["households"][0]
    assert brief["purpose"] == "verify" and brief["update"].startswith("Annual update 2026")


def test_everybody_sees_the_villages_of_their_own_area(county, heyi, shuikou, lan, client_of):
    household(heyi), household(shuikou)
    assert list(numbers(client_of(lan).get(PAGE))) == ["Heyi Village"]


def test_without_households_the_page_says_what_to_do(county, zhao, client_of):
    assert "import the registry" in client_of(zhao).get(PAGE).text
