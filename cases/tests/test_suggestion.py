"""The type that the system proposes agrees with the figures. The line is 8,800 yuan; one person, the twelve months are
June 2025 to May 2026."""

import datetime as dt

import pytest

from alerts.alert import actions as alert_actions
from cases.assessment.suggestion import suggest_case
from cases.case import actions as case_actions
from core.workflow import ActionRefused
from povwatch.tests.factories import DAY, household, told
from povwatch.tests.jobs import empty_outbox

from . import way

YEAR = dt.date(2025, 6, 1)


@pytest.fixture(autouse=True)
def clock(time_machine):
    time_machine.move_to(dt.datetime(2026, 6, 15, 9, tzinfo=dt.UTC), tick=False)


def family(village, net=None, bill=0, **fields):
    made = household(village, people=1, **fields)
    if net is not None:
        told(made, {"wages_labour": net, "out_of_pocket": bill}, first=YEAR, months=12, on=DAY)
    return made


def put_forward(made, lan, zhao):
    """What becomes of an alert that is answered "to be identified"."""
    alert = alert_actions.enter_alert(made, by=lan, channel="report", level=2, words="They have nothing left")
    for step, by, said in (
        ("dispatch", zhao, {}),
        ("accept", lan, {}),
        ("answer", lan, {"outcome": "identify", "answer": "It is so"}),
        ("close", zhao, {}),
    ):
        alert_actions.take_alert_step(alert, step, by=by, **said)
    empty_outbox()
    return made.cases.get()


@pytest.mark.parametrize("kind", ["lifted", "general"])
@pytest.mark.parametrize(("net", "within"), [("8799.99", True), ("8800", False), ("8800.01", False), ("26400", False)])
def test_unstable_and_marginal_are_proposed_only_within_the_line(heyi, lan, zhao, kind, net, within):
    """Guards against a family with three times the line that is put forward as "unstable lifted"."""
    case = put_forward(family(heyi, net, kind=kind), lan, zhao)
    expected = {"lifted": "unstable", "general": "marginal"}[kind] if within else "sudden"
    said = ", below the line of 8,800" if within else "not below the line of 8,800 yuan: only sudden hardship"
    assert case.case_type == expected and said in case.transitions.get().reason


@pytest.mark.parametrize(("bill", "says"), [(1_200, "only sudden hardship"), ("1200.01", "after medical costs it is")])
def test_above_the_line_the_bill_is_named_once_it_takes_the_family_below(heyi, bill, says):
    found = suggest_case(family(heyi, 10_000, bill=bill))
    assert found.case_type == "sudden" and says in found.why


def test_of_an_unknown_income_no_type_is_proposed_and_the_verification_finds_it(heyi, lan, wen, zhao):
    case = put_forward(family(heyi), lan, zhao)
    assert case.case_type == "" and case.get_case_type_display() == "Type not decided yet"
    assert "not known, so no type is suggested" in case.transitions.get().reason
    said = {"visit": way.checked(case.household, lan), "second_checker": wen, "signed": True}
    with pytest.raises(ActionRefused, match="choose the type"):
        case_actions.take_case_step(case, "verify", by=lan, **said)
    case = case_actions.take_case_step(case, "verify", by=lan, case_type="sudden", **said)
    assert (case.state, case.case_type) == ("verified", "sudden")


def test_without_a_type_the_pages_say_so(heyi, lan, zhao, client_of):
    case = put_forward(family(heyi), lan, zhao)
    for address in (case.get_absolute_url(), case.household.get_absolute_url(), "/cases/"):
        assert "Type not decided yet" in client_of(lan).get(address).content.decode()


def test_a_person_who_puts_a_household_forward_names_the_type(heyi, lan):
    with pytest.raises(ActionRefused, match="choose the type"):
        way.proposed(family(heyi), lan, case_type="")
