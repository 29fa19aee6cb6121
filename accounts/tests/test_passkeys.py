"""Passkeys: set up, used in place of a code, refused, removed and lost. The key of these stories is made of software;
that of a browser is in test_passkeys_browser.py."""

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
from accounts.people.people import let_leave
from accounts.sign_in import passkeys, second_factor
from povwatch.tests.factories import DAY, rewrite_grants

from .software_key import SoftwareKey

DOOR, FACTOR, ME = "/accounts/sign-in/", "/accounts/second-factor/", "/accounts/me/"
USE, ASK = f"{FACTOR}passkey/", f"{FACTOR}passkey/ask/"
NEW, NEW_ASK = f"{FACTOR}passkey/new/", f"{FACTOR}passkey/new/ask/"
PASSWORD = "river-stone-42"
MORNING = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MORNING, tick=False) as travelling:
        yield travelling


@pytest.fixture
def app(zhao):
    """Zhao's authenticator app, set up long ago."""
    factor = SecondFactor.objects.create(user=zhao, secret=pyotp.random_base32())
    second_factor.make_recovery_codes(factor)
    return pyotp.TOTP(factor.secret)


@pytest.fixture
def key(zhao, app, client_of):
    """Zhao's passkey, set up beside the app."""
    return set_up(client_of(zhao))


def set_up(client, key=None) -> SoftwareKey:
    key = key or SoftwareKey()
    give_new(client, key.make(client.post(NEW_ASK).json()))
    return key


def give_new(client, answer, **more):
    return client.post(NEW, {"name": "Office", "answer": answer, "next": ME, **more})


def knock(client, username="zhao"):
    return client.post(DOOR, {"username": username, "password": PASSWORD})


def give(client, answer, target="/"):
    return client.post(USE, {"answer": answer, "next": target})


def use(client, key, **wrong):
    """Let the key answer what the site asks, wrongly where a story says so."""
    return give(client, key.sign(client.post(ASK).json(), **wrong))


def is_in(client) -> bool:
    return client.get(ME).status_code == 200


def actions() -> list:
    return list(AccessEvent.objects.order_by("pk").values_list("action", flat=True))


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


# Used


def test_it_opens_in_place_of_a_code_and_the_log_says_which(zhao, key, client, clock):
    clock.shift(3600)
    knock(client)
    assert "Use a passkey" in client.get(FACTOR).content.decode()
    assert give(client, key.sign(client.post(ASK).json()), "/alerts/").url == "/alerts/"
    assert is_in(client) and OpenSession.objects.get().road == "passkey"
    passkey = Passkey.objects.get()
    assert passkey.used_at == MORNING + dt.timedelta(hours=1) and passkey.sign_count == 1
    assert AccessEvent.objects.get(action="passkey_used").subject_id == str(passkey.pk)
    assert AccessEvent.objects.get(action="signed_in").details["signed_in_by"] == "passkey"


def test_it_opens_again_before_a_decision(zhao, key, client, clock):
    knock(client)
    use(client, key)
    for _minute in range(15):
        clock.shift(60)
        client.get(ME)
    assert client.get("/households/?file=csv").url.startswith(FACTOR)
    assert use(client, key).status_code == 302
    assert client.get("/households/?file=csv").headers["Content-Disposition"].startswith("attachment")
    assert AccessEvent.objects.get(action="second_factor_given").details["signed_in_by"] == "passkey"


def test_one_that_never_counts_opens_each_time(zhao, app, client_of):
    key = set_up(client_of(zhao), SoftwareKey(count=None))
    for _time in range(2):
        client = Client()
        knock(client)
        assert use(client, key).status_code == 302 and is_in(client)


@pytest.mark.parametrize(("seconds", "opens"), [(299, True), (300, False), (301, False)])
def test_a_question_is_answered_within_five_minutes(zhao, key, client, clock, seconds, opens):
    knock(client)
    asked = client.post(ASK).json()
    assert asked["timeout"] == 300_000
    clock.shift(seconds)
    give(client, key.sign(asked))
    assert is_in(client) is opens


@pytest.mark.parametrize(("seconds", "status"), [(299, 302), (300, 422), (301, 422)])
def test_so_is_that_of_a_new_one(zhao, app, client_of, clock, seconds, status):
    client, key = client_of(zhao), SoftwareKey()
    asked = client.post(NEW_ASK).json()
    clock.shift(seconds)
    assert give_new(client, key.make(asked)).status_code == status


def test_a_question_is_answered_once(zhao, key, client, clock):
    """Guards against an answer that is heard and sent again."""
    key.count = None
    knock(client)
    answer = key.sign(client.post(ASK).json())
    assert give(client, answer).url == "/"
    client.post("/accounts/sign-out/")
    knock(client)
    assert give(client, answer).url.startswith(FACTOR) and not is_in(client)
    client.post(ASK)
    assert give(client, answer).url.startswith(FACTOR) and not is_in(client)


def test_a_wrong_answer_uses_the_question_up_too(zhao, key, client):
    knock(client)
    asked = client.post(ASK).json()
    give(client, key.sign(asked, unlocked=False))
    give(client, key.sign(asked))
    assert not is_in(client)


def test_a_question_for_a_new_one_lets_nobody_in(zhao, key, client_of, client):
    signed_in = client_of(zhao)
    give(signed_in, key.sign(signed_in.post(NEW_ASK).json() | {"rpId": "testserver"}))
    assert "passkey_used" not in actions()


def test_what_was_asked_in_another_session_opens_nothing(zhao, key, client):
    knock(client)
    asked = client.post(ASK).json()
    other = Client()
    knock(other)
    other.post(ASK)
    give(other, key.sign(asked))
    assert not is_in(other)


