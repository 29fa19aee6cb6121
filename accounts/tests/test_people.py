"""People: whoever moves, hands a territory over, leaves and comes back; their pages, and who is told. Ding keeps the
accounts, Li leads, Su audits; Mo works for the county next door."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import AccessEvent, Grant, GrantProposal, User
from accounts.people.people import end_grant, let_leave, propose_for, propose_hand_over, propose_move
from accounts.people.proposals import propose_grant, take_proposal_step
from accounts.people.work import OPEN_WORK, OpenWork, hand_over_due_work
from core.dates import today
from core.workflow import ActionRefused
from households.models import Household
from povwatch.tests.factories import grant, household, person

A_DAY = dt.timedelta(days=1)


def again(user) -> User:
    return User.objects.get(pk=user.pk)


def proposed(user, by, *areas, role="county_staff", **more):
    said = {"valid_from": today(), "reason": "Order 7", **more}
    return propose_grant(user, by=by, role=role, areas=list(areas), **said)


def confirmed(proposal, by):
    return take_proposal_step(proposal, "confirm", by=by)


# ------------------------------------------------------------------------------------------------ what ends


def test_a_grant_ends_at_once_by_one_person(ding, lan, heyi):
    household(heyi)
    end_grant(lan.grants.get(), by=ding, reason="Phone lost")
    assert not Household.objects.visible_to(again(lan)).exists()
    event = AccessEvent.objects.get(action="grant_ended")
    assert (event.user, event.details["person"], event.area, event.reason) == (ding, "lan", heyi, "Phone lost")
    with pytest.raises(ActionRefused, match="ended already"):
        end_grant(lan.grants.get(), by=ding, reason="Again")


def test_one_that_began_today_and_one_to_come_end_as_if_they_never_were(ding, lan, li, county, shuikou):
    confirmed(proposed(lan, ding, county), li)
    confirmed(proposed(lan, ding, shuikou, role="caseworker", valid_from=today() + 9 * A_DAY), li)
    for one in lan.grants.exclude(origin="sample"):
        end_grant(one, by=li, reason="A mistake")
        for days in range(-1, 12):
            assert not Grant.objects.in_force(today() + days * A_DAY).filter(pk=one.pk).exists()


def test_others_end_nothing(lan, qin, su, mo):
    for who in (lan, qin, su, mo):
        with pytest.raises(PermissionDenied):
            end_grant(lan.grants.get(), by=who, reason="x")


def test_who_moves_works_there_from_that_day_and_here_until_the_day_before(ding, lan, li, heyi, shuikou):
    day = today() + 3 * A_DAY
    confirmed(propose_move(lan, by=ding, role="caseworker", areas=[shuikou], valid_from=day, reason="Order 8"), li)
    for when, place in ((day - A_DAY, heyi), (day, shuikou)):
        assert [one.area for one in lan.grants.in_force(when)] == [place]


def test_the_village_one_keeps_goes_on(ding, lan, li, heyi, shuikou):
    both = [heyi, shuikou]
    confirmed(propose_move(lan, by=ding, role="caseworker", areas=both, valid_from=today(), reason="Order 8"), li)
    assert {one.area for one in lan.grants.in_force(today())} == set(both)


def test_who_leaves_holds_nothing_and_cannot_sign_in(ding, lan, li, county, client_of, client):
    proposal, browser = proposed(lan, ding, county), client_of(lan)
    let_leave(lan, by=ding, reason="Retired")
    assert browser.get("/accounts/me/").status_code == 302
    proposal.refresh_from_db()
    assert proposal.state == "withdrawn" and not lan.grants.in_force(today()).exists()
    client.post("/accounts/sign-in/", {"username": "lan", "password": "river-stone-42"})
    assert client.get("/accounts/me/").status_code == 302
    assert AccessEvent.objects.get(action="person_left").details["person"] == "lan"


def test_who_works_in_two_counties_leaves_one(ding, mo, county, client_of):
    grant(mo, "auditor", county)
    let_leave(mo, by=ding, reason="Done here")
    assert [one.area.name for one in again(mo).grants_today] == ["Baiyun County"]


def test_who_comes_back_needs_a_confirmed_grant_and_a_new_link(ding, lan, li, heyi):
    let_leave(lan, by=ding, reason="Leave")
    with time_machine.travel(dt.datetime.now(dt.UTC) + A_DAY):
        proposal, code = propose_for(
            again(lan), by=ding, role="caseworker", areas=[heyi], valid_from=today(), reason="Back"
        )
        assert code and not again(lan).is_active
        confirmed(proposal, li)
        assert again(lan).is_active and not again(lan).has_usable_password() and again(lan).grants_today


# ------------------------------------------------------------------------------------------------ what is handed over


@pytest.mark.parametrize(("days", "at_once"), [(0, True), (1, False)])
def test_a_territory_goes_over_with_its_work_on_its_day(days, at_once, ding, lan, wen, li, heyi, monkeypatch):
    told, day = [], today() + days * A_DAY
    letters = OpenWork("Letters", lambda *_who: 3, lambda *given: told.append(given))
    monkeypatch.setitem(OPEN_WORK, "letters", letters)
    [proposal] = propose_hand_over(lan, by=ding, to=wen, valid_from=day, reason="Order 9")
    confirmed(proposal, li)
    assert bool(told) == at_once
    if not at_once:
        assert hand_over_due_work() == 0
        with time_machine.travel(dt.datetime.now(dt.UTC) + A_DAY):
            assert hand_over_due_work() == 1 and hand_over_due_work() == 0
    assert [given[:3] for given in told] == [(lan, wen, [heyi])]
    assert wen.grants.in_force(day).filter(role="caseworker").exists()
    assert not lan.grants.in_force(day).exists() and lan.grants.in_force(day - A_DAY).exists()


# ------------------------------------------------------------------------------------------------ pages


def test_the_page_of_a_grant_that_is_proposed_offers_what_one_may(ding, lan, li, su, county, client_of):
    url = proposed(lan, ding, county).get_absolute_url()
    for who, offered in ((ding, ["Withdraw"]), (li, ["Confirm", "Refuse"]), (su, [])):
        page = client_of(who).get(url)
        assert [str(step.label) for step in page.context["steps"]] == offered
    assert client_of(li).post(f"{url}confirm/", {"seen": "proposed"}).url == reverse("accounts:person", args=[lan.pk])
    assert client_of(li).post(f"{url}confirm/", {"seen": "proposed"}).status_code == 409


def test_an_administrator_gets_nothing_by_any_form(ding, lan, county, client_of):
    """County staff, auditor, leader, another county: neither for himself nor for anybody."""
    browser = client_of(ding)
    own = reverse("accounts:person-grant", args=[ding.pk])
    for role in ("county_staff", "auditor", "county_leader"):
        asked = {"role": role, "areas": [county.pk], "valid_from": str(today()), "reason": "x"}
        assert browser.post(own, asked).status_code == 422
        browser.post(reverse("accounts:person-grant", args=[lan.pk]), asked)
    for proposal in GrantProposal.objects.all():
        assert browser.post(f"{proposal.get_absolute_url()}confirm/", {"seen": "proposed"}).status_code == 422
    assert GrantProposal.objects.filter(user=lan).count() == 3 and not GrantProposal.objects.filter(user=ding).exists()
    assert Grant.objects.count() == 2


def test_another_county_is_neither_seen_nor_reached(ding, mo, neighbour, client_of):
    browser = client_of(ding)
    for name in ("person", "person-grant", "person-move", "person-hand-over", "person-leave"):
        assert browser.get(reverse(f"accounts:{name}", args=[mo.pk])).status_code == 404, name
    asked = {"role": "auditor", "areas": [neighbour.pk], "valid_from": str(today()), "reason": "x"}
    new = {"username": "ho", "full_name": "Ho"} | asked
    assert browser.post(reverse("accounts:person-new"), new).status_code == 422
    assert not User.objects.filter(username="ho").exists()


def test_counties_of_the_site_are_numbers_without_names(ding, mo, lan, client_of):
    page = client_of(ding).get(reverse("accounts:counties"))
    assert {one.name: one.people for one in page.context["page"]} == {"Qingshan County": 2, "Baiyun County": 1}
    assert "mo" not in [one.username for one in client_of(ding).get(reverse("accounts:people")).context["page"]]


def test_the_list_is_filtered_by_role_place_and_who_left(ding, lan, wen, zhao, anping, shuikou, client_of):
    let_leave(wen, by=ding, reason="x")
    browser = client_of(ding)

    def found(**query):
        return {one.username for one in browser.get(reverse("accounts:people"), query).context["page"]}

    assert found() == {"ding", "lan", "zhao"}
    assert found(role="caseworker") == {"lan"}
    assert found(area=anping.pk) == {"lan", "zhao"} and not found(area=shuikou.parent.pk)
    assert found(left="left") == {"wen"}
    answer = browser.post(reverse("accounts:people-search"), {"text": "wen"})
    assert "wen" not in answer.url
    assert [one.username for one in browser.get(answer.url).context["page"]] == ["wen"]


@pytest.mark.parametrize(("days", "held"), [(-1, False), (0, True), (5, True), (6, False)])
def test_the_auditor_sees_the_grants_of_any_day(days, held, su, lan, li, ding, county, client_of):
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        confirmed(proposed(lan, ding, county), li)
    with time_machine.travel("2026-06-20T10:00+08:00", tick=False):
        end_grant(lan.grants.get(role="county_staff"), by=ding, reason="x")
    query = {"day": str(dt.date(2026, 6, 15) + days * A_DAY), "role": "county_staff"}
    page = client_of(su).get(reverse("accounts:grants"), query)
    assert bool(list(page.context["page"])) == held
    file = client_of(su).get(reverse("accounts:grants"), query | {"file": "csv"})
    assert ("lan" in file.content.decode()) == held


def test_the_list_of_people_asks_the_same_number_of_questions(ding, heyi, client_of, django_assert_max_num_queries):
    browser = client_of(ding)
    browser.get(reverse("accounts:people"))
    for number in range(5):
        person(f"more{number}", "caseworker", heyi)
    with django_assert_max_num_queries(16):
        browser.get(reverse("accounts:people"))


# ------------------------------------------------------------------------------------------------ who is told


def test_the_leader_is_told_what_waits_and_the_auditor_what_is_new(ding, lan, li, su, county, client_of):
    proposal = proposed(lan, ding, county)
    for who, kind in ((li, "grants-confirm"), (su, "grants-told")):
        assert "Lan" in client_of(who).get(reverse("accounts:waiting-kind", args=[kind])).content.decode()
    assert client_of(ding).get(reverse("accounts:waiting-kind", args=["grants-confirm"])).status_code == 404
    confirmed(proposal, li)
    assert "Lan" not in client_of(li).get(reverse("accounts:waiting-kind", args=["grants-confirm"])).content.decode()


@pytest.mark.parametrize(("days", "told"), [(6, True), (7, False)])
def test_the_auditor_is_told_for_seven_days(days, told, ding, lan, su, county, client_of):
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        proposed(lan, ding, county)
    with time_machine.travel(dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC) + days * A_DAY, tick=False):
        page = client_of(su).get(reverse("accounts:waiting-kind", args=["grants-told"])).content.decode()
    assert ("Lan" in page) == told
