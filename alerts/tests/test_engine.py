"""The life of flags over nights: raised once, cleared once, and nothing is written that did not change."""

import datetime as dt

import pytest

from alerts.engine import run as risk_run
from alerts.levels import Level
from alerts.models import HouseholdFacts, RiskFlag, RiskRun, RunState
from households.choices import Insurance
from households.models import Household
from povwatch.tests.factories import DAY, area, case, household, member

from .nights import colour, earns, enact, history, night, on, standing, versions

AMBER, RED = Level.AMBER, Level.RED
NEXT = DAY + dt.timedelta(1)
LATER = DAY + dt.timedelta(2)


@pytest.fixture
def poor(heyi):
    """Below the line of 8,800."""
    return household(heyi, income=8000)


# --------------------------------------------------------------------------------------------------------- one night


def test_a_night_raises_a_flag_with_its_evidence(poor, county):
    run = night(county)
    flag = RiskFlag.objects.get(household=poor, rule="INC-01")
    assert (flag.level, flag.raised_on, flag.raised_by, flag.judged_by, flag.cleared_on) == (RED, DAY, run, run, None)
    assert flag.evidence == {
        "as_of": "2026-06-15",
        "facts": {"per_capita": 8000, "is_followed": False, "income_carried": 0, "income_known": 12},
        "parameters": {"line": "8800", "income_carried_red": "6"},
    }


def test_the_record_tells_what_was_counted_and_how_long_it_took(poor, heyi, county, qin):
    household(heyi, income=50_000), household(heyi, income=9000), household(heyi, people=0)
    run = night(county, by=qin)
    run.refresh_from_db()
    assert run.state == RunState.COMPLETED and run.finished_at and run.started_by == qin and run.error == ""
    assert run.counts["households"] == 4
    assert run.counts["facts"] == {"added": 4, "changed": 0, "removed": 0}
    assert run.counts["flags"] == {"cleared": 0, "updated": 0, "raised": 2}
    assert run.counts["colours"] == {"red": 1, "amber": 1, "unknown": 1, "green": 1}
    assert run.counts["open"] == {"INC-01": {"red": 1, "amber": 0}, "INC-02": {"red": 0, "amber": 1}}
    assert (
        run.counts["unknown"] | {"any": 1, "no_members": 1, "income_unknown": 1, "no_head": 0} == run.counts["unknown"]
    )
    assert run.counts["not_judged"] == []
    assert [str(label) for label, _seconds in run.steps] == ["Facts", "Rules", "Flags", "Colours", "Alerts", "Counts"]
    assert run.parameters["line"] == {
        "value": "8800",
        "since": "2025-01-01",
        "document": run.parameters["line"]["document"],
    }


def test_the_same_night_twice_changes_nothing(poor, heyi, county):
    household(heyi, income=9000), household(heyi, people=0)
    night(county)
    before = versions()
    again = night(county)
    assert versions() == before
    assert again.counts["facts"] == {"added": 0, "changed": 0, "removed": 0}
    assert again.counts["flags"] == {"cleared": 0, "updated": 0, "raised": 0}


def test_a_day_later_without_news_nothing_changes_either(poor, county):
    night(county)
    before = versions()
    night(county, NEXT)
    assert versions() == before


# ------------------------------------------------------------------------------------------------- the life of a flag


def test_a_flag_whose_reason_vanishes_is_cleared(poor, county):
    night(county)
    earns(poor, 20_000)
    run = night(county, NEXT)
    assert history(poor, "INC-01") == [(RED, DAY, NEXT)] and standing(poor) == {}
    assert RiskFlag.objects.get(household=poor).cleared_by == run


def test_a_rise_from_amber_to_red_clears_one_flag_and_raises_another(heyi, county):
    home = household(heyi, kind="general")
    member(home, insurance=Insurance.NONE)
    night(county)
    case(home, identified_on=NEXT)  # monitored households must be insured
    night(county, NEXT)
    assert history(home, "MED-04") == [(AMBER, DAY, NEXT), (RED, NEXT, None)]


def test_a_reason_that_returns_raises_anew(poor, county):
    night(county)
    earns(poor, 20_000)
    night(county, NEXT)
    earns(poor, 8000)
    night(county, LATER)
    assert history(poor, "INC-01") == [(RED, DAY, NEXT), (RED, LATER, None)]


def test_raised_cleared_and_raised_again_on_one_day(poor, county):
    night(county)
    earns(poor, 20_000)
    night(county)
    earns(poor, 8000)
    night(county)
    assert history(poor, "INC-01") == [(RED, DAY, DAY), (RED, DAY, None)]


def test_changed_facts_update_the_evidence_of_the_same_flag(poor, county):
    first = night(county)
    earns(poor, 7000)
    second = night(county, NEXT)
    flag = RiskFlag.objects.get(household=poor, rule="INC-01")
    assert (flag.raised_on, flag.raised_by, flag.judged_by) == (DAY, first, second)
    assert (flag.evidence["facts"]["per_capita"], flag.evidence["as_of"]) == (7000, "2026-06-16")
    assert second.counts["flags"] == {"cleared": 0, "updated": 1, "raised": 0}


