"""The first leader of a county, and people for whom a role is proposed, from the command line."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import AccessEvent, Grant, User
from accounts.people.people import end_grant
from accounts.people.proposals import take_proposal_step
from accounts.permissions import Permission


@pytest.fixture(autouse=True)
def password(monkeypatch):
    monkeypatch.setenv("PERSON_PASSWORD", "stone-river-42")


def create(username, county, **more):
    call_command("create_person", username, name="First Person", area=county.code, verbosity=0, **more)
    return User.objects.get(username=username)


def test_the_first_leader_may_sign_in_and_confirm(county):
    first = create("first", county, first_leader=True)
    assert first.check_password("stone-river-42") and first.holds(Permission.GRANT_CONFIRM)
    event = AccessEvent.objects.get(action="first_leader_made", area=county)
    assert event.details["person"] == "first" and event.user is None


def test_a_second_first_leader_is_refused(county, li):
    with pytest.raises(CommandError, match="has a leader"):
        create("second", county, first_leader=True)
    assert not User.objects.filter(username="second").exists()


def test_a_county_that_lost_its_leader_names_the_order(county, li, ding):
    end_grant(li.grants.get(), by=ding, reason="Retired")
    with pytest.raises(CommandError, match="Name the order"):
        create("second", county, first_leader=True)
    assert create("second", county, first_leader=True, document="Order 3").holds(Permission.GRANT_CONFIRM)
    assert AccessEvent.objects.get(action="first_leader_made").reason == "Order 3"


def test_another_county_has_a_first_leader_of_its_own(neighbour, li):
    assert create("second", neighbour, first_leader=True).holds(Permission.GRANT_CONFIRM)


def test_everybody_else_waits_for_the_leader(county, li):
    keeper = create("keeper", county)
    assert keeper.check_password("stone-river-42") and not keeper.grants_today
    take_proposal_step(keeper.proposals.get(), "confirm", by=li)
    assert User.objects.get(username="keeper").holds(Permission.PEOPLE_KEEP)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"area": "111111"}, "no area 111111"),
        ({"role": "caseworker"}, "is granted on: "),
        ({"role": "department_liaison"}, "liaison"),
        ({"username": "lan"}, "already is an account lan"),
        ({"area": "999001101", "first_leader": True}, "code of the county"),
    ],
)
def test_a_wrong_call_says_what_to_do_and_makes_nobody(asked, said, county, lan):
    words = {"username": "second", "name": "Second Person", "area": county.code, "role": "county_staff"} | asked
    with pytest.raises(CommandError, match=said):
        call_command("create_person", words.pop("username"), **words)
    assert Grant.objects.count() == 1 and User.objects.count() == 1


def test_a_weak_password_is_refused(county, monkeypatch):
    monkeypatch.setenv("PERSON_PASSWORD", "12345678")
    with pytest.raises(CommandError, match="too short"):
        call_command("create_person", "weak", name="Weak Password", area=county.code)
    assert not User.objects.exists()
