"""The Django admin: reference data only, system administrators only, every change in the access log."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse

from accounts.models import AccessEvent, Area, Grant, User

CAST = ("lan", "wen", "zhao", "qin", "li", "tan", "su", "mo")


def details_of(action):
    return AccessEvent.objects.get(action=action).details["changes"]


def test_only_areas_people_and_grants_are_kept_there():
    assert set(admin.site._registry) == {Area, User, Grant}


@pytest.mark.parametrize("who", CAST)
def test_others_are_sent_away(who, request, client_of):
    client = client_of(request.getfixturevalue(who))
    for page in ("admin:index", "admin:accounts_area_changelist", "admin:accounts_grant_add"):
        assert client.get(reverse(page)).status_code == 302


def test_a_system_administrator_enters(ding, client_of):
    for page in (
        "admin:index",
        "admin:accounts_user_changelist",
        "admin:accounts_area_changelist",
        "admin:accounts_grant_add",
    ):
        assert client_of(ding).get(reverse(page)).status_code == 200


def test_an_administrator_sees_no_household(ding, client_of):
    assert client_of(ding).get("/households/").status_code == 403
    for app in ("households", "visits", "cases", "alerts"):
        for model in apps.get_app_config(app).get_models():
            assert not admin.site.is_registered(model)


def test_a_right_that_ran_out_closes_the_admin(ding, client_of):
    ding.grants.update(valid_until="2020-12-31")
    assert client_of(ding).get(reverse("admin:index")).status_code == 302


def test_granting_a_role_is_on_record(ding, lan, heyi, client_of):
    client_of(ding).post(
        reverse("admin:accounts_grant_add"),
        {"user": lan.pk, "role": "village_clerk", "area": heyi.pk, "valid_from": "2026-01-01"},
    )
    assert lan.grants.filter(role="village_clerk").exists()
    assert AccessEvent.objects.get(action="reference_added").user == ding


def user_form(user, *grants):
    """Return what the page of a user sends, with `grants` as its rows."""
    lines = {
        "grants-TOTAL_FORMS": len(grants),
        "grants-INITIAL_FORMS": sum("id" in grant for grant in grants),
        "grants-MIN_NUM_FORMS": 0,
        "grants-MAX_NUM_FORMS": 1000,
    }
    for number, grant in enumerate(grants):
        lines |= {f"grants-{number}-{name}": value for name, value in {"user": user.pk, **grant}.items()}
    return {"username": user.username, "full_name": user.full_name, "is_active": "on", **lines}


def line(grant, **changes):
    kept = {"id": grant.pk, "role": grant.role, "area": grant.area_id, "valid_from": "2020-01-01", "valid_until": ""}
    return kept | changes


def test_a_grant_added_on_the_page_of_a_user_is_on_record(ding, lan, heyi, client_of):
    new = {"role": "village_clerk", "area": heyi.pk, "valid_from": "2026-01-01"}
    page = reverse("admin:accounts_user_change", args=[lan.pk])
    assert client_of(ding).post(page, user_form(lan, line(lan.grants.get()), new)).status_code == 302
    assert "village" in str(details_of("reference_changed")).lower()


def test_ending_a_grant_keeps_who_ended_it(ding, lan, client_of):
    grant = lan.grants.get()
    page = reverse("admin:accounts_user_change", args=[lan.pk])
    client_of(ding).post(page, user_form(lan, line(grant, valid_until="2026-06-30")))
    event = grant.events.get()
    assert event.valid_until is None and event.pgh_context.metadata["user"] == ding.pk
    assert "Until" in str(details_of("reference_changed")) and str(grant) in str(details_of("reference_changed"))


def test_a_password_set_for_somebody_is_on_record_without_the_password(ding, lan, client_of):
    page = reverse("admin:auth_user_password_change", args=[lan.pk])
    client_of(ding).post(
        page, {"usable_password": "true", "password1": "mountain-path-7", "password2": "mountain-path-7"}
    )
    lan.refresh_from_db()
    assert lan.check_password("mountain-path-7")
    assert "mountain-path-7" not in str(AccessEvent.objects.get(action="reference_changed").details)


def test_a_locked_person_is_unlocked(ding, lan, client, client_of):
    wrong, right = {"username": "lan", "password": "wrong"}, {"username": "lan", "password": "river-stone-42"}
    for _attempt in range(5):
        client.post("/accounts/sign-in/", wrong)
    assert client.post("/accounts/sign-in/", right).status_code == 429
    users = reverse("admin:accounts_user_changelist")
    client_of(ding).post(users, {"action": "unlock", "_selected_action": [lan.pk]})
    assert client.post("/accounts/sign-in/", right).status_code == 302
    assert AccessEvent.objects.get(action="unlocked").user == ding


def test_an_area_gets_its_path_from_its_parent(ding, anping, client_of):
    village = {
        "code": "999001101299",
        "level": "village",
        "name": "Xinzhuang",
        "official_name": "Xinzhuang",
        "parent": anping.pk,
    }
    assert client_of(ding).post(reverse("admin:accounts_area_add"), village).status_code == 302
    assert Area.objects.get(code="999001101299").path == "999001/999001101/999001101299/"


def test_nothing_is_deleted_there(ding, heyi, client_of):
    assert client_of(ding).get(reverse("admin:accounts_area_delete", args=[heyi.pk])).status_code == 403
