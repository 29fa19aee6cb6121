"""Out of monitoring: the checklist in situations a clerk would recognise, the way out, and what follows."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from alerts.engine import run as risk_run
from cases.assessment import clearing
from cases.assessment.suggestion import suggest_case
from cases.case import actions as case_actions
from cases.case.workflow import CASE_WORKFLOW
from cases.models import Case
from cases.papers.case_file.contents import case_file_cover
from cases.procedure import actions as procedure_actions
from core.dates import today
from core.workflow import ActionRefused
from households.choices import IncomeItem
from households.income.statements import withdraw_statements
from households.models import GuaranteeCheck, Household
from povwatch.tests.factories import case as approved
from povwatch.tests.factories import earn, household, member, stand
from povwatch.tests.factories import told as income_told
from visits.models import Visit

from . import way

NOW = dt.datetime(2026, 6, 15, 4, 0, tzinfo=dt.UTC)
LONG_AGO = dt.date(2025, 3, 1)
WAGES, MEDICAL = IncomeItem.WAGES_LABOUR, IncomeItem.OUT_OF_POCKET
YEAR, YEAR_BEFORE = dt.date(2025, 6, 1), dt.date(2024, 6, 1)  # the first of twelve full months


@pytest.fixture
def clock(db):
    with time_machine.travel(NOW, tick=False) as travelling:
        yield travelling


@pytest.fixture
def recovered(clock, heyi, lan):
    """Monitored for over a year, well above the line for two, everything met, treated and visited."""
    family = household(heyi, income=14_000)
    earn(family, 28_000, years_back=1)
    earn(family, 3_000, item=MEDICAL)
    case = approved(family, identified_on=LONG_AGO)
    way.delivered(case, lan)
    way.checked(family, lan)
    return case


def answers(case, **more):
    """{condition: met} of those that are not met or not known."""
    return {one.code: one.met for one in clearing.unmet_conditions(clearing.clearing_checklist(case, **more))}


def test_a_recovered_family_meets_every_condition(recovered):
    assert answers(recovered) == {}
    assert all(one.evidence and one.label for one in clearing.clearing_checklist(recovered))


SITUATIONS = {
    "identified five months ago": ({"months": False}, lambda case: set_case(case, identified_on=dt.date(2026, 1, 16))),
    "income fell below the line": (
        {"income": False, "stable": False, "spending": False, "risks_gone": False},
        lambda case: told_anew(case, (YEAR_BEFORE, 12, {WAGES: 6_000}), (YEAR, 12, {WAGES: 6_000, MEDICAL: 3_000})),
    ),
    "income rose only lately": ({"stable": False}, lambda case: spike(case)),
    "income told since January only": (
        {"income": None, "stable": None, "spending": None},
        lambda case: told_anew(case, (dt.date(2026, 1, 1), 5, {WAGES: 14_000, MEDICAL: 3_000})),
    ),
    "medical costs eat it up": ({"spending": False, "risks_gone": False}, lambda case: ill(case)),
    "medical costs never asked": ({"spending": None}, lambda case: told_anew(case, (YEAR_BEFORE, 24, {WAGES: 56_000}))),
    "water failed at the last check": (
        {"water": False, "no_new_risk": False},
        lambda case: check(case, water=False, water_problem="out"),
    ),
    "food never asked": ({"food": None}, lambda case: GuaranteeCheck.objects.update(food=None)),
    "house of grade D": ({"housing": False, "no_new_risk": False}, lambda case: house(case, "D")),
    "nobody visited for a quarter": ({"risks_gone": None}, lambda case: Visit.objects.update(visited_on=LONG_AGO)),
    "no measure delivered": ({"measures": False}, lambda case: only_started(case)),
    "another risk without a measure": ({"measures": False}, lambda case: set_case(case, risks=["01", "11"])),
    "a student whose fees nobody asked": ({"spending": None}, lambda case: studying(case)),
    "food checked over a year ago": ({"food": None}, lambda case: checked_on(case, dt.date(2025, 6, 14))),
    "nobody able to work": ({"safety_net": False}, lambda case: house(case, "A", is_safety_net=True)),
}


def set_case(case, **fields):
    Case.objects.filter(pk=case.pk).update(**fields)


def told_anew(case, *statements):
    """What was told of income is withdrawn, and this told instead: (first month, months, {item: yuan})."""
    withdraw_statements(case.household.statements)
    for first, months, lines in statements:
        income_told(case.household, lines, first=first, months=months, on=today())


def ill(case):
    person = case.household.members.first()
    earn(case.household, 14_000, item=MEDICAL, person=person)


def only_started(case):
    stand(case.measures.all(), "started", delivered_on=None)


def spike(case):
    """One very good month lately, and the year before that below the line."""
    poor = (YEAR_BEFORE, 12, {WAGES: 12_000}), (YEAR, 11, {WAGES: 11_000, MEDICAL: 3_000})
    told_anew(case, *poor, (dt.date(2026, 5, 1), 1, {WAGES: 30_000}))


def check(case, **found):
    GuaranteeCheck.objects.create(household=case.household, checked_on=today(), source="visit", **found)


def studying(case):
    case.household.members.update(school_stage="university")


def checked_on(case, day):
    """All was asked again lately, but food."""
    GuaranteeCheck.objects.update(checked_on=day)
    check(case, **dict.fromkeys({*GuaranteeCheck.GUARANTEES} - {"food"}, True))


def house(case, grade, **fields):
    Household.objects.filter(pk=case.household_id).update(house_grade=grade, **fields)


@pytest.mark.parametrize("situation", SITUATIONS)
def test_what_stands_in_the_way(situation, recovered, lan, wen):
    expected, happened = SITUATIONS[situation]
    happened(recovered)
    risk_run.execute_risk_run(recovered.household.county, households=[recovered.household_id])
    case = Case.objects.get(pk=recovered.pk)
    assert answers(case) == expected
    if set(expected) <= {"food", "risks_gone"} and not any(met is False for met in expected.values()):
        return  # what is not known, the check visit finds out
    with pytest.raises(ActionRefused, match="Not met or not known"):
        way.clearing_proposed(case, lan, wen)
    assert Case.objects.get(pk=case.pk).state == "active"


def test_an_old_check_says_when_it_was_made(recovered):
    GuaranteeCheck.objects.update(checked_on=dt.date(2025, 6, 14), food=False)
    told = {one.code: one for one in clearing.clearing_checklist(recovered)}["food"]
    assert (told.met, told.evidence) == (None, "Checked on 14 Jun 2025, more than a year ago.")
    GuaranteeCheck.objects.update(checked_on=dt.date(2025, 6, 15))
    assert answers(recovered) == {"food": False}


def test_a_student_s_fees_that_were_asked_count(recovered):
    studying(recovered)
    earn(recovered.household, 1_200, item=IncomeItem.SCHOOLING)
    told = {one.code: one for one in clearing.clearing_checklist(recovered)}["spending"]
    assert told.met and told.evidence.startswith("4,200 yuan")


def test_the_visit_itself_tells_whether_a_risk_is_still_seen(recovered):
    """Before the night has worked out the facts of the household, and after."""
    risk_run.execute_risk_run(recovered.household.county, households=[recovered.household_id])
    Visit.objects.update(shocks=["01"])
    assert answers(recovered) == {"risks_gone": False}
    risk_run.execute_risk_run(recovered.household.county, households=[recovered.household_id])
    Visit.objects.update(shocks=[])
    assert answers(recovered) == {}


def test_a_check_visit_that_still_sees_the_risk_stops_the_clearing(recovered, lan, wen):
    visit = way.checked(recovered.household, lan, purpose="clearing", shocks=["01"])
    with pytest.raises(ActionRefused, match="The original risks are gone"):
        case_actions.take_case_step(
            recovered, "start_clearing", by=lan, visit=visit, second_checker=wen, signed=True, clear_method="assistance"
        )


def test_who_was_recorded_by_mistake_shares_no_income(recovered):
    before = clearing.rolling_incomes(recovered.household, today(), 6)
    member(recovered.household, left_on=today(), left_reason="error")
    assert clearing.rolling_incomes(recovered.household, today(), 6) == before
    member(recovered.household, left_on=today(), left_reason="moved")
    assert clearing.rolling_incomes(recovered.household, today(), 6) != before


def test_naturally_needs_no_measure(recovered, lan, wen):
    stand(recovered.measures.all(), "started", delivered_on=None)
    case = way.clearing_proposed(recovered, lan, wen, clear_method="natural")
    assert case.state == "clearing"


def test_the_leader_may_allow_a_safety_net_household_with_a_reason(recovered, li, lan, wen):
    house(recovered, "A", is_safety_net=True)
    case = Case.objects.get(pk=recovered.pk)
    with pytest.raises(ActionRefused, match="give a reason"):
        clearing.allow_clearing(case, by=li, reason=" ")
    clearing.allow_clearing(case, by=li, reason="A daughter came back and supports them")
    told = {one.code: one.evidence for one in clearing.clearing_checklist(case)}["safety_net"]
    assert "Li" in told and "daughter" not in told, "the reason is for those who act: it stands in the timeline"
    assert case.transitions.get(step="allow_clearing").reason == "A daughter came back and supports them"
    assert way.clearing_proposed(case, lan, wen).state == "clearing"


def test_nothing_else_can_be_allowed(recovered, li):
    with pytest.raises(ActionRefused, match="Only the clearing of a safety-net household"):
        clearing.allow_clearing(recovered, by=li, reason="To reach the quota")


def test_a_clearing_is_allowed_once(recovered, li):
    house(recovered, "A", is_safety_net=True)
    clearing.allow_clearing(Case.objects.get(pk=recovered.pk), by=li, reason="A daughter came back")
    with pytest.raises(ActionRefused, match="allowed already, by Li on 15 Jun 2026"):
        clearing.allow_clearing(Case.objects.get(pk=recovered.pk), by=li, reason="A daughter came back")
    assert recovered.transitions.filter(step="allow_clearing").count() == 1


def test_what_ended_meanwhile_is_not_allowed(recovered, li):
    house(recovered, "A", is_safety_net=True)
    case = Case.objects.get(pk=recovered.pk)
    stand(case, "ended")  # by somebody else, after the page was opened
    with pytest.raises(ActionRefused, match="Only the clearing of a safety-net household under monitoring"):
        clearing.allow_clearing(case, by=li, reason="A daughter came back")


def test_clearing_needs_a_visit_made_for_it(recovered, lan, wen):
    routine = way.checked(recovered.household, lan)
    with pytest.raises(ActionRefused, match="check before clearing"):
        case_actions.take_case_step(
            recovered,
            "start_clearing",
            by=lan,
            visit=routine,
            second_checker=wen,
            signed=True,
            clear_method="assistance",
        )


def cleared(case, lan, wen, zhao, li, clock):
    case = way.clearing_proposed(case, lan, wen)
    way.reviewed(case, wen, "review_clearing")
    way.posted(case, wen, "post_clearing")
    clock.shift(way.days(6))
    case_actions.take_case_step(case, "endorse_clearing", by=zhao)
    return case_actions.take_case_step(case, "clear", by=li)


def test_the_whole_way_out(recovered, lan, wen, zhao, li, clock):
    cleared(recovered, lan, wen, zhao, li, clock)
    case = Case.objects.get(pk=recovered.pk)
    assert (case.state, case.cleared_on, case.clear_method) == ("cleared", today(), "assistance")
    assert (case.line_at_clearing, case.income_at_clearing) == (8800, 14000)
    assert case.statement_at_clearing["guarantees"]["housing"] is True
    assert case.transitions.get(step="clear").clear_method == "assistance"


def test_what_changed_during_the_notice_stops_the_decision(recovered, lan, wen, zhao, li, clock):
    case = way.clearing_proposed(recovered, lan, wen)
    way.posted(way.reviewed(case, wen, "review_clearing"), wen, "post_clearing")
    clock.shift(way.days(6))
    case_actions.take_case_step(case, "endorse_clearing", by=zhao)
    check(case, water=False, water_problem="out")
    with pytest.raises(ActionRefused, match="Safe water"):
        case_actions.take_case_step(case, "clear", by=li)
    assert case_actions.take_case_step(case, "reject_clearing", by=li, reason="Water is out").state == "active"


def test_an_upheld_objection_ends_the_clearing(recovered, lan, wen, zhao):
    case = way.clearing_proposed(recovered, lan, wen)
    way.posted(way.reviewed(case, wen, "review_clearing"), wen, "post_clearing")
    objection = procedure_actions.object_to_notice(
        case.public_notices.get(), by=wen, received_on=today(), words="The job is over"
    )
    procedure_actions.settle_objection(objection, by=zhao, upheld=True, answer="The job ended last week")
    assert Case.objects.get(pk=case.pk).state == "active"


def test_the_township_stops_a_clearing(recovered, lan, wen, zhao):
    case = way.clearing_proposed(recovered, lan, wen)
    assert case_actions.take_case_step(case, "stop_clearing", by=zhao, reason="Too early").state == "active"


def test_a_rollback_keeps_the_episode_and_the_record(recovered, lan, wen, zhao, li, clock):
    case = cleared(recovered, lan, wen, zhao, li, clock)
    day = today()
    clock.shift(way.days(60))
    case_actions.take_case_step(case, "propose_rollback", by=zhao, reason="The daughter lost her work")
    case_actions.take_case_step(case, "keep_cleared", by=li, reason="She found another")
    assert Case.objects.get(pk=case.pk).cleared_on == day
    case_actions.take_case_step(case, "propose_rollback", by=zhao, reason="That ended too")
    case_actions.take_case_step(case, "roll_back", by=li, reason="Below the line again")
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.episode_no, case.cleared_on, case.statement_at_clearing) == ("active", 1, None, None)
    assert case.transitions.get(step="clear").effective_on == day
    assert clearing.monitored_since(case) == today()  # the six months begin again


# Entry asks for one twelve-month sum below the line, clearing for six above it in a row.


@settings(max_examples=60, deadline=None)
@given(noise=st.lists(st.integers(-120, 120), min_size=48, max_size=48))
def test_noise_around_the_line_never_flaps(noise):
    """A family earns about a twelfth of the monitoring line a month. The two tests, applied each month, never take it
    in and out again within six months."""
    line = Decimal(1200)
    earned = [Decimal(100 + extra) for extra in noise]
    sums = [sum(earned[month - 12 : month]) for month in range(12, 49)]
    monitored, turns = False, []
    for index, amount in enumerate(sums):
        if not monitored and amount < line:
            monitored = True
            turns.append(index)
        elif monitored and clearing.stays_above_line(line, sums[max(index - 5, 0) : index + 1]):
            monitored = False
            turns.append(index)
    assert all(out - came >= 6 for came, out in zip(turns[::2], turns[1::2], strict=False))


def test_a_sum_over_months_before_those_that_were_told_is_not_known(recovered):
    """Two years were told: the sums reach back to the first of their months and no further."""
    sums = clearing.rolling_incomes(recovered.household, today(), 14)
    assert [one.per_person for one in sums] == [14_000] * 13 + [None]
    assert (sums[12].known, sums[13].known) == (12, 11)
    recovered.household.members.update(left_on=dt.date(2025, 5, 31), left_reason="moved")
    sums = clearing.rolling_incomes(recovered.household, today(), 14)
    assert [one.per_person for one in sums] == [None] * 14  # nobody was there


def test_the_village_may_refuse_a_clearing(recovered, lan, wen):
    case = way.clearing_proposed(recovered, lan, wen)
    assert (
        case_actions.take_case_step(case, "decline_clearing", by=wen, reason="The job ends in June").state == "active"
    )


def test_the_leader_who_allowed_a_clearing_may_decide_it(recovered, lan, wen, zhao, li, clock):
    house(recovered, "A", is_safety_net=True)
    case = Case.objects.get(pk=recovered.pk)
    clearing.allow_clearing(case, by=li, reason="A daughter came back")
    way.clearing_proposed(case, lan, wen)
    way.posted(way.reviewed(case, wen, "review_clearing"), wen, "post_clearing")
    clock.shift(way.days(6))
    case_actions.take_case_step(case, "endorse_clearing", by=zhao)
    assert case_actions.case_block_reason(case, CASE_WORKFLOW["clear"], li) == ""


# ------------------------------------------------------------------------------------ when costs exceed what is earned


@pytest.mark.parametrize(
    ("cost", "words"),
    [
        (19_999, "0.50 yuan"),
        (20_000, "0 yuan"),
        (20_001, "less than nothing (costs exceed income by 0.50 yuan a head)"),
    ],
)
def test_income_below_nothing_is_said_in_words(clock, heyi, cost, words):
    """Two people earned 20,000 on their oranges; the year's cost was about as much."""
    family = household(heyi)
    income_told(family, {"crops": 20_000, "cost_crops": cost}, first=YEAR, months=12)
    case = approved(family, identified_on=LONG_AGO, income_at_identification=Decimal(20_000 - cost) / 2)
    [income] = [one for one in clearing.clearing_checklist(case) if one.code == "income"]
    known = "Income: 12 of 12 months known."
    assert income.evidence == f"{words[:1].upper()}{words[1:]}, against a line of 8,800 yuan. {known}"
    assert suggest_case(family).why == f"Income per person is {words}, below the line of 8,800 yuan. {known}"
    assert dict(case_file_cover(case))["Income per person at identification"].startswith(words)
