"""A case that came back says so on top of its page; its stages keep the days on which things happened."""

import datetime as dt

import pytest

from cases.case import actions as case_actions
from cases.case.came_back import ASKED_AFTER
from cases.case.stages import case_progress
from cases.case.workflow import BACK_STEPS, CASE_WORKFLOW
from cases.models import Case
from cases.procedure import actions as procedure_actions
from core.dates import today
from povwatch.tests.factories import case as episode
from povwatch.tests.factories import household

from . import way


@pytest.fixture
def noticed(heyi, lan, wen, qin):
    with way.ago(6):
        return way.on_notice(household(heyi), lan, wen, qin)


def page_of_case(client, case):
    return client.get(case.get_absolute_url())


def stages(case):
    moves = list(case.transitions.order_by("effective_on", "pk"))
    return case_progress(case, moves)[0].stages


def test_a_case_returned_by_the_township_says_from_whom_why_and_what_is_asked(noticed, lan, zhao, client_of):
    assert page_of_case(client_of(lan), noticed).context["came_back"] is None
    case_actions.take_case_step(noticed, "return", by=zhao, reason="Nobody looked at the roof")
    answer = page_of_case(client_of(lan), noticed)
    text = answer.content.decode()
    assert "It came back from the township" in text and "Zhao" in text and "Nobody looked at the roof" in text
    assert "record a new verification by two checkers" in text
    assert answer.context["came_back"].on == today()
    assert text.index("It came back") < text.index('id="way-title"')


def test_what_the_county_hands_back_is_told_to_the_township(noticed, zhao, li, client_of):
    case_actions.take_case_step(noticed, "endorse", by=zhao)
    case_actions.take_case_step(noticed, "hand_back", by=li, reason="Whose lorry is it?")
    text = page_of_case(client_of(zhao), noticed).content.decode()
    assert "It came back from the county" in text and "Whose lorry is it?" in text


def test_it_no_longer_says_so_once_the_next_step_is_taken(noticed, lan, wen, zhao, client_of):
    case_actions.take_case_step(noticed, "return", by=zhao, reason="Visit again")
    way.verified(noticed, lan, wen)
    assert page_of_case(client_of(lan), noticed).context["came_back"] is None


def test_a_consent_or_a_changed_risk_does_not_hide_that_it_came_back(noticed, lan, zhao, client_of):
    case_actions.take_case_step(noticed, "return", by=zhao, reason="Visit again")
    said = {"case_type": "marginal", "risks": ["03"], "reason": "He is ill"}
    procedure_actions.revise_case(noticed, by=lan, **said)
    assert page_of_case(client_of(lan), noticed).context["came_back"].why == "Visit again"


def test_who_does_not_see_reasons_reads_that_there_is_one(noticed, su, zhao, client_of):
    case_actions.take_case_step(noticed, "return", by=zhao, reason="Nobody looked at the roof")
    text = page_of_case(client_of(su), noticed).content.decode()
    assert "Nobody looked at the roof" not in text and "your role does not see notes in full" in text


def test_every_step_back_says_what_is_asked_and_leads_to_an_earlier_state():
    assert set(ASKED_AFTER) == set(BACK_STEPS)
    assert all(CASE_WORKFLOW[step].needs_reason for step in BACK_STEPS)


# The days of the stages


def test_a_notice_entered_late_has_the_days_on_which_it_hung(heyi, lan, wen, qin):
    """It ran from the 21st to the 26th and was entered on the 29th: not dated the 29th."""
    with way.ago(9):
        case = way.proposed(household(heyi), lan)
        way.verified(case, lan, wen)
        way.authorised(case, lan)
        way.compared(case, qin)
    way.reviewed(case, wen, held_on=today() - way.days(8))
    posted, until = today() - way.days(8), today() - way.days(3)
    way.posted(case, wen, posted_on=posted, until=until)
    found = stages(case)
    assert [stage.on for stage in found[:4]] == [today() - way.days(9), today() - way.days(9), posted, posted]
    assert found[3].until == until and found[3].status == "done" and found[4].status == "now"


@pytest.mark.parametrize(("ago", "status"), [(4, "now"), (5, "now"), (6, "done")])
def test_a_notice_that_still_hangs_is_not_ticked(ago, status, heyi, lan, wen, qin, client_of):
    """Posted for five days; on its last day it still hangs."""
    with way.ago(ago):
        case = way.on_notice(household(heyi), lan, wen, qin)
    found = stages(case)
    assert (found[3].status, found[4].status) == (status, "now" if status == "done" else "ahead")
    assert ("hangs until" in page_of_case(client_of(lan), case).content.decode()) == (status == "now")


def test_a_new_round_has_the_days_of_its_own_papers(noticed, lan, wen, zhao):
    case_actions.take_case_step(noticed, "return", by=zhao, reason="Visit again")
    assert [stage.on for stage in stages(noticed)][1:] == [None] * 5
    way.verified(noticed, lan, wen)
    assert stages(noticed)[1].on == today()


def test_a_clearing_has_its_own_days(heyi, lan, wen):
    case = episode(household(heyi), identified_on=dt.date(2025, 3, 1))
    Case.objects.filter(pk=case.pk).update(state="clearing")
    case.refresh_from_db()
    case.transitions.create(
        step="start_clearing", source="active", target="clearing", effective_on=today(), by=lan, village=heyi
    )
    visit = way.checked(case.household, lan, purpose="clearing")
    type(visit).objects.filter(pk=visit.pk).update(visited_on=today() - way.days(2))
    said = {"visit": visit, "first_checker": lan, "second_checker": wen, "signed": True, "by": lan}
    case.verifications.create(procedure="clearing", **said)
    moves = list(case.transitions.order_by("effective_on", "pk"))
    first, second = case_progress(case, moves)
    assert second.stages[0].on == today() - way.days(2)
    assert first.stages[-1].status == "done"
