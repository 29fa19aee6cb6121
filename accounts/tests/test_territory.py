"""Who sees which households: a territory is a prefix, and a permission must go with it."""

import datetime as dt

import time_machine

from households.models import Household
from povwatch.tests.factories import household, person


def test_a_caseworker_sees_her_village_and_no_other(lan, heyi, shuikou):
    own, _elsewhere = household(heyi), household(shuikou)
    assert list(Household.objects.visible_to(lan)) == [own]


def test_a_township_sees_its_villages_and_the_county_sees_all(zhao, qin, heyi, shuikou):
    household(heyi), household(shuikou)
    assert Household.objects.visible_to(zhao).count() == 1
    assert Household.objects.visible_to(qin).count() == 2


def test_the_neighbouring_county_sees_nothing(mo, heyi):
    household(heyi)
    assert not Household.objects.visible_to(mo).exists()


def test_a_desk_without_the_right_sees_no_household(tan, ding, heyi):
    household(heyi)
    assert not Household.objects.visible_to(tan).exists()
    assert not Household.objects.visible_to(ding).exists()


def test_a_grant_that_ran_out_shows_nothing(heyi):
    gone = person("gone", "caseworker", heyi)
    gone.grants.update(valid_until=dt.date(2026, 6, 14))
    household(heyi)
    with time_machine.travel(dt.datetime(2026, 6, 15, 1, tzinfo=dt.UTC), tick=False):
        assert not Household.objects.visible_to(gone).exists()
