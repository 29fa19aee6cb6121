"""Passkeys: used in place of a code, and refused. The key of these stories is made of software; that of a browser is in
test_passkeys_browser.py."""

import datetime as dt
import json
import random

import pytest
import time_machine
from django.test import Client

from accounts.models import AccessEvent, OpenSession, Passkey
from accounts.people.people import let_leave
from accounts.sign_in import passkeys
from povwatch.tests.factories import DAY, rewrite_grants

from .software_key import (
    ASK,
    DOOR,
    FACTOR,
    ME,
    NEW_ASK,
    SoftwareKey,
    actions,
    give,
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
