"""Measures and helpers of households that are not under monitoring: Xiang of Heyi, whose family was lifted in 2017,
gets a post as road cleaner so that they do not fall back, and nobody opens a case for it."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AccessEvent
from accounts.reach import reach_of
from cases.assessment import risk_measures, shortfalls
from cases.assistance import actions as assistance_actions
from cases.case import awaited
from cases.choices import MeasureGroup
from cases.models import Case, HelperAssignment, Measure, MeasureTransition
from cases.signals import measure_moved
from core.workflow import ActionRefused
from households.choices import Teller
from households.models import IncomeStatement, WorkSpell
from households.tests.test_moves_homes import close, merge
from households.tests.test_moves_people import move
from policy import parameters
from povwatch.tests.factories import case, household, member, stand

from . import way

TODAY = dt.date(2026, 6, 15)
MARCH, APRIL, MAY, JUNE = (dt.date(2026, month, 1) for month in (3, 4, 5, 6))


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False) as clock:
        yield clock


@pytest.fixture
def xiangs(heyi):
    """Xiang, the head, with his wife; lifted in 2017."""
    return household(heyi, people=2, lifted_year=2017)


@pytest.fixture
def xiang(xiangs):
    return xiangs.members.get(relation="head")


def given(of, by, **said):
    said = {"group": "industry", "title": "Twenty hens", "planned_on": MARCH} | said
    return assistance_actions.plan_household_measure(of, by=by, **said)


def post(of, who, by, **said):
    work = {"member": who, "employer": "Heyi Village Committee", "monthly_wage": Decimal(700)}
    return given(of, by, **{"group": "public_post", "title": "Road cleaner"} | work | said)


def taken(measure, *names, by, on=MARCH, **said):
    for name in names:
        measure = assistance_actions.take_measure_step(measure, name, by=by, on=on, **said)
    return measure


def started(of, who, lan, zhao, **said):
    return taken(taken(post(of, who, lan, **said), "approve", by=zhao), "start", by=lan)


def wages():
    found = IncomeStatement.objects.standing().filter(teller=Teller.POST).order_by("first_month")
    return [(one.first_month, Decimal(one.lines[0]["amount"])) for one in found]


# ------------------------------------------------------------------------------------------------- from plan to wage


def test_the_road_cleaner_has_a_post_without_a_case(xiangs, xiang, lan, zhao):
    measure = started(xiangs, xiang, lan, zhao)
    assert (measure.case, measure.risk, measure.household, measure.place) == (None, "", xiangs, "village")
    spell = WorkSpell.objects.get()
    assert (spell.member, spell.channel, spell.place, spell.started_on) == (xiang, "public_post", "village", MARCH)
    assert wages() == [(MARCH, 700), (APRIL, 700), (MAY, 700)]
    assert not Case.objects.exists()
    steps = list(AccessEvent.objects.filter(subject_type="cases.measure").order_by("pk").values_list("action", "area"))
    village = xiangs.village_id
    assert steps == [(f"measure_{one}", village) for one in ("plan", "approve", "start")]


def test_the_end_of_the_post_closes_the_work(xiangs, xiang, lan, zhao):
    measure = taken(started(xiangs, xiang, lan, zhao), "deliver", by=lan)
    taken(taken(measure, "check", by=lan, effect="They live well"), "end", by=lan, on=dt.date(2026, 4, 30))
    assert WorkSpell.objects.get().ended_on == dt.date(2026, 4, 30)
    assert wages() == [(MARCH, 700), (APRIL, 700), (MAY, 0)]


def test_whoever_planned_it_does_not_approve_it(xiangs, zhao):
    with pytest.raises(ActionRefused, match="Four eyes"):
        taken(given(xiangs, zhao), "approve", by=zhao)


def test_a_caseworker_does_not_approve_and_a_neighbour_plans_nothing(xiangs, lan, mo):
    with pytest.raises(PermissionDenied):
        taken(given(xiangs, lan), "approve", by=lan)
    with pytest.raises(PermissionDenied):
        given(xiangs, mo)


@pytest.mark.parametrize("group", MeasureGroup.values)
def test_any_group_may_be_given(group, xiangs, xiang, lan):
    measure = post(xiangs, xiang, lan) if group == "public_post" else given(xiangs, lan, group=group)
    assert (measure.group, measure.case) == (group, None)


def test_a_household_that_is_closed_gets_nothing_more(heyi, lan, zhao, xiangs):
    with pytest.raises(ActionRefused, match="no longer on file"):
        given(household(heyi, state="moved"), lan)
    measure = given(xiangs, lan)
    type(xiangs).objects.update(state="extinct")
    with pytest.raises(ActionRefused, match="no longer on file"):
        taken(measure, "approve", by=zhao)
    assert taken(measure, "cancel", by=lan, reason="They died").state == "cancelled"


def test_a_course_names_who_attends_it_and_makes_no_work(xiangs, xiang, lan, zhao):
    course = given(xiangs, lan, group="employment", title="Course: pruning", member=xiang)
    taken(taken(course, "approve", by=zhao), "start", "deliver", by=lan)
    assert (course.member, course.channel) == (xiang, "") and not WorkSpell.objects.exists()


def test_a_course_is_for_somebody_of_the_household(xiangs, heyi, lan):
    with pytest.raises(ActionRefused, match="of this household"):
        given(xiangs, lan, member=household(heyi).members.first())


def test_a_job_from_an_employer_is_work_whose_wage_visits_tell(xiangs, xiang, lan, zhao):
    said = {"group": "employment", "channel": "organised", "place": "county", "monthly_wage": Decimal(3_000)}
    started(xiangs, xiang, lan, zhao, **said)
    spell = WorkSpell.objects.get()
    assert (spell.channel, spell.place, spell.monthly_wage) == ("organised", "county", 3_000)
    assert wages() == []


@pytest.mark.parametrize("birth", [dt.date(2010, 6, 16), dt.date(2010, 6, 15)])
def test_a_job_from_an_employer_is_for_people_of_sixteen(birth, xiangs, lan):
    young = member(xiangs, birth_date=birth)
    said = {"group": "employment", "channel": "organised", "monthly_wage": Decimal(3_000)}
    if birth.day == 15:
        assert post(xiangs, young, lan, **said).channel == "organised"
    else:
        with pytest.raises(ActionRefused, match="aged 16 or more"):
            post(xiangs, young, lan, **said)


def test_the_apps_above_hear_of_every_step(xiangs, xiang, lan, zhao):
    heard = []

    def hear(sender, *, measure, step, by, on, **_more):
        heard.append((measure.state, step, by, on))

    measure_moved.connect(hear)
    started(xiangs, xiang, lan, zhao)
    measure_moved.disconnect(hear)
    assert heard == [
        ("planned", "plan", lan, MARCH), ("approved", "approve", zhao, MARCH), ("started", "start", lan, MARCH),
    ]  # fmt: skip


def test_an_app_above_that_fails_takes_the_step_back(xiangs, lan):
    def fail(sender, **_said):
        raise ActionRefused("The machine is lent to somebody else")

    measure_moved.connect(fail)
    with pytest.raises(ActionRefused, match="lent"):
        given(xiangs, lan)
    measure_moved.disconnect(fail)
    assert not Measure.objects.exists()


# -------------------------------------------------------------------------------------- beside, before and after a case


def test_while_a_case_is_open_the_measure_belongs_to_it(xiangs, lan):
    monitored = case(xiangs, risks=["01", "07"])
    fitting, other = given(xiangs, lan, group="employment"), given(xiangs, lan, group="housing")
    assert [(one.case, one.risk) for one in (fitting, other)] == [(monitored, "07"), (monitored, "01")]


def test_before_the_approval_it_says_where_to_plan_it(xiangs, lan):
    way.proposed(xiangs, lan)
    with pytest.raises(ActionRefused, match="on the page of the case"):
        given(xiangs, lan)


def test_of_a_case_that_is_over_nothing_is_asked(xiangs, lan):
    case(xiangs, cleared_on=dt.date(2025, 12, 31))
    assert given(xiangs, lan).case is None
    ended = stand(Case.objects.all(), "ended").first()
    assert given(xiangs, lan).case is None and ended.measures.count() == 0


def test_a_measure_without_a_case_fills_no_gap_of_a_case(xiangs, lan, zhao, county):
    """The same household is put under monitoring later: its plan, measures and risks are those of the case."""
    before = given(xiangs, lan, group="employment")
    taken(taken(before, "approve", by=zhao), "start", "deliver", by=lan)
    monitored = case(xiangs, risks=["07"])
    p = parameters.parameters_on(TODAY, county)
    behind = {str(one.label) for one in shortfalls.case_shortfalls(monitored, p)}
    assert {"No measure delivered in time", "A risk without a fitting measure"} <= behind
    assert risk_measures.measure_suggestions(monitored)[0].missing
    standing = Measure.objects.standing()
    assert not Case.objects.filter(risk_measures.has_development_measure(standing)).exists()


def test_what_waits_to_be_approved_holds_both_kinds(xiangs, heyi, lan):
    without, of_case = given(xiangs, lan), given(case(household(heyi)).household, lan)
    assert set(awaited.measures_to_approve()) == {without, of_case}


def test_the_database_keeps_the_household_of_a_case(heyi, xiangs, lan):
    """Whoever writes a measure of a case need not name the household, and cannot name another."""
    monitored = case(household(heyi))
    said = {"group": "health", "risk": "01", "title": "Card", "planned_on": TODAY, "by": lan}
    measures = [Measure.objects.create(case=monitored, **more, **said) for more in ({}, {"household": xiangs})]
    for one in measures:
        one.refresh_from_db()
        assert one.household == monitored.household


@pytest.mark.parametrize("risk", ["01", "98"])
def test_without_a_case_there_is_no_risk(risk, xiangs, lan):
    with pytest.raises(IntegrityError, match="a_measure_of_a_case_has_its_risk"), transaction.atomic():
        Measure.objects.create(household=xiangs, group="health", risk=risk, title="Card", planned_on=TODAY, by=lan)


# ------------------------------------------------------------------------------------------------------------- helper


def test_a_helper_without_a_case(xiangs, lan):
    assistance_actions.assign_helper(xiangs, by=lan, name="Ms Deng", unit="Town clinic", since=MARCH)
    assert xiangs.helpers.get().name == "Ms Deng" and not Case.objects.exists()


def test_the_helper_goes_along_where_the_living_household_has_none(xiangs, heyi, lan, wen):
    other = household(heyi, people=1)
    assistance_actions.assign_helper(xiangs, by=lan, name="Ms Deng", unit="Town clinic", since=MARCH)
    merge(xiangs, other, wen)
    assert (HelperAssignment.objects.get().household, HelperAssignment.objects.get().until) == (other, None)


# ------------------------------------------------------------------------------------------- merged, moved and closed


def test_a_merged_household_takes_along_what_goes_on(xiangs, xiang, heyi, lan, zhao, wen):
    other = household(heyi, people=1)
    running, hens = started(xiangs, xiang, lan, zhao), given(xiangs, lan)
    over = taken(given(xiangs, lan, title="A well"), "cancel", by=lan, reason="No water")
    merge(xiangs, other, wen)
    for one in (running, hens, over):
        one.refresh_from_db()
    assert (running.household, hens.household, over.household) == (other, other, xiangs)
    assert running.member == other.members.get(first_entry=xiang) == running.spell.member
    taken(running, "deliver", "end", by=lan, on=TODAY)
    assert WorkSpell.objects.get(pk=running.spell_id).ended_on == TODAY


def test_measures_of_a_case_follow_it_with_a_version_of_their_own(xiangs, heyi, lan, wen):
    other, monitored = household(heyi, people=1), case(xiangs)
    measure = given(xiangs, lan, group="health")
    merge(xiangs, other, wen)
    measure.refresh_from_db()
    assert (measure.case, measure.household) == (monitored, other)
    assert [event.household for event in measure.events.all()] == [xiangs]


def test_who_moves_takes_the_post_along(xiangs, xiang, heyi, lan, zhao, wen):
    other = household(heyi, people=1)
    running, hens = started(xiangs, xiang, lan, zhao), given(xiangs, lan)
    move(xiang, other, wen, relation="other", reason="moved")
    running.refresh_from_db()
    hens.refresh_from_db()
    assert (running.household, running.member.first_entry, hens.household) == (other, xiang, xiangs)


def test_a_household_whose_measure_is_under_way_is_not_closed(xiangs, xiang, lan, zhao, wen):
    measure = taken(started(xiangs, xiang, lan, zhao), "deliver", by=lan)
    with pytest.raises(ActionRefused, match="measure of this household is under way"):
        close(xiangs, wen, "moved")
    taken(measure, "end", by=lan, on=TODAY)
    taken(given(xiangs, lan), "cancel", by=lan, reason="They leave")
    assert close(xiangs, wen, "moved").state == "confirmed"


# ----------------------------------------------------------------------------------------------------- who sees what


def test_another_village_sees_nothing_whatever_it_asks_the_database(xiangs, shuikou, heyi, lan, zhao):
    measure = taken(given(xiangs, lan), "approve", by=zhao)
    tables = (Measure, MeasureTransition, Measure._meta.get_field("events").related_model)
    for place, number in ((heyi, True), (shuikou, False)):
        with transaction.atomic(), reach_of([place.path]):
            assert [model.objects.exists() for model in tables] == [number] * 3
    assert not Measure.objects.within(shuikou).exists() and Measure.objects.within(heyi).get() == measure
