"""The first account of a county, from the command line."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AccessEvent, Grant, User
from accounts.permissions import Permission


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("PERSON_PASSWORD", "stone-river-42")


def test_the_first_administrator_may_sign_in_and_keep_accounts(county, client):
    call_command("create_person", "first", name="First Person", area=county.code, verbosity=0)
    first = User.objects.get(username="first")
    assert first.check_password("stone-river-42") and first.holds(Permission.REFERENCE_EDIT)
    assert AccessEvent.objects.filter(action="granted", area=county).count() == 1


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"area": "111111"}, "no area 111111"),
        ({"role": "caseworker"}, "granted on: township, village"),
        ({"username": "lan"}, "already is an account lan"),
    ],
)
def test_a_wrong_call_says_what_to_do_and_makes_nobody(asked, said, county, lan):
    words = {"username": "second", "name": "Second Person", "area": county.code, "role": "county_staff"} | asked
    with pytest.raises(CommandError, match=said):
        call_command("create_person", words.pop("username"), **words)
    assert Grant.objects.count() == 1


def test_a_weak_password_is_refused(county, monkeypatch):
    monkeypatch.setenv("PERSON_PASSWORD", "12345678")
    with pytest.raises(CommandError, match="too short"):
        call_command("create_person", "weak", name="Weak Password", area=county.code)
    assert not User.objects.exists()
