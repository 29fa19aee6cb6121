"""Phones are bound when their app is first used, listed, and revoked when they are lost."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AccessEvent, BoundPhone
from povwatch.tests.factories import household
from povwatch.tests.test_house import URLS
from visits.tests.told import told

SESSION, BUNDLE, SEND = "/visits/phone/session/", "/visits/phone/bundle/", "/visits/phone/visits/"
DOOR, PASSWORD = "/accounts/sign-in/", "river-stone-42"


def signed_in(username="lan", client=None) -> Client:
    client = client or Client()
    client.post(DOOR, {"username": username, "password": PASSWORD})
    return client


@pytest.fixture
def phone(lan):
    """Lan's phone, on which the app was opened."""
    client = signed_in()
    client.get(SESSION)
    return client


def send(client, home):
    return client.post(SEND, told(home), content_type="application/json")


def test_the_first_use_binds_the_phone_once(lan, phone):
    phone.get(SESSION)
    bound = BoundPhone.objects.get()
    assert bound.user == lan
    assert AccessEvent.objects.get(action="phone_bound").subject_id == str(bound.pk)


def test_signing_in_again_on_it_is_the_same_phone(lan, phone):
    phone.post("/accounts/sign-out/")
    signed_in(client=phone).get(SESSION)
    assert BoundPhone.objects.count() == 1


def test_two_people_of_one_phone_have_one_each(lan, wen, phone):
    phone.post("/accounts/sign-out/")
    signed_in("wen", phone).get(SESSION)
    phone.post("/accounts/sign-out/")
    signed_in("lan", phone).get(SESSION)
    assert sorted(one.user.username for one in BoundPhone.objects.all()) == ["lan", "wen"]


def test_it_is_listed_for_its_person_and_for_who_helps(lan, phone, ding, qin, su, client_of):
    assert "Phones with the app" in phone.get("/accounts/me/").content.decode()
    page = f"/accounts/people/{lan.pk}/"
    assert "Phones with the app" in client_of(ding).get(page).content.decode()
    assert "Phones with the app" not in client_of(su).get(page).content.decode()


def test_a_revoked_phone_gets_nothing_and_hands_in_what_it_holds(lan, heyi, phone):
    home = household(heyi)
    assert phone.get(BUNDLE).status_code == 200
    phone_id = BoundPhone.objects.get().pk
    signed_in().post(f"/accounts/me/phones/{phone_id}/revoke/")
    assert phone.get(BUNDLE).status_code == 403
    assert phone.get(f"/visits/phone/households/{home.pk}/").status_code == 403
    assert phone.post("/visits/phone/states/", {"ids": []}, content_type="application/json").status_code == 403
    assert phone.get(f"/households/{home.pk}/").status_code == 403
    assert phone.get(SESSION).json()["revoked"] is True
    assert send(phone, home).status_code == 201
    assert AccessEvent.objects.get(action="phone_revoked").details == {"person": "lan"}


def test_a_revoked_phone_opens_no_page_whatever_its_address(lan, phone):
    signed_in().post(f"/accounts/me/phones/{BoundPhone.objects.get().pk}/revoke/")
    for name, pattern in URLS.items():
        is_public = str(pattern.callback.guard).startswith("public: ")
        if not is_public and not pattern.pattern.converters and name not in ("accounts:sign-out", "accounts:password"):
            assert phone.get(reverse(name)).status_code in (403, 405), name


def test_signing_in_again_makes_no_revoked_phone_whole(lan, heyi, phone):
    signed_in().post(f"/accounts/me/phones/{BoundPhone.objects.get().pk}/revoke/")
    phone.post("/accounts/sign-out/")
    signed_in(client=phone)
    assert phone.get(BUNDLE).status_code == 403 and phone.get("/households/").status_code == 403
    assert send(phone, household(heyi)).status_code == 201


def test_other_machines_of_the_person_go_on(lan, phone):
    desk = signed_in()
    desk.post(f"/accounts/me/phones/{BoundPhone.objects.get().pk}/revoke/")
    assert desk.get("/households/").status_code == 200


def test_who_helps_others_revokes_it_and_others_do_not(lan, phone, ding, mo, wen, zhao, neighbour, client_of):
    address = f"/accounts/people/phones/{BoundPhone.objects.get().pk}/revoke/"
    assert client_of(zhao).post(address).status_code == 403
    assert signed_in("wen").post(f"/accounts/me/phones/{BoundPhone.objects.get().pk}/revoke/").status_code == 404
    assert client_of(ding).post(address).url == f"/accounts/people/{lan.pk}/"
    assert BoundPhone.objects.get().revoked_by == ding
    line = AccessEvent.objects.get(action="phone_revoked")
    assert line.user == ding and line.details["person"] == "lan" and line.area.name == "Qingshan County"


def test_the_administrator_next_door_finds_no_phone_of_ours(lan, phone, neighbour, client_of):
    from povwatch.tests.factories import person

    bao = person("bao", "system_administrator", neighbour)
    assert client_of(bao).post(f"/accounts/people/phones/{BoundPhone.objects.get().pk}/revoke/").status_code == 404


def test_revoking_twice_changes_nothing(lan, phone, client_of):
    desk, bound = signed_in(), BoundPhone.objects.get()
    for _time in range(2):
        assert desk.post(f"/accounts/me/phones/{bound.pk}/revoke/").status_code == 302
    assert AccessEvent.objects.filter(action="phone_revoked").count() == 1


def test_a_forged_cookie_is_no_phone(lan, phone):
    other = signed_in()
    other.cookies["phone"] = "forged"
    other.get(SESSION)
    assert BoundPhone.objects.count() == 2