def test_a_new_line_updates_the_evidence_and_raises_for_those_it_reaches(poor, heyi, county):
    above = household(heyi, income=9000)
    night(county)
    enact(county, "line", "9100", NEXT)
    night(county, NEXT)
    assert RiskFlag.objects.get(household=poor, rule="INC-01").evidence["parameters"]["line"] == "9100"
    assert history(above, "INC-02") == [(AMBER, DAY, NEXT)] and standing(above) == {"INC-01": RED}


def test_a_rule_taken_out_of_the_catalogue_clears_its_flags(poor, county):
    run = night(county)
    RiskFlag.objects.filter(household=poor).update(rule="OLD-99")
    night(county, NEXT)
    assert history(poor, "OLD-99") == [(RED, DAY, NEXT)] and standing(poor) == {"INC-01": RED}
    assert run.pk


def test_a_household_off_file_loses_its_facts_and_its_flags_are_cleared(poor, heyi, county):
    stays = household(heyi, income=8000)
    night(county)
    Household.objects.filter(pk=poor.pk).update(state="moved")
    run = night(county, NEXT)
    assert history(poor, "INC-01") == [(RED, DAY, NEXT)] and standing(stays) == {"INC-01": RED}
    assert not HouseholdFacts.objects.filter(household=poor).exists()
    assert run.counts["facts"]["removed"] == 1 and run.counts["households"] == 1


# -------------------------------------------------------------------------------------------------------- other people


def test_one_household_alone_gives_the_same_as_the_night(poor, heyi, county):
    other = household(heyi, income=8000)
    run = night(county, households=[poor.pk])
    assert standing(poor) == {"INC-01": RED} and colour(poor) == "red" and run.is_partial
    assert run.counts["households"] == 1 and run.counts["open"] == {"INC-01": {"red": 1, "amber": 0}}
    assert standing(other) == {} and not HouseholdFacts.objects.filter(household=other).exists()
    before = history(poor, "INC-01")
    night(county)
    assert history(poor, "INC-01") == before and standing(other) == {"INC-01": RED}


def test_one_household_alone_clears_no_other_s_flags(poor, heyi, county):
    other = household(heyi, income=8000)
    night(county)
    earns(poor, 50_000), earns(other, 50_000)
    night(county, NEXT, households=[poor.pk])
    assert standing(poor) == {} and standing(other) == {"INC-01": RED}


def test_two_counties_do_not_touch_each_other(poor, county, neighbour):
    village = area("999002101201", "Qiaotou Village", area("999002101", "Dongshan Township", neighbour))
    theirs = household(village, income=8000)
    night(county)
    assert standing(theirs) == {} and RiskRun.objects.filter(county=neighbour).count() == 0
    night(neighbour, NEXT)
    before = versions()
    night(county, NEXT)
    assert versions() == before and standing(theirs) == standing(poor) == {"INC-01": RED}


def test_contradictory_households_are_counted_as_unknown_and_do_not_distort(poor, heyi, county):
    alone = night(county).counts["open"]
    broken = [household(heyi, people=0), household(heyi, people=0, income=None, house_grade="")]
    two_heads = household(heyi, income=50_000)
    two_heads.members.update(relation="head", birth_date=None, labour="", insurance="")
    run = night(county, NEXT)
    assert run.state == RunState.COMPLETED and run.counts["open"] == alone
    assert [colour(home) for home in (*broken, two_heads)] == ["unknown"] * 3 and colour(poor) == "red"
    assert run.counts["unknown"] == {
        "no_members": 2,
        "no_head": 0,
        "several_heads": 1,
        "income_unknown": 2,
        "birth_unknown": 1,
        "labour_unknown": 1,
        "insurance_unknown": 1,
        "any": 3,
    }


# -------------------------------------------------------------------------------------------------------- which day


def test_a_day_that_lies_ahead_is_refused(county):
    with on(DAY), pytest.raises(risk_run.RunRefused, match="is in the future"):
        risk_run.execute_risk_run(county, as_of=NEXT)
    assert not RiskRun.objects.exists()


def test_a_day_before_the_last_run_is_refused(poor, county):
    night(county, NEXT)
    with on(NEXT), pytest.raises(risk_run.RunRefused, match="already recomputed as of 2026-06-16"):
        risk_run.execute_risk_run(county, as_of=DAY)
    assert RiskRun.objects.count() == 1


def test_the_neighbour_s_last_run_refuses_nothing_here(county, neighbour):
    night(neighbour, NEXT)
    assert night(county).state == RunState.COMPLETED


def test_an_earlier_day_is_fine_for_the_first_run(poor, county):
    with on(NEXT):
        assert risk_run.execute_risk_run(county, as_of=DAY - dt.timedelta(30)).state == RunState.COMPLETED


def test_today_is_the_day_in_shanghai(county):
    assert night(county).as_of == DAY
