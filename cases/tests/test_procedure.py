"""The way into monitoring: every step, every refusal, and who may not decide what."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from accounts.models import Grant
from alerts.alert import actions as alert_actions
from cases.assessment import snapshot
from cases.case import actions as case_actions
from cases.case import steps
from cases.models import Case
from cases.papers import scans
from cases.procedure import actions as procedure_actions
from core.dates import today
from core.workflow import ActionRefused, StaleState
from povwatch.tests.factories import area, household, person, told
from povwatch.tests.factories import case as approved
from povwatch.tests.jobs import empty_outbox

from . import way

START = dt.datetime(2026, 6, 15, 4, 0, tzinfo=dt.UTC)


@pytest.fixture
def clock(db):
    with time_machine.travel(START, tick=False) as travelling:
        yield travelling


@pytest.fixture
def family(clock, heyi):
    return household(heyi, income=7_000)


@pytest.fixture
def hanging(family, lan, wen, qin):
    return way.on_notice(family, lan, wen, qin)


@pytest.fixture
def before_county(hanging, zhao, clock):
    clock.shift(way.days(6))
    return case_actions.take_case_step(hanging, "endorse", by=zhao)


def test_from_a_clue_to_monitoring(before_county, family, li):
    case = case_actions.take_case_step(before_county, "identify", by=li)
    case.refresh_from_db()
    assert (case.state, case.identified_on, case.line_at_identification) == ("active", today(), 8800)
    assert case.income_at_identification == 7000
    assert case.statement_at_identification["items"] == {"wages_labour": "14000.00"}
    assert case.statement_at_identification["guarantees"]["water"] is True
    assert [case.statement_at_identification[name] for name in ("income_known", "income_carried")] == ["12", "0"]
    assert case.clue_on == dt.date(2026, 6, 15) and case.decide_by == dt.date(2026, 6, 30)
    steps = ["propose", "verify", "authorise", "compare", "review", "post_notice", "endorse", "identify"]
    assert list(case.transitions.order_by("pk").values_list("step", flat=True)) == steps


def test_what_is_stored_stays_when_income_is_corrected_later(before_county, family, li):
    case_actions.take_case_step(before_county, "identify", by=li)
    told(family, {"wages_labour": 24}, first=dt.date(2025, 6, 1), months=12, on=today())
    assert snapshot.take_case_snapshot(family, today())["per_capita"] == "12.00"
    assert Case.objects.get(pk=before_county.pk).statement_at_identification["per_capita"] == "7000.00"


def test_without_a_line_in_force_nobody_is_judged(clock):
    county = area("999003", "Hewan County")
    village = area("999003101201", "Xinhe Village", area("999003101", "Hewan Township", county))
    with pytest.raises(ActionRefused, match="No monitoring line"):
        steps.monitoring_line_today(Case(household=household(village)))


def test_the_review_waits_for_consent_and_comparison(family, lan, wen, qin):
    case = way.verified(way.proposed(family, lan), lan, wen)
    with pytest.raises(ActionRefused, match="not yet signed"):
        way.reviewed(case, wen)
    way.authorised(case, lan)
    with pytest.raises(ActionRefused, match="compare with Banks, Civil affairs"):
        way.reviewed(case, wen)
    way.compared(case, qin)
    assert way.reviewed(case, wen).state == "reviewed"


def test_nothing_is_compared_that_the_family_did_not_agree_to(family, lan, qin):
    case = way.proposed(family, lan)
    with pytest.raises(ActionRefused, match="not yet signed"):
        way.compared(case, qin)
    way.authorised(case, lan)
    with pytest.raises(ActionRefused, match="did not agree to a comparison with Housing"):
        procedure_actions.add_comparisons(case, by=qin, compared_on=today(), results={"housing": (False, "")})
    with pytest.raises(ActionRefused, match="Say what Banks found"):
        procedure_actions.add_comparisons(case, by=qin, compared_on=today(), results={"banks": (True, " ")})


@pytest.mark.parametrize(
    "change,words",
    [
        ({"signed": False}, "The family signs"),
        ({"second_checker": None}, "name a second one"),
        ({"visit": None}, "Choose the visit"),
    ],
)
def test_a_verification_needs_a_visit_two_checkers_and_the_family(family, lan, wen, change, words):
    case = way.proposed(family, lan)
    said = {"visit": way.checked(family, lan), "second_checker": wen, "signed": True}
    with pytest.raises(ActionRefused, match=words):
        case_actions.take_case_step(case, "verify", by=lan, **(said | change))


def test_one_person_is_not_two_checkers_nor_somebody_without_a_grant(family, lan, wen, mo):
    case, visit = way.proposed(family, lan), way.checked(family, lan)
    for second, words in [(lan, "name a second one"), (mo, "no grant over this village")]:
        with pytest.raises(ActionRefused, match=words):
            case_actions.take_case_step(case, "verify", by=lan, visit=visit, second_checker=second, signed=True)


def test_a_visit_before_the_clue_shows_nothing(family, lan, wen, clock):
    early = way.checked(family, lan)
    clock.shift(way.days(3))
    case = way.proposed(family, lan)
    with pytest.raises(ActionRefused, match="before the clue"):
        case_actions.take_case_step(case, "verify", by=lan, visit=early, second_checker=wen, signed=True)


def test_a_village_that_does_not_agree_cannot_pass_it_on(family, lan, wen, qin):
    case = way.verified(way.proposed(family, lan), lan, wen)
    way.authorised(case, lan)
    way.compared(case, qin)
    with pytest.raises(ActionRefused, match="did not agree"):
        way.reviewed(case, wen, votes_for=3, votes_against=3)
    assert (
        case_actions.take_case_step(case, "decline", by=wen, reason="The village knows of other income").state
        == "refused"
    )


def test_a_notice_stays_five_days(hanging, zhao, clock):
    clock.shift(way.days(5))
    with pytest.raises(ActionRefused, match="runs until"):
        case_actions.take_case_step(hanging, "endorse", by=zhao)
    clock.shift(way.days(1))
    assert case_actions.take_case_step(hanging, "endorse", by=zhao).state == "endorsed"


def test_a_notice_of_four_days_or_with_a_phone_number_is_not_posted(family, lan, wen, qin):
    case = way.verified(way.proposed(family, lan), lan, wen)
    way.authorised(case, lan)
    way.compared(case, qin)
    way.reviewed(case, wen)
    with pytest.raises(ActionRefused, match="at least 5 days"):
        way.posted(case, wen, until=today() + way.days(4))
    with pytest.raises(ActionRefused, match="No phone"):
        way.posted(case, wen, place="Ask 13812345678")


def test_an_upheld_objection_goes_back_to_verification(hanging, wen, zhao, lan, clock):
    notice = hanging.public_notices.get()
    objection = procedure_actions.object_to_notice(notice, by=wen, received_on=today(), words="They run a shop in town")
    clock.shift(way.days(6))
    hanging.refresh_from_db()
    with pytest.raises(ActionRefused, match="Objections to be settled first: 1"):
        case_actions.take_case_step(hanging, "endorse", by=zhao)
    procedure_actions.settle_objection(objection, by=zhao, upheld=True, answer="The shop is real: check it")
    hanging.refresh_from_db()
    assert hanging.state == "candidate"
    with pytest.raises(StaleState):
        procedure_actions.settle_objection(objection, by=zhao, upheld=False, answer="Twice")
    assert way.verified(hanging, lan, wen).state == "verified"


def test_a_dismissed_objection_leads_on(hanging, wen, zhao, clock):
    objection = procedure_actions.object_to_notice(
        hanging.public_notices.get(), by=wen, received_on=today(), words="I do not like them"
    )
    clock.shift(way.days(6))
    with pytest.raises(ActionRefused, match="Write the answer"):
        procedure_actions.settle_objection(objection, by=zhao, upheld=False, answer=" ")
    procedure_actions.settle_objection(objection, by=zhao, upheld=False, answer="No reason was given")
    assert case_actions.take_case_step(hanging, "endorse", by=zhao).state == "endorsed"


REFUSALS = [("reject", "zhao", "noticed"), ("refuse", "li", "endorsed"), ("decline", "wen", "candidate")]


@pytest.mark.parametrize("step,who,state", REFUSALS)
def test_every_level_may_refuse_with_a_reason(step, who, state, request, family, lan, wen, qin, zhao, clock):
    case = way.proposed(family, lan) if state == "candidate" else way.on_notice(family, lan, wen, qin)
    if state == "endorsed":
        clock.shift(way.days(6))
        case_actions.take_case_step(case, "endorse", by=zhao)
    by = request.getfixturevalue(who)
    with pytest.raises(ActionRefused, match="give a reason"):
        case_actions.take_case_step(case, step, by=by, reason=" ")
    case = case_actions.take_case_step(case, step, by=by, reason="Income is well above the line")
    told = case.transitions.order_by("-pk").first()
    assert (case.state, told.source, told.reason) == ("refused", state, "Income is well above the line")
    assert way.proposed(family, lan).episode_no == 2  # a refused household may be put forward again


@pytest.mark.parametrize("step,state", [("hand_back", "noticed"), ("send_down", "candidate")])
def test_the_county_returns_to_earlier_steps(step, state, before_county, li):
    assert case_actions.take_case_step(before_county, step, by=li, reason="Ask about the shop").state == state


def test_the_township_returns_to_verification(hanging, zhao):
    assert (
        case_actions.take_case_step(hanging, "return", by=zhao, reason="Who is the second checker?").state
        == "candidate"
    )


def test_a_stale_page_is_refused(hanging, zhao, clock):
    clock.shift(way.days(6))
    case_actions.take_case_step(Case.objects.get(pk=hanging.pk), "endorse", by=zhao)
    with pytest.raises(StaleState):
        case_actions.take_case_step(hanging, "endorse", by=zhao, seen="noticed")
    assert hanging.transitions.filter(step="endorse").count() == 1


def test_only_one_open_episode_a_household(family, lan):
    way.proposed(family, lan)
    with pytest.raises(ActionRefused, match="Episode 1 of this household is still open"):
        way.proposed(family, lan)


@pytest.mark.parametrize("change", [{"case_type": "poor"}, {"risks": []}, {"risks": ["01", "01"]}, {"reason": " "}])
def test_a_proposal_says_what_and_why(family, lan, change):
    with pytest.raises(ActionRefused):
        way.proposed(family, lan, **change)
    assert not Case.objects.exists()


def test_who_may_take_which_step(hanging, lan, wen, zhao, li, qin, clock):
    clock.shift(way.days(6))
    for user in (lan, wen, qin, li):
        with pytest.raises(PermissionDenied):
            case_actions.take_case_step(hanging, "endorse", by=user)
    names = {
        user.username: {step.name for step in case_actions.available_case_steps(hanging, user)}
        for user in (wen, zhao, li)
    }
    assert names == {"wen": set(), "zhao": {"endorse", "return", "reject"}, "li": set()}


def test_four_eyes_between_village_and_township(family, lan, wen, qin, zhao, anping, clock):
    """Zhao verified it in the village; the township leader must decide, not Zhao."""
    case = way.proposed(family, zhao)
    way.verified(case, zhao, wen)
    way.authorised(case, lan)
    way.compared(case, qin)
    way.posted(way.reviewed(case, wen), wen)
    clock.shift(way.days(6))
    with pytest.raises(ActionRefused, match="Four eyes"):
        case_actions.take_case_step(case, "endorse", by=zhao)
    assert case_actions.take_case_step(case, "endorse", by=person("hu", "township_leader", anping)).state == "endorsed"


def test_four_eyes_between_township_and_county(before_county, zhao, county):
    Grant.objects.create(origin="sample", user=zhao, role="county_leader", area=county, valid_from=dt.date(2026, 1, 1))
    zhao.__dict__.pop("grants_today", None)
    with pytest.raises(ActionRefused, match="Four eyes"):
        case_actions.take_case_step(before_county, "identify", by=zhao)


# --------------------------------------------------------------------------------------------------------- from alerts


def answered(household, outcome, wen, zhao):
    alert = alert_actions.enter_alert(household, by=wen, channel="report", level=2, words="They have nothing left")
    alert_actions.take_alert_step(alert, "dispatch", by=zhao)
    alert_actions.take_alert_step(alert, "accept", by=wen)
    alert_actions.take_alert_step(alert, "answer", by=wen, outcome=outcome, answer="It is so")
    closed = alert_actions.take_alert_step(alert, "close", by=zhao)
    empty_outbox()
    return closed


def test_an_alert_answered_to_be_identified_makes_a_candidate(family, wen, zhao):
    alert = answered(family, "identify", wen, zhao)
    case = family.cases.get()
    assert (case.state, case.case_type, case.alert_id, case.decide_by) == (
        "candidate",
        "unstable",
        alert.pk,
        alert.decide_by,
    )
    assert case.transitions.get().by is None


def test_an_alert_about_a_household_with_an_open_case_adds_none(family, lan, wen, zhao):
    way.proposed(family, lan)
    answered(family, "identify", wen, zhao)
    assert family.cases.count() == 1


def test_an_alert_that_proposes_a_rollback_waits_for_the_county(family, wen, zhao, li):
    case = approved(family, cleared_on=dt.date(2026, 3, 1))
    answered(family, "rollback", wen, zhao)
    case.refresh_from_db()
    assert case.state == "rollback"
    case = case_actions.take_case_step(case, "roll_back", by=li, reason="Income fell again")
    case.refresh_from_db()
    assert (case.state, case.cleared_on, case.clear_method) == ("active", None, "")


def test_marked_again_is_a_new_episode(family, lan, wen, qin, zhao, li, clock):
    approved(family, cleared_on=dt.date(2026, 3, 1))
    case = way.on_notice(family, lan, wen, qin)
    clock.shift(way.days(6))
    case_actions.take_case_step(case, "endorse", by=zhao)
    assert [step.name for step in case_actions.available_case_steps(case, li)][0] == "remark"
    case_actions.take_case_step(case, "remark", by=li, case_type="sudden", risks=["05", "01"])
    case.refresh_from_db()
    assert (case.episode_no, case.state, case.case_type, case.risks) == (2, "active", "sudden", ["05", "01"])


@pytest.mark.parametrize("reason", ["moved", "died_out", "wrong"])
def test_a_case_ends_with_its_reason(family, li, reason):
    case = approved(family)
    with pytest.raises(ActionRefused, match="choose why"):
        case_actions.take_case_step(case, "end", by=li, reason="See the minutes")
    case = case_actions.take_case_step(case, "end", by=li, reason="See the minutes", end_reason=reason)
    case.refresh_from_db()
    assert (case.state, case.end_reason) == ("ended", reason)


# ------------------------------------------------------------------------------------- what a careless clerk might try


def test_an_older_clearing_is_not_rolled_back_under_a_newer_episode(family, lan, zhao):
    old = approved(family, cleared_on=dt.date(2026, 3, 1))
    way.proposed(family, lan)
    with pytest.raises(ActionRefused, match="has a newer episode"):
        case_actions.take_case_step(old, "propose_rollback", by=zhao, reason="Income fell")


def test_nobody_is_put_forward_while_a_rollback_waits(family, lan, zhao):
    old = approved(family, cleared_on=dt.date(2026, 3, 1))
    refused = way.proposed(family, lan)
    case_actions.take_case_step(refused, "decline", by=person("ma", "village_clerk", family.village), reason="Not so")
    case_actions.take_case_step(old, "propose_rollback", by=zhao, reason="Income fell")
    with pytest.raises(ActionRefused, match="Episode 1 of this household is still open"):
        way.proposed(family, lan)


def test_an_alert_proposes_the_rollback_of_the_approved_episode(family, lan, wen, zhao, county):
    old = approved(family, cleared_on=dt.date(2026, 3, 1))
    case_actions.take_case_step(way.proposed(family, lan), "decline", by=wen, reason="Not so")
    answered(family, "rollback", wen, zhao)
    old.refresh_from_db()
    assert old.state == "rollback" and old.transitions.get(step="propose_rollback").by == zhao


def test_a_second_checker_does_not_decide(family, lan, wen, qin, zhao, clock):
    case = way.proposed(family, lan)
    said = {"visit": way.checked(family, lan), "second_checker": zhao, "signed": True}
    case_actions.take_case_step(case, "verify", by=lan, **said)
    way.authorised(case, lan)
    way.compared(case, qin)
    way.posted(way.reviewed(case, wen), wen)
    clock.shift(way.days(6))
    with pytest.raises(ActionRefused, match="Four eyes"):
        case_actions.take_case_step(case, "endorse", by=zhao)


def test_who_answered_the_alert_does_not_decide(family, lan, wen, qin, zhao, clock):
    alert = alert_actions.enter_alert(family, by=wen, channel="report", level=2, words="They have nothing left")
    alert_actions.take_alert_step(alert, "dispatch", by=zhao)
    alert_actions.take_alert_step(alert, "accept", by=zhao)
    alert_actions.take_alert_step(alert, "answer", by=zhao, outcome="identify", answer="It is so")
    alert_actions.take_alert_step(alert, "close", by=qin)
    empty_outbox()
    case = family.cases.get()
    way.verified(case, lan, wen)
    way.authorised(case, lan)
    way.compared(case, qin)
    way.posted(way.reviewed(case, wen), wen)
    clock.shift(way.days(6))
    with pytest.raises(ActionRefused, match="Four eyes"):
        case_actions.take_case_step(case, "endorse", by=zhao)


def test_days_do_not_run_backwards(family, lan, wen, qin):
    case = way.verified(way.proposed(family, lan), lan, wen)
    way.authorised(case, lan)
    way.compared(case, qin)
    with pytest.raises(ActionRefused, match="held after the household was checked"):
        way.reviewed(case, wen, held_on=today() - way.days(400))
    way.reviewed(case, wen)
    with pytest.raises(ActionRefused, match="posted after the review"):
        way.posted(case, wen, posted_on=today() - way.days(300), until=today() - way.days(290))


def test_an_old_visit_does_not_verify_twice(hanging, lan, wen, zhao):
    first = hanging.verifications.get().visit
    case = case_actions.take_case_step(hanging, "return", by=zhao, reason="Look again")
    with pytest.raises(ActionRefused, match="earlier verification"):
        case_actions.take_case_step(case, "verify", by=lan, visit=first, second_checker=wen, signed=True)


def test_a_phone_call_is_no_verification(family, lan, wen):
    case = way.proposed(family, lan)
    call = way.checked(family, lan, way="phone")
    with pytest.raises(ActionRefused, match="in its home"):
        case_actions.take_case_step(case, "verify", by=lan, visit=call, second_checker=wen, signed=True)


def test_an_objection_does_not_vanish_when_the_case_is_returned(hanging, lan, wen, zhao, clock):
    procedure_actions.object_to_notice(
        hanging.public_notices.get(), by=wen, received_on=today(), words="They run a shop in town"
    )
    case = case_actions.take_case_step(hanging, "return", by=zhao, reason="Look again")
    way.posted(way.reviewed(way.verified(case, lan, wen), wen), wen)
    clock.shift(way.days(6))
    with pytest.raises(ActionRefused, match="Objections to be settled first: 1"):
        case_actions.take_case_step(case, "endorse", by=zhao)


def test_a_household_that_is_gone_is_only_refused(before_county, family, li):
    family.state = "moved"
    family.save()
    case = Case.objects.get(pk=before_county.pk)
    with pytest.raises(ActionRefused, match="no longer on file"):
        case_actions.take_case_step(case, "identify", by=li)
    assert case_actions.take_case_step(case, "refuse", by=li, reason="They moved to town").state == "refused"


def test_the_visit_may_find_another_type_and_other_risks(family, lan, wen):
    case = way.proposed(family, lan)
    said = {"visit": way.checked(family, lan), "second_checker": wen, "signed": True}
    case_actions.take_case_step(case, "verify", by=lan, case_type="sudden", risks=["05", "01"], **said)
    case.refresh_from_db()
    assert (case.case_type, case.risks) == ("sudden", ["05", "01"])


def test_a_new_risk_is_added_to_a_case_that_is_monitored(family, lan, hanging):
    with pytest.raises(ActionRefused, match="not while a decision is under way"):
        procedure_actions.revise_case(
            hanging, by=lan, case_type="unstable", risks=["01", "11"], reason="The well is dry"
        )
    case = approved(household(family.village))
    procedure_actions.revise_case(case, by=lan, case_type="unstable", risks=["01", "11"], reason="The well is dry")
    case.refresh_from_db()
    assert case.risks == ["01", "11"] and case.transitions.get(step="revise").reason == "The well is dry"
    with pytest.raises(ActionRefused, match="Say what changed"):
        procedure_actions.revise_case(case, by=lan, case_type="unstable", risks=["01", "11"], reason="Again")


def test_a_guardian_signs_for_children_alone(family, lan, wen, qin):
    case = way.proposed(family, lan)
    scan = scans.keep_scan(case, by=lan, title="Signed form", upload=way.paper())
    said = {"signed_on": today(), "scope": way.SCOPE, "scan": scan}
    head = family.members.get(relation="head")
    for wrong in ({}, {"signed_by": head, "guardian": "Grandmother"}):
        with pytest.raises(ActionRefused, match="Say who signed"):
            procedure_actions.authorise_comparison(case, by=lan, **wrong, **said)
    assert (
        procedure_actions.authorise_comparison(
            case, by=lan, guardian="Grandmother, in the next village", **said
        ).signed_by
        is None
    )
    way.compared(case, qin)
    assert way.reviewed(way.verified(case, lan, wen), wen).state == "reviewed"
