"""The night and the what-if by hand: manage.py recompute and manage.py what_if."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from alerts.models import RiskFlag, RiskRun
from povwatch.tests.factories import DAY, area, household

from .nights import on

COUNTY = "--county=999001"


def says(*command) -> str:
    out = StringIO()
    with on(DAY):
        call_command(*command, stdout=out)
    return out.getvalue()


@pytest.fixture
def poor(heyi):
    return household(heyi, income=8000)


def test_recompute_shows_counts_and_seconds_by_step(poor, heyi):
    household(heyi, people=0)
    told = says("recompute")
    assert "999001 as of 2026-06-15: 2 households" in told
    assert all(words in told for words in ("facts", "rules", "flags", "colours", "counts", "INC-01", "no_members 1"))


def test_recompute_as_json_tells_what_the_record_tells(poor, county):
    [told] = json.loads(says("recompute", COUNTY, "--json"))
    run = RiskRun.objects.get()
    assert (told["county"], told["as_of"], told["state"]) == ("999001", "2026-06-15", "completed")
    assert told["counts"] == run.counts and told["seconds"] == run.seconds
    assert told["parameters_digest"] == run.parameters_digest and told["counts"]["open"]["INC-01"] == {
        "red": 1,
        "amber": 0,
    }


def test_recompute_takes_every_county_that_has_households(poor, neighbour):
    says("recompute")
    assert RiskRun.objects.count() == 1
    household(area("999002101201", "Qiaotou Village", area("999002101", "Dongshan Township", neighbour)), income=8000)
    assert [run["county"] for run in json.loads(says("recompute", "--json"))] == ["999001", "999002"]


def test_recompute_as_of_a_day(poor):
    says("recompute", "--as-of=2026-05-31")
    assert RiskRun.objects.get().as_of.isoformat() == "2026-05-31"


def test_recompute_names_the_rules_that_are_silent(db):
    household(area("999003101201", "Lower", area("999003101", "Upper", area("999003", "Huangshi"))))
    told = says("recompute", "--county=999003")
    assert "not in force: " in told and "INC-01" in told


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--as-of=31.5.2026"], "--as-of must be a date like 2026-10-31, not “31.5.2026”"),
        (["--county=999777"], "There is no county 999777"),
        (["--as-of=2026-06-16"], "999001: 2026-06-16 is in the future"),
    ],
)
def test_recompute_refuses_with_the_remedy(poor, arguments, message):
    with pytest.raises(CommandError, match=message):
        says("recompute", *arguments)
    assert not RiskFlag.objects.exists()


def test_recompute_before_anything_is_registered_says_what_to_do_first(db):
    with pytest.raises(CommandError, match="Import a registry or make a sample county first"):
        says("recompute")


def test_what_if_shows_rules_and_townships(poor, anping):
    says("recompute")
    told = says("what_if", "line=7000")
    assert "line: 8800 -> 7000" in told and "INC-01" in told and "Anping" in told


def test_what_if_as_json(poor, heyi, anping):
    says("recompute")
    told = json.loads(says("what_if", "line=7000", "near_line=1.2", COUNTY, "--json"))
    assert told["values"]["near_line"] == {"now": "1.10", "tried": "1.2"} and told["day"] == "2026-06-15"
    assert told["rules"]["INC-01"]["closed_red"] == told["total"]["households"] == 1
    assert list(told["townships"]) == [anping.code] and list(told["townships"][anping.code]["villages"]) == [heyi.code]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["line"], "“line” is not KEY=VALUE"),
        (["lime=9000"], "Unknown parameter “lime”"),
        (["line=high"], "must be a number"),
        (["income_stale_months=2"], "cannot be tried"),
        (["earner_lost_days=30"], "cannot be tried"),  # how much was earned is asked of those days
        (["line=9000", "--county=999777"], "There is no county 999777"),
    ],
)
def test_what_if_refuses_with_the_remedy(poor, arguments, message):
    with pytest.raises(CommandError, match=message):
        says("what_if", *arguments)


def test_what_if_asks_which_county_when_there_are_several(poor, neighbour):
    household(area("999002101201", "Qiaotou Village", area("999002101", "Dongshan Township", neighbour)))
    with pytest.raises(CommandError, match="With households: 999001, 999002"):
        says("what_if", "line=9000")
