"""The second factor: who needs one, how it is set up, asked for, lost and replaced."""

import datetime as dt

import pyotp
import pytest
import time_machine

from accounts.models import AccessEvent, RecoveryCode, SecondFactor
from accounts.people import links
from accounts.sign_in import second_factor
from povwatch.tests.factories import grant

DOOR, FACTOR, NEW = "/accounts/sign-in/", "/accounts/second-factor/", "/accounts/second-factor/new/"
PASSWORD = "river-stone-42"
MORNING = dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as travelling:
        yield travelling


@pytest.fixture
def authenticator(zhao):
    """Zhao's app, set up long ago."""
    factor = SecondFactor.objects.create(user=zhao, secret=pyotp.random_base32())
    return pyotp.TOTP(factor.secret)


def knock(client, username="zhao", **more):
    return client.post(DOOR, {"username": username, "password": PASSWORD, **more})


def give(client, code, page=FACTOR, **more):
    return client.post(page, {"code": code, **more})


def is_in(client) -> bool:
    return client.get("/accounts/me/").status_code == 200


def key_on(page) -> str:
    return page.content.decode().split('<code class="text-break">')[1].split("</code>")[0].replace(" ", "")


def test_the_password_alone_opens_nothing_above_the_village(zhao, client, clock):
    assert knock(client).url.startswith(FACTOR)
    assert not is_in(client) and not AccessEvent.objects.filter(action="signed_in").exists()


@pytest.mark.parametrize(("who", "needs"), [
    ("lan", False), ("wen", False), ("zhao", True), ("qin", True), ("li", True), ("tan", True), ("su", True),
    ("ding", True),
])  # fmt: skip
def test_every_role_above_the_village_needs_one(who, needs, request, client):
    request.getfixturevalue(who)
    assert (knock(client, username=who).url != "/") is needs


def test_one_role_above_the_village_is_enough(lan, anping, client):
    grant(lan, "township_leader", anping)
    assert knock(client, username="lan").url.startswith(FACTOR)


def test_who_only_works_in_villages_may_set_one_up_and_is_asked_then(lan, client):
    SecondFactor.objects.create(user=lan, secret=pyotp.random_base32())
    assert knock(client, username="lan").url.startswith(FACTOR)


def test_on_a_sample_site_nobody_is_asked_and_the_door_says_so(zhao, client, settings, authenticator):
    settings.SAMPLE_SITE = True
    assert "the second factor is off" in client.get(DOOR).content.decode()
    assert knock(client).url == "/"
    assert is_in(client)


def test_the_first_sign_in_sets_it_up_with_a_picture_of_our_own(zhao, client, clock):
    page = client.get(knock(client, next="/alerts/").url, follow=True)
    text = page.content.decode()
    assert 'src="data:image/svg+xml' in text and "https://" not in text
    answer = give(client, pyotp.TOTP(key_on(page)).now(), page=NEW, next="/alerts/")
    codes = answer.context["codes"]
    assert len(set(codes)) == 10 and all(code in answer.content.decode() for code in codes)
    assert 'href="/alerts/"' in answer.content.decode()
    assert is_in(client)
    said = AccessEvent.objects.filter(user=zhao).values_list("action", flat=True)
    assert {"second_factor_set_up", "recovery_codes_made", "signed_in"} <= set(said)


def test_who_asked_for_no_page_goes_on_to_the_first_one(zhao, client, clock):
    page = client.get(knock(client).url, follow=True)
    answer = give(client, pyotp.TOTP(key_on(page)).now(), page=NEW, next=page.context["next"])
    assert 'href="/"' in answer.content.decode().split("I have written them down")[0].rpartition("<a ")[2]


def test_a_wrong_first_code_sets_nothing_up_and_keeps_the_picture(zhao, client, clock):
    page = client.get(knock(client).url, follow=True)
    answer = give(client, "000000", page=NEW)
    assert answer.status_code == 422 and key_on(answer) == key_on(page)
    assert not SecondFactor.objects.exists() and not is_in(client)


def test_nobody_else_who_knows_the_password_has_seen_the_key(zhao, client, clock):
    client.get(knock(client).url, follow=True)
    other = client.__class__()
    knock(other)
    assert key_on(client.get(NEW)) != key_on(other.get(NEW))


def test_the_secret_lies_encrypted(zhao, authenticator, django_db_blocker):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT secret FROM accounts_secondfactor")
        assert authenticator.secret.encode() not in bytes(cursor.fetchone()[0])


def test_the_code_of_the_app_opens(zhao, client, clock, authenticator):
    answer = give(client, authenticator.now()) if knock(client, next="/alerts/") else None
    assert answer.url == "/"
    assert is_in(client)
    assert AccessEvent.objects.get(action="signed_in").details["signed_in_by"] == "factor"


