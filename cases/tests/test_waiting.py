"""What waits of cases, along their way: whom each step tells, until when, and when it stops waiting."""

import datetime as dt

import pytest

from accounts.waiting.counts import count_waiting
from accounts.waiting.declare import WAITING_KINDS
from accounts.waiting.page import waiting_rows
from cases.assistance import actions as help_actions
from cases.case import actions as case_actions
from cases.choices import CaseStep
from cases.models import Case
from cases.procedure import actions as procedure_actions
from cases.waiting import decision_day
from core.dates import today
from households.models import Household
from povwatch.tests.factories import case as episode
from povwatch.tests.factories import household, led_to, stand

from . import way


def waits(user, *beginnings):
    """{kind: number} of the kinds of cases and measures that wait for somebody."""
    user.__dict__.pop("grants_today", None)
    return {
        code: one.number
        for code, one in count_waiting(user).items()
        if code.startswith(beginnings or ("cases-", "measures-"))
    }


def rows(code, user):
    return waiting_rows(WAITING_KINDS[code], user, stop=50)


@pytest.fixture
def candidate(heyi, lan):
    return way.proposed(household(heyi), lan)


def test_a_candidate_waits_for_the_village_its_check_and_its_consent(candidate, lan, wen, zhao, qin):
    assert waits(lan) == waits(wen) == {"cases-verify": 1, "cases-consent": 1}
    assert waits(zhao) == waits(qin) == {}
    (row,) = rows("cases-verify", lan)
    assert row.until == candidate.decide_by and row.since == today() and row.number == candidate.household.number
    assert "*" in row.name and row.place == "Heyi Village"


def test_the_county_is_told_of_the_comparison_from_the_consent_to_the_last_answer(candidate, lan, wen, qin, mo):
    way.authorised(candidate, lan)
    assert waits(qin) == {"cases-compare": 1} and waits(mo) == {} and waits(lan) == {"cases-verify": 1}
    one = {way.SCOPE[0]: (False, "")}
    procedure_actions.add_comparisons(candidate, by=qin, compared_on=today(), results=one)
    assert waits(qin) == {"cases-compare": 1}  # a second department has not answered
    procedure_actions.add_comparisons(candidate, by=qin, compared_on=today(), results={way.SCOPE[1]: (False, "")})
    assert waits(qin) == {}


def test_the_review_waits_for_the_clerk_when_every_paper_is_there(candidate, lan, wen, qin):
    way.verified(candidate, lan, wen)
    way.authorised(candidate, lan)
    assert waits(wen) == {}
    way.compared(candidate, qin)
    assert waits(wen) == {"cases-review": 1} and waits(lan) == {}
    way.reviewed(candidate, wen)
    assert waits(wen) == {"cases-notice": 1}


def test_an_objection_waits_at_once_and_the_decision_when_the_notice_is_over(heyi, lan, wen, qin, zhao):
    case = way.on_notice(household(heyi), lan, wen, qin)
    assert waits(zhao) == {}
    said = procedure_actions.object_to_notice(
        case.public_notices.get(), by=wen, received_on=today(), words="They own a lorry"
    )
    assert waits(zhao) == {"cases-objections": 1}
    assert rows("cases-objections", zhao)[0].url == f"/cases/{case.pk}/#objections"
    procedure_actions.settle_objection(said, by=zhao, upheld=False, answer="It is not theirs")
    assert waits(zhao) == {}


@pytest.mark.parametrize(("days", "number"), [(5, 0), (6, 1), (7, 1)])
def test_a_notice_is_over_the_day_after_its_last(days, number, heyi, lan, wen, qin, zhao):
    with way.ago(days):
        way.on_notice(household(heyi), lan, wen, qin)
    assert waits(zhao).get("cases-noticed", 0) == number


def test_a_case_that_came_back_is_told_as_such(heyi, lan, wen, qin, zhao):
    with way.ago(6):
        case = way.on_notice(household(heyi), lan, wen, qin)
    case_actions.take_case_step(case, "return", by=zhao, reason="Nobody saw the roof")
    assert waits(lan) == {"cases-verify-again": 1}
    assert rows("cases-verify-again", lan)[0].note == CaseStep.RETURN.label


def test_what_the_county_handed_back_says_so_in_the_township(heyi, lan, wen, qin, zhao, li):
    with way.ago(6):
        case = way.on_notice(household(heyi), lan, wen, qin)
    assert [row.note for row in rows("cases-noticed", zhao)] == [""]
    case_actions.take_case_step(case, "endorse", by=zhao)
    assert waits(li) == {"cases-endorsed": 1} and waits(zhao) == {}
    case_actions.take_case_step(case, "hand_back", by=li, reason="Whose lorry is it?")
    assert [row.note for row in rows("cases-noticed", zhao)] == [CaseStep.HAND_BACK.label]


