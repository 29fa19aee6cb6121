"""Passkeys: set up, removed and lost. The key of these stories is made of software; that of a browser is in
test_passkeys_browser.py."""

import datetime as dt
import json
import random

import pyotp
import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import AccessEvent, OpenSession, Passkey, RecoveryCode, SecondFactor
from accounts.people import links
from accounts.sign_in import passkeys, second_factor

from .software_key import (
    ASK,
    DOOR,
    FACTOR,
    ME,
    NEW,
    NEW_ASK,
    USE,
    SoftwareKey,
    actions,
    give_new,
    is_in,
    knock,
    set_up,
    use,
)

MORNING = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as travelling:
        yield travelling


# Set up


def test_it_is_set_up_beside_the_app_and_listed_on_the_own_page(zhao, app, client_of):
    client = client_of(zhao)
    answer = give_new(client, SoftwareKey().make(client.post(NEW_ASK).json()))
    assert answer.url == ME
    page = client.get(ME).content.decode()
    assert "Office" in page and "10 recovery codes are left" in page  # those of before hold on
    line = AccessEvent.objects.get(action="passkey_added")
    assert (line.user, line.subject_id) == (zhao, str(Passkey.objects.get().pk))


def test_several_are_named_and_one_without_a_name_is_called_by_its_browser(zhao, app, client):
    knock(client)
    client.post(FACTOR, {"code": app.now()})
    set_up(client)
    asked = client.post(NEW_ASK).json()
    chrome = {"user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/126.0"}
    client.post(NEW, {"name": " ", "answer": SoftwareKey().make(asked), "next": ME}, headers=chrome)
    assert [str(one) for one in Passkey.objects.all()] == ["Office", "Chrome, Windows"]


def test_it_may_be_the_first_second_factor_with_recovery_codes_all_the_same(zhao, client):
    assert NEW in client.get(knock(client).url, follow=True).content.decode()
    key = SoftwareKey()
    answer = give_new(client, key.make(client.post(NEW_ASK).json()), next="/alerts/")
    assert len(answer.context["codes"]) == 10 and 'href="/alerts/"' in answer.content.decode()
    assert is_in(client) and OpenSession.objects.get().road == "passkey"
    assert {"passkey_added", "recovery_codes_made", "signed_in"} <= set(actions())
    other = Client()
    knock(other)
    assert use(other, key).url == "/" and is_in(other)


def test_without_an_app_no_code_opens_but_a_recovery_code(zhao, client):
    knock(client)
    set_up(client)
    other = Client()
    knock(other)
    assert "Recovery code" in other.get(FACTOR).content.decode()
    assert other.post(FACTOR, {"code": "000000"}).status_code == 422 and not is_in(other)
    codes = second_factor.make_recovery_codes(zhao.second_factor)
    assert other.post(FACTOR, {"code": codes[0]}).status_code == 302 and is_in(other)


def test_an_app_is_set_up_beside_it_later(zhao, client):
    knock(client)
    set_up(client)
    page = client.get(f"{FACTOR}new/").content.decode()
    secret = page.split('<code class="text-break">')[1].split("</code>")[0].replace(" ", "")
    client.post(f"{FACTOR}new/", {"code": pyotp.TOTP(secret).now()})
    factor = SecondFactor.objects.get()
    assert factor.secret == secret and factor.passkeys.count() == 1


def test_a_device_is_told_which_passkeys_it_may_not_make_again(zhao, key, client_of):
    asked = client_of(zhao).post(NEW_ASK).json()
    assert [one["id"] for one in asked["excludeCredentials"]] == [json.loads(key.answer())["id"]]


def test_authenticators_know_the_person_by_random_bytes_that_stay_the_same(zhao, app, qin, client_of):
    client = client_of(zhao)
    told = client.post(NEW_ASK).json()["user"]
    assert len(told["id"]) == 43 and told["id"] != client.post(NEW_ASK).json()["user"]["id"]  # none is set up yet
    set_up(client)
    handle = client.post(NEW_ASK).json()["user"]["id"]
    assert handle == client.post(NEW_ASK).json()["user"]["id"]
    assert handle != client_of(qin).post(NEW_ASK).json()["user"]["id"]


def test_one_passkey_is_set_up_once_for_one_person(zhao, qin, key, client_of):
    client = client_of(qin)
    assert give_new(client, key.make(client.post(NEW_ASK).json())).status_code == 422
    assert Passkey.objects.get().factor.user == zhao and not SecondFactor.objects.filter(user=qin).exists()
    with pytest.raises(IntegrityError, match="credential_id"), transaction.atomic():
        Passkey.objects.create(
            factor=zhao.second_factor, credential_id=key.id, public_key=b"x", user_handle=b"x", sign_count=0
        )


