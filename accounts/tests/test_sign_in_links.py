"""A way to a password: asked for by the person or begun for somebody new, two others vouch, and it works once. Lan
forgot hers; Ding keeps the accounts, Li leads."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AccessEvent, SignInLink, User
from accounts.people import links
from accounts.people.people import enter_person
from accounts.people.proposals import take_proposal_step
from core.dates import today
from core.workflow import ActionRefused
from povwatch.tests.factories import person

NOON = dt.datetime(2026, 6, 15, 4, tzinfo=dt.UTC)
SECOND = dt.timedelta(seconds=1)
NEW = "mountain-path-7"
FORGOTTEN = "/accounts/forgotten/"


@pytest.fixture
def asked(lan):
    """Lan's request and her code."""
    code = links.ask_for_link("lan", address="10.0.0.7")
    return lan.links.get(), code


def handed(link, first, second) -> str:
    links.take_link_step(link, "recognise", by=first)
    return links.take_link_step(link, "hand", by=second)


def set_password(client, token, code, password=NEW):
    said = {"code": code, "new_password1": password, "new_password2": password}
    return client.post(reverse("accounts:sign-in-link", args=[token]), said)


def can_sign_in(client, username="lan", password=NEW) -> bool:
    return client.post("/accounts/sign-in/", {"username": username, "password": password}).status_code == 302


def shown_code(answer) -> str:
    return re.search(r"<code>(\w{4}-\w{4})</code>", answer.content.decode())[1]


def test_from_a_forgotten_password_to_a_new_one(lan, ding, li, client, client_of):
    code = shown_code(client.post(FORGOTTEN, {"username": "lan"}))
    page = lan.links.get().get_absolute_url()
    assert client_of(ding).post(f"{page}recognise/", {"seen": "asked"}).url == page
    made = client_of(li).post(f"{page}hand/", {"seen": "recognised"})
    address = re.search(r"http://testserver(/accounts/link/[\w-]+/)", made.content.decode())[1]
    before, browser = client_of(lan), client
    said = {"code": code.lower().replace("-", " "), "new_password1": NEW, "new_password2": NEW}
    assert browser.post(address, said).url == reverse("accounts:sign-in")
    assert can_sign_in(browser) and before.get("/accounts/me/").status_code == 302
    assert browser.post(address, said).status_code == 404


def test_the_answer_is_the_same_whoever_is_asked_for(lan, client):
    inactive = person("gone", "caseworker", lan.grants.get().area)
    User.objects.filter(pk=inactive.pk).update(is_active=False)
    answers = [client.post(FORGOTTEN, {"username": name}).content.decode() for name in ("lan", "nobody", "gone", "lan")]
    bare = {re.sub(r"\w{4}-\w{4}</code>|(value|content)=.\w{64}.", "", answer) for answer in answers}
    assert len(bare) == 1
    assert SignInLink.objects.count() == 1


def test_an_administrator_alone_gets_nobodys_sign_in(lan, ding, client_of, client):
    """Not by asking in their name, vouching and making the link; nor by any other address."""
    code = shown_code(client.post(FORGOTTEN, {"username": "lan"}))
    page, browser = lan.links.get().get_absolute_url(), client_of(ding)
    browser.post(f"{page}recognise/", {"seen": "asked"})
    answer = browser.post(f"{page}hand/", {"seen": "recognised"})
    assert answer.status_code == 422 and "vouched for this person already" in answer.content.decode()
    assert browser.post(f"{page}use/", {"seen": "recognised"}).status_code == 404
    assert not lan.links.get().token_hash
    assert set_password(client, "x", code).status_code == 404
    lan.refresh_from_db()
    assert lan.check_password("river-stone-42")


def test_a_leader_alone_neither(asked, li, client_of):
    link, _code = asked
    links.take_link_step(link, "recognise", by=li)
    with pytest.raises(ActionRefused, match="vouched"):
        links.take_link_step(link, "hand", by=li)


def test_nobody_vouches_for_himself(ding, li):
    links.ask_for_link("ding", address="")
    with pytest.raises(ActionRefused, match="for yourself"):
        links.take_link_step(ding.links.get(), "recognise", by=ding)


def test_others_and_the_county_next_door_cannot_vouch(asked, qin, su, neighbour):
    link, _code = asked
    for who in (qin, su, person("hua", "county_leader", neighbour)):
        with pytest.raises(PermissionDenied):
            links.take_link_step(link, "recognise", by=who)


@pytest.mark.parametrize(("late", "works"), [(-SECOND, True), (0 * SECOND, False), (SECOND, False)])
def test_a_link_holds_for_a_day(late, works, lan, ding, li, client):
    with time_machine.travel(NOON, tick=False) as clock:
        code = links.ask_for_link("lan", address="")
        token = handed(lan.links.get(), ding, li)
        clock.move_to(NOON + links.LINK_FOR + late)
        assert (set_password(client, token, code).status_code == 302) == works
        assert can_sign_in(client) == works


@pytest.mark.parametrize(("late", "works"), [(-SECOND, True), (0 * SECOND, False)])
def test_a_request_waits_three_days(late, works, lan, ding):
    with time_machine.travel(NOON, tick=False) as clock:
        links.ask_for_link("lan", address="")
        clock.move_to(NOON + links.ASKED_FOR + late)
        if works:
            links.take_link_step(lan.links.get(), "recognise", by=ding)
        else:
            with pytest.raises(ActionRefused, match="ask again"):
                links.take_link_step(lan.links.get(), "recognise", by=ding)
        links.ask_for_link("lan", address="")
    assert lan.links.count() == (1 if works else 2)


