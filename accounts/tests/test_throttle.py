"""Failed sign-ins: whom five of them lock, whom they do not, and what the log says."""

import datetime as dt
from ipaddress import ip_network

import pytest
import time_machine
from django.test import Client

from accounts.models import AccessEvent
from accounts.throttle import forget_failures

DOOR, PASSWORD = "/accounts/sign-in/", "river-stone-42"
MORNING = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)
FAR_AWAY, OFFICE = "203.0.113.9", "198.51.100.7"


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as travelling:
        yield travelling


def knock(client, username="lan", password=PASSWORD, address=OFFICE):
    return client.post(DOOR, {"username": username, "password": password}, REMOTE_ADDR=address).status_code


def attack(username="lan", times=5, address=FAR_AWAY):
    return [knock(Client(), username, "wrong", address) for _attempt in range(times)]


@pytest.fixture
def known(lan):
    """A browser in which Lan signed in before."""
    client = Client()
    knock(client)
    client.post("/accounts/sign-out/")
    return client


@pytest.mark.parametrize(("times", "last"), [(4, 200), (5, 429), (6, 429)])
def test_five_lock(lan, clock, times, last):
    assert attack(times=times)[-1] == last
    assert knock(Client()) == (302 if times < 5 else 429)


@pytest.mark.parametrize(("seconds", "answer"), [(899, 429), (900, 429), (901, 302)])
def test_for_a_quarter_of_an_hour(lan, clock, seconds, answer):
    attack()
    clock.shift(seconds)
    assert knock(Client()) == answer


def test_who_goes_on_trying_does_not_lock_for_longer(lan, clock):
    attack()
    clock.shift(890)
    attack(times=3)
    clock.shift(11)
    assert knock(Client()) == 302


def test_a_known_browser_still_opens_while_strangers_attack(lan, known, clock):
    attack(times=7)
    assert knock(Client()) == 429
    assert knock(known) == 302


@pytest.mark.parametrize(("times", "answer"), [(4, 302), (5, 429)])
def test_a_known_browser_that_was_stolen_is_locked_alone(lan, known, clock, times, answer):
    for _attempt in range(times):
        knock(known, password="wrong")
    assert knock(known) == answer
    assert knock(Client()) == 302


def test_a_browser_is_known_for_those_who_signed_in_there(lan, wen, known, clock):
    attack("wen")
    assert knock(known, "wen") == 429


def test_a_browser_is_known_no_longer_than_its_password(lan, known, clock):
    lan.set_password("mountain-path-7")
    lan.save()
    attack()
    assert knock(known, password="mountain-path-7") == 429


def test_a_forged_cookie_is_no_known_browser(lan, clock):
    attack()
    client = Client()
    client.cookies["known"] = "eyJsYW4iOlsiYSIsImIiXX0:1abc:forged"
    assert knock(client) == 429


@pytest.mark.parametrize("who", ["ding", "li"])
def test_no_stranger_locks_out_who_helps_others_back_in(who, clock, request):
    request.getfixturevalue(who)
    attack(who, times=30)
    assert knock(Client(), who, address=FAR_AWAY) == 429
    assert knock(Client(), who, address=OFFICE) == 302


@pytest.mark.parametrize(("times", "answer"), [(9, 302), (10, 429), (11, 429)])
def test_an_address_that_tries_everybody_is_closed_to_unknown_browsers(
    lan, li, wen, known, clock, settings, times, answer
):
    settings.ADDRESS_FAILURE_LIMIT = 10
    for number in range(times):
        attack(f"nobody-{number % 3}", times=1, address=OFFICE)
    assert knock(Client(), "wen") == answer
    assert knock(Client(), "wen", address=FAR_AWAY) == 302
    assert knock(known) == 302 and knock(Client(), "li") == 302


def test_behind_a_proxy_the_address_is_that_of_the_caller(ding, clock, settings):
    settings.TRUSTED_PROXIES = [ip_network("10.0.0.1")]

    def through_proxy(password, address):
        told = {"headers": {"x-forwarded-for": f"{OFFICE}, {address}"}, "REMOTE_ADDR": "10.0.0.1"}
        return Client().post(DOOR, {"username": "ding", "password": password}, **told).status_code

    assert [through_proxy("wrong", FAR_AWAY) for _attempt in range(5)][-1] == 429
    assert through_proxy(PASSWORD, OFFICE) == 302


def test_unlocking_forgets_every_failure_of_a_person_and_nobody_else_s(lan, ding, known, clock):
    attack()
    attack("ding")
    for _attempt in range(5):
        knock(known, password="wrong")
    forget_failures("lan")
    assert knock(Client()) == 302 and knock(known) == 302
    assert knock(Client(), "ding", address=FAR_AWAY) == 429


def lines(*actions):
    return AccessEvent.objects.filter(action__in=actions).order_by("pk")


def test_each_failure_and_the_lock_are_lines_about_the_person(lan, county, su, clock):
    attack(times=7)
    told = lines("sign_in_failed", "sign_in_locked")
    assert [one.action for one in told] == ["sign_in_failed"] * 4 + ["sign_in_locked"]
    assert {(one.user, one.subject_id, one.area, one.address) for one in told} == {
        (None, str(lan.pk), county, FAR_AWAY)
    }
    assert lines("sign_in_failed").visible_to(su).count() == 4


def test_a_name_that_is_nobody_s_is_not_repeated(county, su, clock):
    attack("my-secret-password", times=1)
    line = lines("sign_in_failed").get()
    assert "my-secret-password" not in str(line.details) and line.subject_id == ""
    assert lines("sign_in_failed").visible_to(su).exists()


def test_wrong_old_passwords_count(lan, client, clock):
    knock(client)
    change = {"old_password": "wrong", "new_password1": "mountain-path-7", "new_password2": "mountain-path-7"}
    answers = [client.post("/accounts/me/password/", change).status_code for _attempt in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    assert client.post("/accounts/me/password/", change | {"old_password": PASSWORD}).status_code == 429
    lan.refresh_from_db()
    assert lan.check_password(PASSWORD)
    assert lines("sign_in_locked").exists()


def test_wrong_passwords_for_a_phone_count(lan, client, clock):
    knock(client)
    asked = {"password": "wrong", "sealed": "AAAA"}
    for _attempt in range(5):
        client.post("/visits/phone/unlock/", asked, content_type="application/json")
    assert knock(client.__class__()) == 302  # only this browser is locked
    assert lines("sign_in_locked").exists()


def test_a_right_password_in_between_forgives_typing_errors(lan, client, clock):
    knock(client)
    change = {"old_password": "wrong", "new_password1": "mountain-path-7", "new_password2": "mountain-path-7"}
    for _attempt in range(4):
        client.post("/accounts/me/password/", change)
    assert client.post("/accounts/me/password/", change | {"old_password": PASSWORD}).status_code == 302
    again = change | {"new_password1": "kettle-garden-9", "new_password2": "kettle-garden-9"}
    assert [client.post("/accounts/me/password/", again).status_code for _attempt in range(4)] == [200] * 4
