"""The filters of the household list by people, place, income and risk."""

import pytest

from accounts.areas.attributes import enter_area_attribute
from alerts.levels import Level
from alerts.models import HouseholdFacts, RiskFlag, RiskRun
from core.dates import today
from households.choices import LeftReason
from policy.parameters import parameters_on
from povwatch.tests.factories import DAY, area, household, member, person

LIST = "/households/"


def listed(client, **asked):
    return [home.number for home in client.get(LIST, asked).context["page"]]


@pytest.mark.parametrize(
    ("asked", "fits", "misses"),
    [
        ({"illness": "serious"}, {"has_serious_illness": True}, {"has_chronic_illness": True}),
        ({"illness": "chronic"}, {"has_chronic_illness": True}, {"has_serious_illness": None}),
        ({"disability": "any"}, {"disability_type": "sight"}, {"disability_type": "none"}),
        ({"disability": "any"}, {"disability_level": 4}, {}),
        ({"disability": "severe"}, {"disability_level": 2}, {"disability_level": 3}),
        ({"disability": "lighter"}, {"disability_level": 3}, {"disability_level": 2}),
        ({"safety_net": "allowance"}, {"has_allowance": True}, {"has_allowance": False}),
        ({"safety_net": "destitute"}, {"is_destitute": True}, {"has_allowance": True}),
    ],
)
def test_one_person_is_enough_and_who_left_counts_no_more(asked, fits, misses, heyi, wen, client_of):
    member(household(heyi, number="H1"), **fits)
    member(household(heyi, number="H2"), **misses)
    member(household(heyi, number="H3"), **fits, left_on=DAY, left_reason=LeftReason.MOVED)
    assert listed(client_of(wen), **asked) == ["H1"]


def test_by_what_the_household_is(heyi, wen, client_of):
    household(heyi, number="H1", is_safety_net=True, group_no=1, lifted_year=2016)
    household(heyi, number="H2", group_no=2, lifted_year=2017)
    client = client_of(wen)
    assert listed(client, safety_net="household") == listed(client, group="1") == ["H1"]
    assert listed(client, group="2") == listed(client, lifted_year="2017") == ["H2"]
    assert listed(client, group="3") == []


def test_by_the_year_in_which_the_village_was_lifted(heyi, shuikou, qin, client_of):
    household(heyi, number="H1")
    household(shuikou, number="H2")
    enter_area_attribute(heyi, by=qin, kind="lifted", year=2017, document="Order 7")
    enter_area_attribute(shuikou, by=qin, kind="lifted", year=2018, document="Order 7")
    found = {year: listed(client_of(qin), place_lifted=year) for year in ("2016", "2017", "2018")}
    assert found == {"2016": [], "2017": ["H1"], "2018": ["H2"]}


@pytest.fixture
def facts(heyi):
    """Store what the last night knew of a household."""

    def store(number, **values):
        home = household(heyi, number=number)
        return HouseholdFacts.objects.create(household=home, county=home.county, as_of=DAY, people=1, **values)

    return store


def test_income_is_put_into_bands_by_the_line_of_the_county(facts, county, wen, client_of):
    p = parameters_on(today(), county)
    line, near = p.line, p.line * p.near_line
    told = [line - 1, line, line + 1, near - 1, near, near + 1, None]
    for place, net in enumerate(told):
        facts(f"H{place}", net=net)
    client = client_of(wen)
    assert listed(client, income="below") == ["H0"]
    assert listed(client, income="near") == ["H1", "H2", "H3"]
    assert listed(client, income="above") == ["H4", "H5"]
    assert listed(client, income="unknown") == ["H6"]


def test_without_a_line_no_household_is_below_it(db, client_of):
    bare = area("999003", "Bare County")  # no parameter is in force there
    village = area("999003101201", "Tian Village", area("999003101", "Bare Township", bare))
    home = household(village, number="H1")
    HouseholdFacts.objects.create(household=home, county=bare, as_of=DAY, people=1, net=1)
    client = client_of(person("an", "village_clerk", village))
    assert (listed(client, income="below"), listed(client)) == ([], ["H1"])


def test_by_who_is_able_to_work(facts, wen, client_of):
    facts("H1", labour=0), facts("H2", labour=1), facts("H3", labour=None)
    found = {word: listed(client_of(wen), labour=word) for word in ("none", "able", "unknown")}
    assert found == {"none": ["H1"], "able": ["H2"], "unknown": ["H3"]}


def test_by_the_theme_of_an_open_risk(facts, county, wen, client_of):
    run = RiskRun.objects.create(county=county, as_of=DAY)
    flag = {"level": Level.AMBER, "evidence": {}, "judged_by": run, "raised_on": DAY, "raised_by": run}
    over = {"cleared_on": DAY, "cleared_by": run}
    RiskFlag.objects.create(household=facts("H1").household, rule="MED-01", **flag)
    RiskFlag.objects.create(household=facts("H2").household, rule="INC-01", **flag)
    RiskFlag.objects.create(household=facts("H3").household, rule="MED-01", **flag, **over)
    client = client_of(wen)
    assert (listed(client, risk="medical"), listed(client, risk="income")) == (["H1"], ["H2"])