@pytest.mark.parametrize(("wrong", "works"), [(4, True), (5, False)])
def test_five_wrong_codes_kill_a_link(wrong, works, asked, ding, li, client):
    link, code = asked
    token = handed(link, ding, li)
    for _try in range(wrong):
        set_password(client, token, "WRNG-C0DE")
    assert (set_password(client, token, code).status_code == 302) == works


def test_a_weak_password_leaves_the_link_as_it_was(asked, ding, li, client):
    link, code = asked
    token = handed(link, ding, li)
    assert set_password(client, token, code, "12345678").status_code == 422
    assert set_password(client, token, code).status_code == 302


def test_neither_code_nor_link_is_kept(asked, ding, li):
    link, code = asked
    token = handed(link, ding, li)
    kept = str(SignInLink.objects.values().get()) + str(list(AccessEvent.objects.values_list("details", flat=True)))
    assert token not in kept and code not in kept and code.replace("-", "") not in kept


def test_the_log_says_who_whom_and_from_where(asked, lan, ding, li, client_of, client):
    link, code = asked
    page = link.get_absolute_url()
    client_of(ding).post(f"{page}recognise/", {"seen": "asked"})
    token = links.take_link_step(lan.links.get(), "hand", by=li, address="10.0.0.9")
    set_password(client, token, code)
    told = {event.action: event for event in AccessEvent.objects.filter(action__startswith="sign_in_link_")}
    for action, who, where in (("ask", None, "10.0.0.7"), ("recognise", ding, "127.0.0.1"), ("hand", li, "10.0.0.9"),
                               ("use", lan, "127.0.0.1")):  # fmt: skip
        event = told[f"sign_in_link_{action}"]
        assert (event.user, event.details["person"], event.details["address"]) == (who, "lan", where)
        assert event.subject_id == str(lan.pk) and event.area.name == "Qingshan County"


def test_somebody_new_needs_the_grant_the_code_and_the_link(ding, li, heyi, client):
    said = {"role": "caseworker", "areas": [heyi], "valid_from": today(), "reason": "Order 7"}
    proposal, code = enter_person(by=ding, username="mei", full_name="Mei", **said)
    link = proposal.user.links.get()
    with pytest.raises(ActionRefused, match="confirmed yet"):
        links.take_link_step(link, "hand", by=li)
    take_proposal_step(proposal, "confirm", by=li)
    with pytest.raises(ActionRefused, match="vouched"):
        links.take_link_step(link, "hand", by=ding)
    token = links.take_link_step(link, "hand", by=li)
    assert not can_sign_in(client, "mei")
    assert set_password(client, token, code).status_code == 302
    assert can_sign_in(client, "mei")


def test_the_form_for_somebody_new_shows_the_code_once(ding, heyi, client_of):
    said = {"username": "mei", "full_name": "Mei", "role": "caseworker", "areas": [heyi.pk],
            "valid_from": str(today()), "reason": "Order 7"}  # fmt: skip
    answer = client_of(ding).post(reverse("accounts:person-new"), said)
    code = shown_code(answer)
    mei = User.objects.get(username="mei")
    assert mei.links.get().code_hash == links.code_hash(code)
    assert code not in client_of(ding).get(mei.get_absolute_url()).content.decode()
    assert client_of(ding).post(reverse("accounts:person-new"), said).status_code == 422


def test_those_who_may_help_are_told_until_they_vouched(asked, ding, li, client_of):
    link, _code = asked
    page = reverse("accounts:waiting-kind", args=["sign-ins-help"])
    assert all("Lan" in client_of(who).get(page).content.decode() for who in (ding, li))
    links.take_link_step(link, "recognise", by=ding)
    assert "Lan" not in client_of(ding).get(page).content.decode()
    assert "Lan" in client_of(li).get(page).content.decode()


PROMISES = {
    "link_state_known": {"state": "lost"},
    "link_kind_known": {"kind": "gift"},
    "one_open_link": {},
    "two_vouch_for_a_link": {"state": "used", "recognised_by": "ding", "handed_by": "ding"},
}


@pytest.mark.parametrize("promise", PROMISES)
def test_the_database_keeps(promise, asked, lan, ding, county):
    given = {name: ding if value == "ding" else value for name, value in PROMISES[promise].items()}
    fields = {"kind": "reset", "state": "asked", "code_hash": "x", "expires_at": NOON, **given}
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        SignInLink.objects.create(user=lan, county=county, **fields)


def test_every_promise_is_broken_once():
    assert {one.name for one in SignInLink._meta.constraints} == set(PROMISES)


def test_a_locked_person_is_unlocked(ding, lan, client, client_of):
    for _attempt in range(5):
        can_sign_in(client, password="wrong")
    assert client.post("/accounts/sign-in/", {"username": "lan", "password": "river-stone-42"}).status_code == 429
    client_of(ding).post(reverse("accounts:person-unlock", args=[lan.pk]))
    assert can_sign_in(client, password="river-stone-42")
    event = AccessEvent.objects.get(action="unlocked")
    assert (event.user, event.details["person"]) == (ding, "lan")