def test_the_page_and_the_inbox_show_the_same_cases(heyi, lan, wen, qin, zhao, client_of):
    with way.ago(6):
        made = [way.on_notice(household(heyi), lan, wen, qin) for _ in range(2)]
    way.on_notice(household(heyi), lan, wen, qin)
    groups = {group["kind"].step: group["count"] for group in client_of(zhao).get("/cases/inbox/").context["groups"]}
    assert groups["endorse"] == waits(zhao)["cases-noticed"] == len(made)


def test_a_clearing_that_came_back_waits_until_somebody_notes_how_it_goes_on(heyi, lan, wen):
    case = episode(household(heyi))
    stand(case, "clearing")
    case_actions.take_case_step(case, "decline_clearing", by=wen, reason="Her work ends in May")
    assert waits(lan, "cases-clearing") == {"cases-clearing-back": 1}
    help_actions.add_judgement(Case.objects.get(pk=case.pk), by=lan, words="A post in the village from June")
    assert waits(lan, "cases-clearing") == {}


def planned(case, by, **more):
    said = {"group": "employment", "title": "A post", "risk": case.risks[0], "due_on": today() + dt.timedelta(3)}
    return help_actions.plan_measure(case, by=by, **(said | more))


def test_measures_wait_for_approval_but_not_by_who_planned_them(heyi, lan, zhao, qin):
    case = episode(household(heyi))
    planned(case, lan), planned(case, zhao)
    assert waits(zhao, "measures-") == {"measures-approve": 1} and waits(qin, "measures-") == {}
    (row,) = rows("measures-approve", zhao)
    assert row.note == "A post" and row.until == today() + dt.timedelta(3)


def test_before_approval_only_a_measure_that_cannot_wait_is_told(candidate, lan, zhao):
    planned(candidate, lan, urgent_reason="They have no roof")
    assert waits(zhao) == {"measures-approve": 1}
    candidate.measures.update(urgent_reason="")
    assert waits(zhao) == {}


@pytest.mark.parametrize(("days", "late"), [(9, 0), (10, 0), (11, 1)])
def test_a_plan_is_due_ten_days_after_the_approval(days, late, heyi, lan, zhao):
    episode(household(heyi), identified_on=today() - dt.timedelta(days))
    found = count_waiting(lan)["cases-plan"]
    assert (found.number, found.overdue) == (1, late)
    assert waits(zhao).get("cases-late-help", 0) == late
    assert rows("cases-plan", lan)[0].until == today() + dt.timedelta(10 - days)


@pytest.mark.parametrize(("days", "late"), [(29, 0), (30, 0), (31, 1)])
def test_the_first_measure_is_due_thirty_days_after_the_approval(days, late, heyi, lan):
    case = episode(household(heyi), identified_on=today() - dt.timedelta(days))
    assert count_waiting(lan)["cases-measure"] == (1, late)
    way.delivered(case, lan)
    assert "cases-measure" not in count_waiting(lan)


def test_nothing_of_a_neighbour_is_told(shuikou, lan, wen, zhao, qin):
    way.proposed(household(shuikou), None)
    episode(household(shuikou), identified_on=today() - dt.timedelta(60))
    Household.objects.update(state="moved")
    assert waits(lan) == waits(wen) == waits(zhao) == {}


def old_case(village, state):
    """A case identified in 2021, whose decision was due that summer."""
    told = {"case_type": "marginal", "risks": ["01"], "decide_by": dt.date(2021, 6, 28)}
    identified = (
        {"identified_on": dt.date(2021, 6, 20), "line_at_identification": 6000} if state.startswith("clearing") else {}
    )
    return led_to(Case.objects.create(household=household(village), state=state, **told, **identified))


@pytest.mark.parametrize(
    ("state", "has_a_last_day"),
    [
        ("verified", True),
        ("reviewed", True),
        ("noticed", True),
        ("endorsed", True),
        ("clearing", False),
        ("clearing_reviewed", False),
        ("clearing_noticed", False),
        ("clearing_endorsed", False),
    ],
)
def test_a_clearing_is_not_overdue_since_the_identification(heyi, state, has_a_last_day):
    """The last day for a decision counts from the clue; a clearing has none."""
    made = old_case(heyi, state)
    until = Case.objects.filter(pk=made.pk).values_list(decision_day(), flat=True).get()
    assert until == (made.decide_by if has_a_last_day else None)
    kinds = ("cases-review", "cases-notice", "cases-endorsed", "cases-clearing-endorsed")
    shown = [WAITING_KINDS[code].rows_in(made.household.county, today()).filter(pk=made.pk) for code in kinds]
    assert {row.waits_until for rows in shown for row in rows} <= {until}


@pytest.mark.parametrize(("state", "overdue"), [("noticed", 1), ("clearing_noticed", 0)])
def test_an_objection_to_a_clearing_is_not_overdue_since_the_identification(heyi, zhao, wen, state, overdue):
    made = old_case(heyi, state)
    posted = {"posted_on": today(), "until": today(), "place": "Office", "by": wen, "lines": {}}
    notice = made.public_notices.create(procedure="identification", **posted)
    notice.objections.create(received_on=today(), words="They own a lorry", by=wen)
    assert count_waiting(zhao)["cases-objections"] == (1, overdue)
