"""Where one is signed in: seen and ended on one's own page, and over by itself after a time."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from accounts.models import AccessEvent, OpenSession

DOOR, ME, PHONE = "/accounts/sign-in/", "/accounts/me/", "/visits/phone/session/"
PASSWORD = "river-stone-42"
MORNING = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)
CHROME = "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as travelling:
        yield travelling


def signed_in(username="lan", agent=CHROME) -> Client:
    client = Client(headers={"user-agent": agent})
    client.post(DOOR, {"username": username, "password": PASSWORD})
    return client


def is_in(client) -> bool:
    return client.get(ME).status_code == 200


def test_ones_own_page_lists_every_place(lan, clock):
    here, _there = signed_in(), signed_in(agent="Mozilla/5.0 (Windows NT 10.0) Firefox/128.0")
    page = here.get(ME).content.decode()
    assert "Chrome, Android" in page and "Firefox, Windows" in page and "Sign out here" in page
    assert [one.road for one in OpenSession.objects.all()] == ["password", "password"]


def test_another_place_is_ended_from_here(lan, clock):
    here, there = signed_in(), signed_in()
    other = OpenSession.objects.get(session_key=there.session.session_key)
    assert here.post(f"/accounts/me/sessions/{other.pk}/end/").url == ME
    assert is_in(here) and not is_in(there)
    assert AccessEvent.objects.get(action="session_ended").user == lan


def test_ending_this_place_signs_out(lan, clock):
    here = signed_in()
    here.post(f"/accounts/me/sessions/{OpenSession.objects.get().pk}/end/")
    assert not is_in(here)


def test_nobody_ends_another_person_s_session(lan, wen, clock):
    here, there = signed_in(), signed_in("wen")
    other = OpenSession.objects.get(user=wen)
    assert here.post(f"/accounts/me/sessions/{other.pk}/end/").status_code == 404
    assert is_in(there)


def test_a_new_password_ends_every_other_place(lan, clock):
    here, there = signed_in(), signed_in()
    new = "mountain-path-7"
    here.post("/accounts/me/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert is_in(here) and not is_in(there)
    assert OpenSession.objects.get().session_key == here.session.session_key


def test_what_is_over_is_not_listed(lan, clock):
    old = signed_in()
    old.post("/accounts/sign-out/")
    here = signed_in()
    here.get(ME)
    assert OpenSession.objects.count() == 1


def stay(client, clock, *, minutes, page=ME):
    """Ask for a page every ten minutes, so that nobody is idle."""
    for _ten in range(minutes // 10):
        clock.shift(600)
        client.get(page)
    clock.shift(minutes % 10 * 60)


@pytest.mark.parametrize(("seconds", "lasts"), [(-1, True), (0, True), (1, False)])
def test_a_session_ends_after_twelve_hours_however_busy(lan, clock, seconds, lasts):
    client = signed_in()
    stay(client, clock, minutes=12 * 60 - 1)
    clock.shift(60 + seconds)
    answer = client.get(ME, follow=True)
    assert is_in(client) is lasts
    assert ("12 hours at most" in answer.content.decode()) is not lasts


@pytest.mark.parametrize(("seconds", "lasts"), [(899, True), (900, True), (901, False)])
def test_a_session_ends_after_a_quarter_of_an_hour_without_anybody(lan, clock, seconds, lasts):
    client = signed_in()
    clock.shift(seconds)
    assert is_in(client) is lasts


def test_what_the_phone_asks_for_is_presence(lan, clock):
    client = signed_in()
    stay(client, clock, minutes=40, page=PHONE)
    assert is_in(client) and client.get("/visits/phone/bundle/").status_code == 200


def test_after_a_pause_the_phone_opens_nothing_by_going_on_asking(lan, clock):
    client = signed_in()
    clock.shift(16 * 60)
    assert client.get(PHONE).status_code == 200
    assert client.get("/visits/phone/bundle/").status_code == 401
    assert not is_in(client)


@pytest.mark.parametrize(("seconds", "answer"), [(-1, 200), (0, 200), (1, 401)])
def test_a_phone_that_is_away_for_four_hours_is_signed_out(lan, clock, seconds, answer):
    client = signed_in()
    clock.shift(4 * 3600 + seconds)
    assert client.get(PHONE).status_code == answer
    assert client.get(PHONE).status_code == answer


def test_the_phone_s_session_has_an_end_too(lan, clock):
    client = signed_in()
    stay(client, clock, minutes=12 * 60, page=PHONE)
    clock.shift(1)
    assert client.get(PHONE).status_code == 401