@pytest.mark.parametrize(("seconds", "opens"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_the_clocks_may_differ_by_one_step(zhao, client, clock, authenticator, seconds, opens):
    knock(client)
    give(client, authenticator.at(MORNING + dt.timedelta(seconds=seconds)))
    assert is_in(client) is opens


def test_a_code_opens_once(zhao, client, clock, authenticator):
    code = authenticator.now()
    knock(client)
    give(client, code)
    other = client.__class__()
    knock(other)
    assert give(other, code).status_code == 422
    clock.shift(30)
    assert give(other, authenticator.now()).status_code == 302


@pytest.mark.parametrize(("seconds", "counts"), [(599, True), (600, False), (601, False)])
def test_the_right_password_counts_for_ten_minutes(zhao, client, clock, authenticator, seconds, counts):
    knock(client)
    clock.shift(seconds)
    give(client, authenticator.now())
    assert is_in(client) is counts


def test_a_password_changed_meanwhile_counts_no_more(zhao, client, clock, authenticator):
    knock(client)
    zhao.set_password("mountain-path-7")
    zhao.save()
    assert give(client, authenticator.now()).url == DOOR


def test_five_wrong_codes_lock_like_wrong_passwords(zhao, client, clock, authenticator):
    knock(client)
    answers = [give(client, "000000").status_code for _attempt in range(5)]
    assert answers == [422, 422, 422, 422, 429]
    assert give(client, authenticator.now()).status_code == 429 and not is_in(client)
    clock.shift(15 * 60 + 1)
    knock(client)
    assert give(client, authenticator.now()).status_code == 302


def test_four_wrong_codes_lock_nothing(zhao, client, clock, authenticator):
    knock(client)
    for _attempt in range(4):
        give(client, "000000")
    assert give(client, authenticator.now()).status_code == 302


def test_a_recovery_code_opens_once(zhao, client, clock, authenticator):
    code, *others = second_factor.make_recovery_codes(zhao.second_factor)
    knock(client)
    give(client, code.lower().replace("-", " "))
    assert is_in(client)
    assert AccessEvent.objects.get(action="recovery_code_used").details == {"left": len(others)}
    other = client.__class__()
    knock(other)
    assert give(other, code).status_code == 422


def test_recovery_codes_are_kept_as_hashes_and_new_ones_void_the_old(zhao, client_of, authenticator):
    old = second_factor.make_recovery_codes(zhao.second_factor)
    assert not RecoveryCode.objects.filter(code_hash__in=old).exists()
    page = client_of(zhao).post("/accounts/second-factor/codes/", {"next": "/accounts/me/"})
    assert len(page.context["codes"]) == 10
    assert not second_factor.take_recovery_code(zhao.second_factor, old[0])
    assert second_factor.take_recovery_code(zhao.second_factor, page.context["codes"][0])


def test_another_phone_needs_the_old_one_first(zhao, client, clock, authenticator):
    knock(client)
    give(client, authenticator.now())
    assert client.get(NEW).status_code == 200
    clock.shift(14 * 60)
    assert is_in(client)
    clock.shift(2 * 60)
    assert client.get(NEW).url.startswith(FACTOR)


def test_before_the_code_the_page_to_set_one_up_is_shut(zhao, client, clock, authenticator):
    knock(client)
    assert client.get(NEW).url.startswith(FACTOR)
    assert zhao.second_factor.secret == authenticator.secret


def test_who_gets_a_higher_role_signs_in_anew(lan, anping, client, clock):
    knock(client, username="lan")
    assert is_in(client)
    grant(lan, "township_leader", anping)
    answer = client.get("/accounts/me/", follow=True)
    assert "needs a second factor now" in answer.content.decode() and not is_in(client)


def test_a_lost_phone_is_replaced_by_two_who_vouch(zhao, li, ding, client, client_of, authenticator):
    page = client.post("/accounts/forgotten/", {"username": "zhao", "kind": "factor"})
    code, link = page.context["code"], zhao.links.get()
    links.take_link_step(link, "recognise", by=ding)
    token = links.take_link_step(link, "hand", by=li)
    assert client.post(f"/accounts/link/{token}/", {"code": "AAAA-AAAA"}).status_code == 422
    assert SecondFactor.objects.exists()
    assert client.post(f"/accounts/link/{token}/", {"code": code}).url == DOOR
    assert not SecondFactor.objects.exists()
    zhao.refresh_from_db()
    assert zhao.check_password(PASSWORD)
    assert client.get(knock(client).url).url.startswith(NEW)
    assert AccessEvent.objects.get(action="sign_in_link_use").details["kind"] == "factor"


def test_the_own_page_says_how_it_stands(zhao, lan, client_of, authenticator, settings):
    second_factor.make_recovery_codes(zhao.second_factor)
    assert "10 recovery codes are left" in client_of(zhao).get("/accounts/me/").content.decode()
    assert "None is set up" in client_of(lan).get("/accounts/me/").content.decode()
    settings.SAMPLE_SITE = True
    assert "the second factor is off" in client_of(lan).get("/accounts/me/").content.decode()