@pytest.mark.parametrize("wrong", [
    {"origin": "https://testserver"}, {"origin": "http://testserver.example"}, {"origin": "http://testserver:8000"},
    {"site": "example.com"}, {"unlocked": False}, {"challenge": "AAAA"}, {"signed_by": SoftwareKey()},
], ids=lambda wrong: next(iter(wrong)))  # fmt: skip
def test_what_is_not_the_answer_of_this_site_opens_nothing(wrong, zhao, key, client):
    knock(client)
    answer = use(client, key, **wrong)
    assert answer.url.startswith(FACTOR) and not is_in(client)
    assert "did not open" in client.get(answer.url).content.decode()
    assert actions().count("sign_in_failed") == 1


def test_that_of_somebody_else_opens_nothing(zhao, key, qin, client_of, client):
    theirs = set_up(client_of(qin))
    knock(client)
    assert use(client, theirs).url.startswith(FACTOR) and not is_in(client)


def test_one_that_names_somebody_else_opens_nothing(zhao, key, client):
    key.handle = b"somebody else"
    knock(client)
    use(client, key)
    assert not is_in(client)


def test_one_made_under_another_name_of_the_site_is_not_asked_for(zhao, key, client):
    Passkey.objects.update(site="povwatch.example.cn")
    knock(client)
    assert "Use a passkey" not in client.get(FACTOR).content.decode()
    use(client, key)
    assert not is_in(client)


@pytest.mark.parametrize(("count", "opens"), [(6, False), (7, False), (8, True)])
def test_one_whose_count_goes_back_or_stands_opens_nothing_and_the_log_says_so(zhao, key, client, count, opens):
    Passkey.objects.update(sign_count=7)
    key.count = count - 1
    knock(client)
    use(client, key)
    assert is_in(client) is opens
    refused = AccessEvent.objects.filter(action="passkey_copied", user=zhao, outcome="refused")
    assert refused.exists() is not opens
    assert Passkey.objects.get().sign_count == max(count, 7)


def test_one_that_stops_counting_opens_nothing(zhao, key, client):
    Passkey.objects.update(sign_count=7)
    key.count = None
    knock(client)
    use(client, key)
    assert not is_in(client) and "passkey_copied" in actions()


def test_five_wrong_answers_lock_like_wrong_codes(zhao, app, key, client, clock):
    knock(client)
    answers = [use(client, key, unlocked=False).status_code for _attempt in range(5)]
    assert answers == [302, 302, 302, 302, 429]
    assert use(client, key).status_code == 429 and not is_in(client)
    assert client.post(FACTOR, {"code": app.now()}).status_code == 429
    clock.shift(15 * 60 + 1)
    knock(client)
    assert use(client, key).url == "/"


def test_where_wrong_codes_locked_no_passkey_opens_and_none_is_set_up(zhao, key, client, qin):
    knock(client)
    for _attempt in range(5):
        client.post(FACTOR, {"code": "000000"})
    assert use(client, key).status_code == 429 and not is_in(client)
    other = Client()
    knock(other, "qin")
    for _attempt in range(5):
        other.post(f"{FACTOR}new/", {"code": "000000"})
    assert give_new(other, SoftwareKey().make(other.post(NEW_ASK).json())).status_code == 429


def test_of_who_left_it_opens_nothing(zhao, key, li, client):
    knock(client)
    asked = client.post(ASK).json()
    let_leave(zhao, by=li, reason="Order 1")
    assert give(client, key.sign(asked)).url == DOOR and not is_in(client)


def test_when_the_last_grant_ended_it_shows_nothing_of_the_county(zhao, key, client):
    rewrite_grants(zhao.grants, valid_until=DAY - dt.timedelta(days=1))
    knock(client)
    use(client, key)
    assert client.get("/households/").status_code == 403


RUBBISH = ["", "null", "[]", "{}", "[" * 30_000, "{" * 9, '{"id": 1}', "\x00", "x" * 40_000]


@pytest.mark.parametrize("answer", RUBBISH, ids=lambda text: text[:8])
def test_rubbish_is_refused_with_words(answer, zhao, key, client, client_of):
    knock(client)
    client.post(ASK)
    assert give(client, answer).url.startswith(FACTOR)
    signed_in = client_of(zhao)
    signed_in.post(NEW_ASK)
    assert give_new(signed_in, answer).status_code == 422


def test_an_answer_that_was_changed_anywhere_is_refused_and_breaks_nothing(zhao, key, client, rf):
    """Each letter of an answer is exchanged once, and pieces are lost; what has no meaning for the proof may pass."""
    knock(client)
    asked = client.post(ASK).json()
    request, challenge = rf.get("/"), passkeys.base64url_to_bytes(asked["challenge"])
    answer, chance = key.sign(asked), random.Random(16)
    assert passkeys.signed_by(request, zhao, challenge, answer)[0]
    for place in range(len(answer)):
        changed = answer[:place] + chance.choice('Az09_"}[,') + answer[place + chance.choice([0, 1, 1, 1, 7]) :]
        passkey, _count = passkeys.signed_by(request, zhao, challenge, changed)
        assert passkey is None or parts(changed) == parts(answer), changed


def parts(answer) -> list:
    """What an answer proves, and by what, as bytes: how it is written does not matter."""
    response = json.loads(answer)["response"]
    return [
        passkeys.base64url_to_bytes(response[name]) for name in ("clientDataJSON", "authenticatorData", "signature")
    ]


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