@pytest.mark.parametrize("wrong", [
    {"origin": "https://testserver"}, {"origin": "http://testserver.example"}, {"origin": "http://testserver:8000"},
    {"site": "example.com"}, {"unlocked": False}, {"challenge": "AAAA"},
], ids=str)  # fmt: skip
def test_what_is_not_the_answer_of_this_site_sets_nothing_up(wrong, zhao, client):
    knock(client)
    assert give_new(client, SoftwareKey().make(client.post(NEW_ASK).json(), **wrong)).status_code == 422
    assert not SecondFactor.objects.exists() and not is_in(client)


def test_before_the_code_no_passkey_is_set_up(zhao, app, client):
    """Guards against whoever knows the password alone."""
    knock(client)
    assert client.get(NEW).url.startswith(FACTOR)
    assert client.post(NEW_ASK).url.startswith(FACTOR) and give_new(client, "{}").url.startswith(FACTOR)


def test_another_one_needs_the_second_factor_of_a_short_while_ago(zhao, app, client, clock):
    knock(client)
    client.post(FACTOR, {"code": app.now()})
    assert client.get(NEW).status_code == 200
    clock.shift(15 * 60)
    assert client.post(NEW_ASK).url.startswith(FACTOR) and client.get(NEW).url.startswith(FACTOR)


def test_strangers_are_asked_to_sign_in(client, db):
    for page in (USE, ASK, NEW, NEW_ASK):
        assert client.post(page).url == DOOR


@pytest.mark.parametrize("size", [1, 5])
def test_a_new_one_that_was_changed_anywhere_breaks_nothing(size, zhao, app, client_of, rf):
    asked = client_of(zhao).post(NEW_ASK).json()
    request, challenge = rf.get("/"), passkeys.base64url_to_bytes(asked["challenge"])
    answer, chance = SoftwareKey().make(asked), random.Random(size)
    assert passkeys.made_by(request, challenge, answer)
    for place in range(len(answer)):
        changed = answer[:place] + "".join(chance.choices('Az09_-"', k=size)) + answer[place + size :]
        passkeys.made_by(request, challenge, changed)


# Removed and lost


def test_it_is_removed_on_the_own_page_and_opens_nothing_then(zhao, key, client_of, client):
    pk = Passkey.objects.get().pk
    assert client_of(zhao).post(f"/accounts/me/passkeys/{pk}/remove/").url == ME
    assert AccessEvent.objects.get(action="passkey_removed").subject_id == str(pk)
    knock(client)
    use(client, key)
    assert not is_in(client)


def test_removing_asks_for_the_second_factor_again(zhao, app, key, client, clock):
    knock(client)
    client.post(FACTOR, {"code": app.now()})
    clock.shift(15 * 60)
    page = f"/accounts/me/passkeys/{Passkey.objects.get().pk}/remove/"
    assert client.post(page).url.startswith(FACTOR) and Passkey.objects.exists()


def test_nobody_removes_that_of_somebody_else(zhao, key, qin, client_of):
    answer = client_of(qin).post(f"/accounts/me/passkeys/{Passkey.objects.get().pk}/remove/")
    assert answer.status_code == 404 and Passkey.objects.exists()


def test_the_last_one_stays_while_there_is_no_app(zhao, client_of, clock):
    client = client_of(zhao)
    set_up(client)
    first = Passkey.objects.get()
    page = client.post(f"/accounts/me/passkeys/{first.pk}/remove/", follow=True).content.decode()
    assert "your only second factor" in page and Passkey.objects.exists()
    set_up(client)
    client.post(f"/accounts/me/passkeys/{first.pk}/remove/")
    assert first not in Passkey.objects.all() and Passkey.objects.count() == 1


def test_two_who_vouch_take_the_passkeys_away_with_the_app(zhao, key, li, ding, client):
    page = client.post("/accounts/forgotten/", {"username": "zhao", "kind": "factor"})
    link = zhao.links.get()
    links.take_link_step(link, "recognise", by=ding)
    token = links.take_link_step(link, "hand", by=li)
    client.post(f"/accounts/link/{token}/", {"code": page.context["code"]})
    assert not Passkey.objects.exists() and not RecoveryCode.objects.exists()
    knock(client)
    assert client.get(FACTOR).url.startswith(f"{FACTOR}new/")
    use(client, key)
    assert not is_in(client)
