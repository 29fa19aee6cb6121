"""The inbox: what waits for whom, and approving several after looking at each."""

import datetime as dt

import pytest

from cases.case import actions as case_actions
from cases.models import Case
from cases.procedure import actions as procedure_actions
from core.dates import today
from households.registry.names import masked_label
from povwatch.tests.factories import case as episode
from povwatch.tests.factories import household

from . import way

INBOX = "/cases/inbox/"


@pytest.fixture
def noticed(heyi, lan, wen, qin):
    """Three proposals; the public notice of the last still hangs."""
    with way.ago(6):
        made = [way.on_notice(household(heyi), lan, wen, qin) for _ in range(2)]
    return [*made, way.on_notice(household(heyi), lan, wen, qin)]


def waits(page) -> dict:
    return {group["kind"].step: [case.pk for case in group["cases"]] for group in page.context["groups"]}


def tick(*cases):
    return {"case": [f"{case.pk}:{case.state}" for case in cases]}


def states(cases):
    return [Case.objects.get(pk=case.pk).state for case in cases]


def test_what_waits_for_the_township_and_for_the_county(noticed, zhao, li, client_of):
    page = client_of(zhao).get(INBOX)
    assert waits(page) == {"endorse": [noticed[0].pk, noticed[1].pk], "endorse_clearing": []}
    assert "1 more case is still on public notice." in page.content.decode()
    case_actions.take_case_step(noticed[0], "endorse", by=zhao)
    assert waits(client_of(li).get(INBOX)) == {"identify": [noticed[0].pk], "clear": [], "roll_back": []}


def test_who_decides_nothing_is_told_where_to_look(noticed, lan, client_of):
    page = client_of(lan).get(INBOX).content.decode()
    assert "Your role decides none" in page and noticed[0].household.number not in page


def test_only_what_was_looked_at_can_be_ticked(noticed, zhao, client_of):
    client, first = client_of(zhao), noticed[0]
    page = client.get(INBOX).content.decode()
    assert "Look at it first" in page and f'value="{first.pk}:noticed"' not in page
    answer = client.post(INBOX, tick(first), follow=True).content.decode()
    assert (
        states([first]) == ["noticed"] and f"Not changed: {masked_label(first.household)}. Look at it first." in answer
    )
    client.get(first.get_absolute_url())
    assert f'value="{first.pk}:noticed"' in client.get(INBOX).content.decode()


def test_a_look_before_it_came_here_does_not_count(noticed, zhao, li, client_of):
    client_of(li).get(noticed[0].get_absolute_url())
    now = case_actions.take_case_step(noticed[0], "endorse", by=zhao)
    client_of(li).post(INBOX, tick(now))
    assert states(noticed[:1]) == ["endorsed"]
    client_of(li).get(now.get_absolute_url())
    client_of(li).post(INBOX, tick(now))
    assert states(noticed[:1]) == ["active"]


def test_several_are_approved_at_once_and_what_was_refused_is_told(noticed, zhao, wen, client_of):
    client = client_of(zhao)
    for case in noticed:
        client.get(case.get_absolute_url())
    procedure_actions.object_to_notice(
        noticed[1].public_notices.get(), by=wen, received_on=today(), words="They own a car"
    )
    answer = client.post(INBOX, tick(*noticed), follow=True).content.decode()
    assert states(noticed) == ["endorsed", "noticed", "noticed"]
    assert "Reviewed by the township: 1 case." in answer
    assert f"Not changed: {masked_label(noticed[1].household)}. Objections to be settled first: 1." in answer
    assert f"Not changed: {masked_label(noticed[2].household)}. The public notice runs until" in answer


def test_four_eyes_are_said_before_anybody_ticks(heyi, zhao, wen, qin, client_of):
    with way.ago(6):
        case = way.on_notice(household(heyi), zhao, wen, qin)
    client = client_of(zhao)
    client.get(case.get_absolute_url())
    page = client.get(INBOX).content.decode()
    assert "somebody else decides" in page and 'name="case"' not in page
    assert "Four eyes" in client.post(INBOX, tick(case), follow=True).content.decode()
    assert states([case]) == ["noticed"]


def test_who_was_monitored_before_is_marked_again(noticed, zhao, li, client_of):
    episode(noticed[0].household, cleared_on=dt.date(2026, 1, 8), episode_no=9)
    Case.objects.filter(pk=noticed[0].pk).update(episode_no=10)
    now = case_actions.take_case_step(Case.objects.get(pk=noticed[0].pk), "endorse", by=zhao)
    client_of(li).get(now.get_absolute_url()), client_of(li).post(INBOX, tick(now))
    assert now.transitions.last().step == "remark"


def test_rollbacks_are_decided_one_by_one_with_a_reason(heyi, zhao, li, client_of):
    case = episode(household(heyi), cleared_on=dt.date(2026, 1, 8))
    case_actions.take_case_step(case, "propose_rollback", by=zhao, reason="Ill again")
    client = client_of(li)
    client.get(case.get_absolute_url())
    page = client.get(INBOX)
    assert waits(page)["roll_back"] == [case.pk] and 'name="case"' not in page.content.decode()
    client.post(INBOX, {"case": [f"{case.pk}:rollback"]})
    assert states([case]) == ["rollback"]


def test_a_stale_tick_moves_nothing(noticed, zhao, client_of):
    client, first = client_of(zhao), noticed[0]
    client.get(first.get_absolute_url())
    sent = tick(first)
    case_actions.take_case_step(first, "return", by=zhao, reason="Visit again")
    client.get(first.get_absolute_url())
    answer = client.post(INBOX, sent, follow=True).content.decode()
    assert states([first]) == ["candidate"] and "Not changed" in answer


@pytest.mark.parametrize("sent", [{}, {"case": ["x", "9:active", ":"]}])
def test_without_a_tick_nothing_changes(noticed, sent, zhao, client_of):
    answer = client_of(zhao).post(INBOX, sent, follow=True).content.decode()
    assert "tick at least one case" in answer


def test_the_inbox_asks_the_same_number_of_questions_for_many_cases(
    noticed, zhao, client_of, django_assert_max_num_queries
):
    client = client_of(zhao)
    client.get(INBOX)
    with django_assert_max_num_queries(16):
        client.get(INBOX)
