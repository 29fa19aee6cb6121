"""Did a lifted household fall back into poverty? The data names candidates; people examine each and say why."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from accounts.models import AccessEvent
from alerts.models import HouseholdFacts
from cases.models import ReturnExamination
from cases.returns.actions import examine_return
from cases.returns.candidates import count_return_states
from core.workflow import ActionRefused
from households.models import Household
from policy import parameters
from povwatch.tests.factories import DAY, area, case, household

pytestmark = pytest.mark.usefixtures("in_june")
LIST = "/cases/returns/"
WELL = {"per_capita": 20_000, "education": True, "medical": True, "housing": True, "water": True}


@pytest.fixture
def in_june(time_machine, line):
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)


@pytest.fixture
def line(county):
    """The line that is in force in the county."""
    return parameters.parameters_on(DAY, county).line


def known(home, **told):
    """Keep what is known of a household, as a night does; everything is well unless said otherwise."""
    told = WELL | told
    people, income = 1, told.pop("per_capita")
    met = {f"{name}_met": value for name, value in told.items()}
    HouseholdFacts.objects.create(
        household=home, county=home.county, as_of=DAY, people=people, net=income, kind=home.kind, **met
    )
    return home


def lifted(village, **told):
    return known(household(village, kind="lifted"), **told)


def states(county, village=None):
    homes = Household.objects.within(village or county)
    return {state: n for state, n in count_return_states(homes, parameters.parameters_on(DAY, county)).items() if n}


@pytest.mark.parametrize(("away", "found"), [(-1, {"to_examine": 1}), (0, {}), (1, {})])
def test_income_below_the_line_makes_a_candidate_and_on_it_none(heyi, county, line, away, found):
    lifted(heyi, per_capita=line + away)
    assert states(county) == found


@pytest.mark.parametrize("guarantee", ["education", "medical", "housing", "water"])
def test_a_guarantee_that_is_not_met_makes_a_candidate_and_an_unknown_one_none(heyi, county, guarantee):
    lifted(heyi, **{guarantee: False})
    lifted(heyi, **{guarantee: None})
    assert states(county) == {"to_examine": 1, "unknown": 1}


def test_unknown_income_is_unknown_never_fine(heyi, county):
    lifted(heyi, per_capita=None), household(heyi, kind="lifted")
    assert states(county) == {"unknown": 2}


def test_known_trouble_counts_though_something_else_is_unknown(heyi, county):
    lifted(heyi, per_capita=None, housing=False)
    assert states(county) == {"to_examine": 1}


def test_only_lifted_households_on_file_and_not_under_monitoring(heyi, county, line):
    known(household(heyi, kind="general"), per_capita=line - 1)
    case(lifted(heyi, per_capita=line - 1))
    gone = lifted(heyi, per_capita=line - 1)
    Household.objects.filter(pk=gone.pk).update(state="moved")
    assert states(county) == {}
    case(lifted(heyi, per_capita=line - 1), cleared_on=dt.date(2026, 1, 8))
    assert states(county) == {"to_examine": 1}  # cleared, and below the line again


def test_people_say_what_it_is_and_why(heyi, county, line, zhao, li, client_of):
    kept, back = lifted(heyi, per_capita=line - 1), lifted(heyi, per_capita=line - 2)
    client_of(zhao).post(f"{LIST}{kept.pk}/", {"verdict": "not_returned", "reason": "Wages of May were not told."})
    client_of(li).post(f"{LIST}{back.pk}/", {"verdict": "returned", "reason": "Nobody earns any more."})
    assert states(county) == {"not_returned": 1, "returned": 1}
    made = ReturnExamination.objects.get(household=kept)
    assert (made.by, made.known["per_capita"]) == (zhao, f"{line - 1:.2f}")
    entry = AccessEvent.objects.get(action="return_examined", user=zhao)
    assert "Wages" not in str(entry.details) and entry.households == [kept.pk]


def test_a_township_refuses_and_never_confirms(heyi, line, zhao, client_of):
    home = lifted(heyi, per_capita=line - 1)
    page = client_of(zhao).get(f"{LIST}{home.pk}/").content.decode()
    assert 'value="not_returned"' in page and 'value="returned"' not in page
    assert client_of(zhao).post(f"{LIST}{home.pk}/", {"verdict": "returned", "reason": "x"}).status_code == 422
    with pytest.raises(PermissionDenied):
        examine_return(home, by=zhao, verdict="returned", reason="Nobody earns any more.")
    assert not ReturnExamination.objects.exists()


def test_who_does_not_examine_reads(heyi, line, lan, su, client_of):
    home = lifted(heyi, per_capita=line - 1)
    for user in (lan, su):
        page = client_of(user).get(f"{LIST}{home.pk}/").content.decode()
        assert "income below the line" in page and "<textarea" not in page
        with pytest.raises(PermissionDenied):
            examine_return(home, by=user, verdict="not_returned", reason="x")


def test_next_door_nothing_is_found(heyi, line, mo, client_of):
    home = lifted(heyi, per_capita=line - 1)
    assert client_of(mo).get(f"{LIST}{home.pk}/").status_code == 404


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_needs_a_reason_and_what_was_typed_comes_back(heyi, line, zhao, client_of, reason):
    home = lifted(heyi, per_capita=line - 1)
    answer = client_of(zhao).post(f"{LIST}{home.pk}/", {"verdict": "not_returned", "reason": reason})
    assert answer.status_code == 422
    with pytest.raises(ValidationError):
        examine_return(home, by=zhao, verdict="not_returned", reason=reason)


def test_there_is_nothing_to_examine_where_all_is_well(heyi, zhao):
    with pytest.raises(ActionRefused, match="nothing to examine"):
        examine_return(lifted(heyi), by=zhao, verdict="not_returned", reason="All is well.")


def test_the_later_of_two_verdicts_of_a_year_holds(heyi, county, line, li):
    home = lifted(heyi, per_capita=line - 1)
    examine_return(home, by=li, verdict="returned", reason="Nobody earns any more.")
    examine_return(home, by=li, verdict="not_returned", reason="The son sends money.")
    assert states(county) == {"not_returned": 1} and home.return_examinations.count() == 2


@pytest.mark.parametrize(
    ("on", "state"), [(dt.date(2025, 12, 31), "to_examine"), (dt.date(2026, 1, 1), "not_returned")]
)
def test_a_verdict_holds_for_its_year(heyi, county, line, zhao, on, state):
    home = lifted(heyi, per_capita=line - 1)
    ReturnExamination.objects.create(household=home, examined_on=on, verdict="not_returned", reason="Seen.", by=zhao)
    assert states(county) == {state: 1}


def test_a_request_that_comes_twice_records_once(heyi, line, zhao, client_of):
    home = lifted(heyi, per_capita=line - 1)
    for reason in ("Wages of May.", "Wages of May. ", "And of June."):
        client_of(zhao).post(f"{LIST}{home.pk}/", {"verdict": "not_returned", "reason": reason})
    assert [one.reason for one in home.return_examinations.order_by("pk")] == ["Wages of May.", "And of June."]


def test_who_returned_stays_told_when_monitoring_begins(heyi, county, line, li):
    home = lifted(heyi, per_capita=line - 1)
    examine_return(home, by=li, verdict="returned", reason="Nobody earns any more.")
    case(home, identified_on=DAY)
    assert states(county) == {"returned": 1}


def test_the_list_leads_from_the_dashboard_and_has_as_many_rows(heyi, shuikou, line, qin, zhao, client_of):
    lifted(heyi, per_capita=line - 1), lifted(heyi, per_capita=None), lifted(shuikou, water=False)
    examine_return(lifted(heyi, per_capita=line - 5), by=zhao, verdict="not_returned", reason="Wages of May.")
    client = client_of(qin)
    rows = client.get("/dashboard/").context["page"].returns
    assert [one["number"] for one in rows] == [0, 1, 2, 1]
    for one in rows:
        assert client.get(one["url"]).context["page"].paginator.count == one["number"]
    assert client.get(rows[2]["url"], {"village": heyi.code, "state": "to_examine"}).status_code == 200


def test_without_a_line_in_force_nobody_is_fine(heyi):
    lifted(heyi)
    nothing = parameters.parameters_on(DAY, area("999003", "Songshan County"))
    assert count_return_states(Household.objects.within(heyi), nothing)["unknown"] == 1


@pytest.mark.parametrize(
    ("said", "promise"), [({"verdict": "perhaps"}, "return_verdict_known"), ({"reason": ""}, "a_return_has_a_reason")]
)
def test_the_database_wants_a_known_verdict_with_its_reason(heyi, zhao, said, promise):
    about = {"household": household(heyi), "examined_on": DAY, "by": zhao}
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        ReturnExamination.objects.create(**about, **{"verdict": "not_returned", "reason": "Seen."} | said)
