"""Signing in, being locked out, being signed out when idle, the language, and where one is sent afterwards."""

import datetime as dt

import pytest
import time_machine
from axes.models import AccessAttempt
from django.urls import reverse

from accounts.models import AccessEvent
from povwatch import settings

DOOR = "/accounts/sign-in/"
PASSWORD = "river-stone-42"
MORNING = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


def knock(client, username="lan", password=PASSWORD, **more):
    return client.post(DOOR, {"username": username, "password": password, **more})


def is_signed_in(client) -> bool:
    return client.get("/accounts/me/").status_code == 200


def test_name_and_password_open_the_door_and_leave_a_line(lan, client):
    assert knock(client).url == "/"
    assert is_signed_in(client)
    assert AccessEvent.objects.get(action="signed_in").user == lan


def test_the_page_asked_for_comes_after_signing_in(lan, client):
    assert client.get("/accounts/me/").url == f"{DOOR}?next=/accounts/me/"
    assert knock(client, next="/accounts/me/").url == "/accounts/me/"


def test_after_a_lost_session_a_button_leads_back_to_its_page(lan, client):
    page = "http://testserver/visits/?page=2"
    answer = client.post(reverse("accounts:sign-out"), headers={"referer": page})
    assert answer.url.endswith("?next=/visits/%3Fpage%3D2")
    elsewhere = client.post(reverse("accounts:sign-out"), headers={"referer": "https://elsewhere.example/visits/"})
    assert elsewhere.url.endswith("?next=/")


def test_who_is_signed_in_walks_through(lan, client_of):
    assert client_of(lan).get(DOOR, {"next": "/accounts/me/"}).url == "/accounts/me/"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "https:///evil.example"]
)
def test_nobody_is_sent_to_another_site(lan, client, elsewhere):
    assert knock(client, next=elsewhere).url == "/"


def test_the_language_switch_sends_nobody_to_another_site(client):
    assert client.post("/language/", {"language": "en", "next": "https://evil.example/"}).url == "/"


def test_a_wrong_password_says_so_and_keeps_the_name(lan, client):
    page = knock(client, password="wrong").content.decode()
    assert 'value="lan"' in page and "wrong" not in page
    assert not is_signed_in(client)


def test_an_inactive_person_stays_outside(lan, client):
    lan.is_active = False
    lan.save()
    knock(client)
    assert not is_signed_in(client)


def test_five_wrong_passwords_lock_the_name_for_fifteen_minutes(lan, client):
    with time_machine.travel(MORNING, tick=False) as clock:
        answers = [knock(client, password="wrong") for _attempt in range(5)]
        assert answers[3].status_code == 200 and answers[4].status_code == 429
        assert "locked for 15 minutes" in answers[4].content.decode()
        clock.shift(14 * 60)
        assert knock(client).status_code == 429
        assert not is_signed_in(client)
        clock.shift(16 * 60)
        assert knock(client).status_code == 302


def test_a_locked_name_locks_nobody_else(lan, wen, client):
    for _attempt in range(6):
        knock(client, password="wrong")
    assert knock(client, username="wen").status_code == 302


def test_signing_in_forgives_earlier_mistakes(lan, client):
    for _attempt in range(4):
        knock(client, password="wrong")
    knock(client)
    client.post("/accounts/sign-out/")
    for _attempt in range(4):
        assert knock(client, password="wrong").status_code == 200


def test_the_password_is_never_kept_by_the_lock(lan, client):
    knock(client, password="nearly-right")
    assert "nearly-right" not in str(AccessAttempt.objects.values())


def test_who_does_nothing_for_a_quarter_of_an_hour_is_signed_out(lan, client):
    with time_machine.travel(MORNING, tick=False) as clock:
        knock(client)
        assert is_signed_in(client)
        clock.shift(14 * 60)
        assert is_signed_in(client)
        clock.shift(16 * 60)
        answer = client.get("/accounts/me/", follow=True)
    assert answer.redirect_chain[0][0] == f"{DOOR}?next=/accounts/me/"
    assert "nothing happened for a while" in answer.content.decode()


def test_signing_out_needs_a_push_and_leaves_a_line(lan, client_of):
    client = client_of(lan)
    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/").url == DOOR
    assert AccessEvent.objects.get(action="signed_out").user == lan
    assert not is_signed_in(client)


def test_the_language_stays_chosen(client):
    client.post("/language/", {"language": "zh-hans", "next": DOOR})
    assert '<html lang="zh-hans">' in client.get(DOOR).content.decode()
    client.post("/language/", {"language": "en", "next": DOOR})
    assert '<html lang="en">' in client.get(DOOR).content.decode()


def test_a_real_site_lists_no_demo_people(lan, client, monkeypatch):
    assert "Demo people" not in client.get(DOOR).content.decode()
    monkeypatch.setattr("django.conf.settings.SAMPLE_SITE", True)
    page = client.get(DOOR).content.decode()
    assert "Demo people" in page and "lan" in page and PASSWORD not in page


# ------------------------------------------------------------------------------------------------------ one's account


def test_ones_own_page_says_what_one_may_do_and_where(lan, client_of):
    page = client_of(lan).get("/accounts/me/").content.decode()
    assert "Caseworker" in page and "Heyi Village" in page


def test_without_a_role_the_page_says_whom_to_ask(lan, client_of):
    lan.grants.all().delete()
    assert "Ask your administrator for one." in client_of(lan).get("/accounts/me/").content.decode()


def change_password(client, old=PASSWORD, new="mountain-path-7"):
    return client.post(reverse("accounts:password"), {"old_password": old, "new_password1": new, "new_password2": new})


def test_a_new_password_holds_and_keeps_one_signed_in(lan, client_of):
    client = client_of(lan)
    assert change_password(client).url == "/accounts/me/"
    assert is_signed_in(client)
    lan.refresh_from_db()
    assert lan.check_password("mountain-path-7")
    assert AccessEvent.objects.get(action="password_changed").user == lan


@pytest.mark.parametrize(
    ("old", "new"), [("wrong", "mountain-path-7"), (PASSWORD, "short"), (PASSWORD, "password1234")]
)
def test_a_bad_change_of_password_changes_nothing(lan, client_of, old, new):
    assert change_password(client_of(lan), old, new).status_code == 200
    lan.refresh_from_db()
    assert lan.check_password(PASSWORD)


def test_passwords_are_kept_by_argon2():
    """Checks the settings: the tests themselves use a quicker hash, see conftest.py."""
    assert settings.PASSWORD_HASHERS == ["django.contrib.auth.hashers.Argon2PasswordHasher"]


def test_who_may_do_what_is_read_from_the_roles(lan, client_of):
    page = client_of(lan).get("/accounts/roles/").content.decode()
    assert "System administrator" in page and "See ID numbers and phones in full" in page
