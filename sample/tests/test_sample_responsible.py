"""The invented caseworkers and township leaders of a sample county."""

import pytest

from accounts.areas.divisions import load_county
from accounts.models import Grant, User
from sample.demo_people import make_demo_people
from sample.responsible import make_caseworkers, make_township_leaders

pytestmark = pytest.mark.django_db


def test_every_village_committee_of_zigui_has_one_and_twice_changes_nothing():
    county = load_county("420527")
    make_demo_people(county, "bamboo-42")
    assert make_caseworkers(county) == 166  # Xilingxia has the demo caseworker
    held = Grant.objects.filter(role="caseworker", area__kind="committee").values("area").distinct()
    assert held.count() == 167
    assert make_caseworkers(county) == 0


def test_every_township_has_a_leader_and_twice_changes_nothing():
    county = load_county("420527")
    make_demo_people(county, "bamboo-42")
    assert make_township_leaders(county) == 11  # of 12; the demo leader has one
    assert Grant.objects.filter(role="township_leader").values("area").distinct().count() == 12
    assert make_township_leaders(county) == 0


def test_they_cannot_sign_in_and_their_phones_are_nobodys():
    county = load_county("420527")
    make_caseworkers(county), make_township_leaders(county)
    people = User.objects.filter(username__startswith="sample-")
    assert people.count() == 179 and not any(one.has_usable_password() for one in people)
    phones = set(people.values_list("phone", flat=True))
    assert len(phones) == 179 and all(one.startswith("1549") for one in phones)
