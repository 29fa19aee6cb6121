"""The invented caseworkers of a sample county's villages."""

import pytest

from accounts.areas.divisions import load_county
from accounts.models import Grant, User
from sample.caseworkers import make_caseworkers
from sample.demo_people import make_demo_people

pytestmark = pytest.mark.django_db


def test_every_village_committee_of_zigui_has_one_and_twice_changes_nothing():
    county = load_county("420527")
    make_demo_people(county, "bamboo-42")
    assert make_caseworkers(county) == 166  # Xilingxia has the demo caseworker
    held = Grant.objects.filter(role="caseworker", area__kind="committee").values("area").distinct()
    assert held.count() == 167
    assert make_caseworkers(county) == 0


def test_they_cannot_sign_in_and_their_phones_are_nobodys():
    make_caseworkers(load_county("420527"))
    people = User.objects.filter(username__startswith="sample-")
    assert people.count() == 167 and not any(one.has_usable_password() for one in people)
    phones = set(people.values_list("phone", flat=True))
    assert len(phones) == 167 and all(one.startswith("1549") for one in phones)
