"""How a household is helped: a helper, a plan, measures from plan to effect, and a note of how it stands."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from accounts.models import AccessEvent
from cases.assistance import actions as assistance_actions
from cases.case.workflow import MEASURE_WORKFLOW
from cases.choices import MeasureState
from cases.models import HelperAssignment, Measure, MeasureTransition, Plan, Scan
from core.workflow import ActionRefused, StaleState
from households.models import WorkSpell
from povwatch.tests.factories import case, household, stand

from . import way

TODAY = dt.date(2026, 6, 15)
PHONE = "02012345678"


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def family(heyi):
    return household(heyi)


@pytest.fixture
def monitored(family):
    return case(family, risks=["01", "07"])


def ago(days):
    return TODAY - dt.timedelta(days)


def helper(of, by, **said):
    said = {"name": "Ms Deng", "unit": "Town clinic", "phone": PHONE, "since": ago(1), **said}
    return assistance_actions.assign_helper(of, by=by, **said)


def planned(of, by, **said):
    said = {"group": "health", "title": "Chronic illness card", "risk": "01", "cost": Decimal(600), **said}
    return assistance_actions.plan_measure(of, by=by, **said)


def taken(measure, *names, by, chief):
    for name in names:
        said = {"effect": "She takes her medicine"} if name == "check" else {}
        measure = assistance_actions.take_measure_step(measure, name, by=chief if name == "approve" else by, **said)
    return measure


# ------------------------------------------------------------------------------------------------------------- helper


def test_a_helper_is_one_at_a_time(family, lan):
    helper(family, lan, since=ago(90))
    helper(family, lan, name="Mr Hu", since=ago(3))
    assert list(family.helpers.values_list("name", "until")) == [("Mr Hu", None), ("Ms Deng", ago(3))]
    assert AccessEvent.objects.filter(action="helper_assigned").count() == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": " "}, "who the helper is"),
        ({"unit": ""}, "who the helper is"),
        ({"phone": "123"}, "11 digits"),
        ({"phone": "call me"}, "11 digits"),
        ({"since": TODAY + dt.timedelta(1)}, "is in the future"),
        ({"since": ago(91)}, "has been the helper since"),
    ],
)
def test_a_helper_that_makes_no_sense_is_refused(said, why, family, lan):
    helper(family, lan, since=ago(90))
    with pytest.raises(ActionRefused, match=why):
        helper(family, lan, **said)
    assert HelperAssignment.objects.get().until is None


def test_a_phone_is_kept_however_it_is_typed(family, lan):
    assert helper(family, lan, phone=" 0717-288 1234 ").phone == "07172881234"


def test_who_does_not_assist_assigns_nobody(family, qin):
    with pytest.raises(PermissionDenied):
        helper(family, qin)


# ----------------------------------------------------------------------------------------------------- plan and note


def test_a_case_has_one_plan_and_its_history(monitored, lan, wen, june):
    assistance_actions.make_plan(monitored, by=lan, goal="Two goats", until=TODAY + dt.timedelta(200))
    june.move_to(dt.datetime(2026, 7, 1, 4, 0, tzinfo=dt.UTC))
    assistance_actions.make_plan(monitored, by=wen, goal="Ten hens", until=TODAY + dt.timedelta(300))
    plan = Plan.objects.get()
    assert (plan.goal, plan.by, plan.made_on) == ("Ten hens", wen, dt.date(2026, 7, 1))
    assert list(plan.events.values_list("goal", flat=True)) == ["Two goats"]


def test_who_read_an_older_plan_is_told(monitored, lan, wen):
    said = {"goal": "Two goats", "until": TODAY}
    first = assistance_actions.plan_version(assistance_actions.make_plan(monitored, by=lan, seen="", **said))
    assistance_actions.make_plan(monitored, by=wen, seen=first, goal="Ten hens", until=TODAY)
    for stale in ("", first):
        with pytest.raises(StaleState):
            assistance_actions.make_plan(monitored, by=lan, seen=stale, **said)
    assert Plan.objects.get().goal == "Ten hens"


@pytest.mark.parametrize(
    ("said", "why"), [({"goal": " "}, "what should improve"), ({"until": ago(1)}, "in the future")]
)
def test_a_plan_that_says_nothing_is_refused(said, why, monitored, lan):
    with pytest.raises(ActionRefused, match=why):
        assistance_actions.make_plan(monitored, by=lan, **{"goal": "Two goats", "until": TODAY} | said)


def test_a_judgement_is_dated(monitored, lan):
    note = assistance_actions.add_judgement(monitored, by=lan, words="Stable")
    assert (note.noted_on, note.by) == (TODAY, lan)
    with pytest.raises(ActionRefused, match="how the household stands"):
        assistance_actions.add_judgement(monitored, by=lan, words="  ")


def test_a_proposal_is_not_judged(family, lan):
    with pytest.raises(ActionRefused, match="not approved yet"):
        assistance_actions.add_judgement(way.proposed(family, lan), by=lan, words="Stable")


@pytest.mark.parametrize("state", ["refused", "ended"])
def test_a_case_that_is_over_gets_nothing_more(state, monitored, lan):
    stand(monitored, state)
    for act in (
        lambda: assistance_actions.make_plan(monitored, by=lan, goal="Two goats", until=TODAY),
        lambda: assistance_actions.add_judgement(monitored, by=lan, words="Stable"),
        lambda: planned(monitored, lan),
    ):
        with pytest.raises(ActionRefused, match="is over"):
            act()


# ----------------------------------------------------------------------------------------------------------- measures


def test_a_measure_goes_all_the_way(monitored, lan, zhao):
    measure = taken(planned(monitored, lan), "approve", "start", "deliver", "check", "end", by=lan, chief=zhao)
    assert (measure.state, measure.delivered_on, measure.ended_on) == ("ended", TODAY, TODAY)
    assert measure.effect == "She takes her medicine"
    steps = ["plan", "approve", "start", "deliver", "check", "end"]
    assert list(measure.transitions.values_list("step", flat=True)) == steps
    events = AccessEvent.objects.filter(subject_type="cases.measure").order_by("pk").values_list("action", flat=True)
    assert list(events) == [f"measure_{step}" for step in steps]
    assert not WorkSpell.objects.exists()


def test_a_measure_may_be_delivered_at_once_and_recorded_late(monitored, lan, zhao):
    measure = assistance_actions.take_measure_step(
        planned(monitored, lan, planned_on=ago(20)), "approve", by=zhao, on=ago(15)
    )
    assert assistance_actions.take_measure_step(measure, "deliver", by=lan, on=ago(10)).delivered_on == ago(10)
    assert Measure.objects.delivered_by(ago(10)).exists() and not Measure.objects.delivered_by(ago(11)).exists()


def test_every_state_of_a_measure_can_be_reached():
    assert MEASURE_WORKFLOW.reachable("planned") == set(MeasureState)
    assert not MEASURE_WORKFLOW.from_state("ended") and not MEASURE_WORKFLOW.from_state("cancelled")


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"group": "gold"}, "choose its group"),
        ({"title": " "}, "describe the measure"),
        ({"risk": "11"}, "one of the risks"),
        ({"cost": Decimal(-1)}, "below zero"),
        ({"planned_on": TODAY + dt.timedelta(1)}, "is in the future"),
        ({"due_on": ago(1)}, "before it was planned"),
    ],
)
def test_a_measure_that_makes_no_sense_is_refused(said, why, monitored, lan):
    with pytest.raises(ActionRefused, match=why):
        planned(monitored, lan, **said)


def test_limits_of_a_plan_are_possible_themselves(monitored, lan):
    """Nothing paid, and due on the day on which it was planned."""
    assert planned(monitored, lan, cost=Decimal(0), due_on=TODAY).cost == 0
    assert planned(monitored, lan, planned_on=ago(3), due_on=ago(3)).planned_on == ago(3)
    with pytest.raises(ActionRefused, match="before it was planned"):
        planned(monitored, lan, planned_on=ago(3), due_on=ago(4))
    assert helper(monitored.household, lan, since=TODAY).since == TODAY
    with pytest.raises(ActionRefused, match="is in the future"):
        helper(monitored.household, lan, since=ago(-1))


def test_who_planned_a_measure_does_not_approve_it(monitored, zhao):
    with pytest.raises(ActionRefused, match="Four eyes"):
        assistance_actions.take_measure_step(planned(monitored, zhao), "approve", by=zhao)


def test_the_evidence_is_a_paper_of_the_same_case(monitored, heyi, lan, zhao):
    papers = [
        Scan.objects.create(case=of, title="Receipt", content_type="image/png", size=9, sha256="a" * 64, by=lan)
        for of in (case(household(heyi)), monitored)
    ]
    measure = taken(planned(monitored, lan), "approve", by=lan, chief=zhao)
    with pytest.raises(ActionRefused, match="another case"):
        assistance_actions.take_measure_step(measure, "start", by=lan, evidence=papers[0])
    assert assistance_actions.take_measure_step(measure, "start", by=lan, evidence=papers[1]).evidence == papers[1]


def test_only_the_township_approves(monitored, lan, wen):
    with pytest.raises(PermissionDenied):
        assistance_actions.take_measure_step(planned(monitored, lan), "approve", by=wen)


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("cancel", {}, "give a reason"),
        ("deliver", {"on": TODAY + dt.timedelta(1)}, "is in the future"),
        ("deliver", {"on": ago(1)}, "previous step was taken on"),
    ],
)
def test_a_step_that_says_too_little_is_refused(name, said, why, monitored, lan, zhao):
    measure = taken(planned(monitored, lan), "approve", by=lan, chief=zhao)
    with pytest.raises(ActionRefused, match=why):
        assistance_actions.take_measure_step(measure, name, by=lan, **said)


def test_an_effect_is_said(monitored, lan, zhao):
    measure = taken(planned(monitored, lan), "approve", "deliver", by=lan, chief=zhao)
    with pytest.raises(ActionRefused, match="what the measure achieved"):
        assistance_actions.take_measure_step(measure, "check", by=lan, effect=" ")


def test_a_cancelled_measure_keeps_its_reason(monitored, lan):
    measure = assistance_actions.take_measure_step(planned(monitored, lan), "cancel", by=lan, reason="The family moved")
    assert not measure.stands and measure.transitions.last().reason == "The family moved"


def test_who_saw_an_older_state_is_told(monitored, lan, zhao):
    measure = taken(planned(monitored, lan), "approve", by=lan, chief=zhao)
    with pytest.raises(StaleState):
        assistance_actions.take_measure_step(measure, "approve", by=zhao, seen="planned")
    assert MeasureTransition.objects.filter(step="approve").count() == 1


# ------------------------------------------------------------------------------------------------------- green channel


def test_before_the_approval_only_what_cannot_wait_is_planned(family, lan):
    with pytest.raises(ActionRefused, match="cannot wait"):
        planned(way.proposed(family, lan), lan)


def test_an_urgent_measure_reaches_the_household_before_the_case_is_approved(family, lan, zhao):
    urgent = planned(way.proposed(family, lan), lan, urgent_reason="Surgery on Friday")
    assert taken(urgent, "approve", "deliver", by=lan, chief=zhao).delivered_on == TODAY


def test_when_the_case_is_refused_an_urgent_measure_goes_no_further_but_can_be_closed(family, lan, zhao):
    waiting = way.proposed(family, lan)
    begun, given = (planned(waiting, lan, urgent_reason="Surgery on Friday") for _number in range(2))
    given = taken(given, "approve", "deliver", by=lan, chief=zhao)
    stand(waiting, "refused")
    with pytest.raises(ActionRefused, match="is over"):
        assistance_actions.take_measure_step(begun, "approve", by=zhao)
    assert assistance_actions.take_measure_step(begun, "cancel", by=lan, reason="Refused").state == "cancelled"
    assert assistance_actions.take_measure_step(given, "end", by=lan).state == "ended"
