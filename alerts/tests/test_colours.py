"""The colour of a household, and nights in a county where a parameter is not in force."""

import datetime as dt

import pytest

from alerts.levels import Level
from alerts.models import HouseholdFacts, RiskFlag, RunState
from alerts.rules import RULES
from households.choices import Insurance
from povwatch.tests.factories import DAY, area, earn, household, member

from .nights import colour, earns, enact, night, standing

AMBER, RED = Level.AMBER, Level.RED
NEXT = DAY + dt.timedelta(1)
LATER = DAY + dt.timedelta(2)


@pytest.fixture
def bare(db):
    """A village of a county in which nothing is in force but how old income may be."""
    made = area("999003", "Huangshi County")
    enact(made, "income_stale_months", "3")
    return area("999003101201", "Lower Village", area("999003101", "Upper Township", made))


def test_without_a_line_the_rules_that_need_it_are_silent_and_named(bare):
    home = household(bare, income=100, house_grade="D")
    run = night(bare.parent.parent)
    assert standing(home) == {"HOU-01": RED}
    silent = run.counts["not_judged"]
    assert {"INC-01", "INC-02", "EXP-01", "CLR-01"} <= set(silent) and not {"HOU-01", "INC-04"} & set(silent)
    assert colour(home) == "red"


def test_a_rule_that_was_not_judged_keeps_its_flags(bare):
    home = household(bare, income=100)
    run = night(bare.parent.parent)
    RiskFlag.objects.create(
        household=home, rule="INC-01", level=RED, evidence={}, judged_by=run, raised_by=run, raised_on=DAY
    )
    night(bare.parent.parent, NEXT)
    assert standing(home) == {"INC-01": RED} and colour(home) == "red"


def test_a_county_without_any_parameter_gets_its_night(db):
    village = area("999004101201", "Lower Village", area("999004101", "Upper Township", area("999004", "Nan County")))
    home = household(village, income=100, house_grade="D")
    run = night(village.parent.parent)
    assert run.state == RunState.COMPLETED and run.parameters == {}
    assert HouseholdFacts.objects.get(household=home).net == 200  # told of each month: nothing need be carried
    assert run.counts["not_judged"] == sorted(code for code, entry in RULES.items() if entry.uses)


# ---------------------------------------------------------------------------------------------------------- the colour


def test_three_different_amber_groups_make_a_household_red(heyi, county):
    home = household(heyi, income=9000, house_grade="A", has_safe_water=False)
    night(county)
    assert standing(home) == {"INC-02": AMBER, "WAT-01": AMBER} and colour(home) == "amber"
    home.kind = "general"
    home.save()
    member(home, insurance=Insurance.NONE)
    earns(home, 9000)
    night(county)
    assert standing(home) == {"INC-02": AMBER, "WAT-01": AMBER, "MED-04": AMBER} and colour(home) == "red"


def test_the_switch_of_amber_groups_can_be_turned_off_and_on(heyi, county):
    home = household(heyi, kind="general", income=9000, has_safe_water=False)
    home.members.filter(relation="other").update(insurance=Insurance.NONE)
    enact(county, "amber_switch", "0", DAY), enact(county, "amber_switch", "1", NEXT)
    enact(county, "amber_groups_red", "4", LATER)
    assert [night(county, day) and colour(home) for day in (DAY, NEXT, LATER)] == ["amber", "red", "amber"]


def test_three_rules_of_one_group_are_one_group(heyi, county):
    home = household(heyi, income=9000)  # near the line, fallen by a third, and for the third year
    for years, amount in ((1, 13_000), (2, 14_000), (3, 15_000)):
        earn(home, amount * 2, years_back=years)
    night(county)
    assert standing(home) == {"INC-02": AMBER, "INC-03": AMBER, "INC-04": AMBER} and colour(home) == "amber"


def test_nothing_found_is_green_only_where_everything_is_known(heyi, county):
    well, unasked = household(heyi, income=50_000), household(heyi, income=50_000)
    unasked.members.filter(relation="other").update(birth_date=None)
    night(county)
    assert (colour(well), colour(unasked)) == ("green", "unknown")


def test_a_colour_changes_back_when_the_flag_is_cleared(heyi, county):
    poor = household(heyi, income=8000)
    night(county)
    assert colour(poor) == "red"
    earns(poor, 50_000)
    night(county, NEXT)
    assert colour(poor) == "green"
