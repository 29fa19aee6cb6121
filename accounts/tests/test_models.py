"""What the database guarantees about areas, people and grants; each constraint is violated once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Area, Grant, User
from accounts.permissions import Permission, may
from povwatch.tests.factories import rewrite_grants

DAY = dt.date(2026, 6, 15)


def area(**fields):
    return Area.objects.create(**{"code": "999009", "level": "county", "name": "X", "official_name": "X", **fields})


def grant(user, where, **fields):
    return Grant.objects.create(
        **{"user": user, "origin": "sample", "area": where, "role": "auditor", "valid_from": DAY, **fields}
    )


BROKEN = {
    "area_level_known": lambda lan, heyi: area(level="province"),
    "only_a_county_has_no_parent": lambda lan, heyi: area(level="village"),
    "accounts_area_code_key": lambda lan, heyi: area(code=heyi.code),
    "grant_dates_in_order": lambda lan, heyi: grant(lan, heyi, valid_until=DAY - dt.timedelta(days=2)),
    "grant_role_known": lambda lan, heyi: grant(lan, heyi, role="king"),
    "grant_origin_known": lambda lan, heyi: grant(lan, heyi, origin="nowhere"),
    "a_grant_was_confirmed": lambda lan, heyi: grant(lan, heyi, origin="proposal"),
    "a_liaison_works_for_a_department": lambda lan, heyi: grant(lan, heyi, role="department_liaison"),
    "one_grant_a_start": lambda lan, heyi: grant(lan, heyi, role="caseworker", valid_from=dt.date(2020, 1, 1)),
    "accounts_user_username_key": lambda lan, heyi: User.objects.create_user("lan"),
}


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_keeps(promise, lan, heyi):
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        BROKEN[promise](lan, heyi)


def test_every_promise_is_broken_once():
    promised = {promise.name for model in (Area, Grant, User) for promise in model._meta.constraints}
    assert promised <= set(BROKEN)


def test_a_path_is_the_codes_from_the_county_down(heyi):
    assert heyi.path == "999001/999001101/999001101201/"
    assert heyi.county_code == "999001"


def test_a_grant_begins_and_ends_on_its_days(lan):
    rewrite_grants(lan.grants, valid_from=DAY, valid_until=DAY)
    for day, holds in ((-1, False), (0, True), (1, False)):
        assert lan.grants.in_force(DAY + dt.timedelta(days=day)).exists() == holds


def test_who_is_no_longer_active_holds_nothing(lan):
    assert may(lan, Permission.HOUSEHOLD_VIEW)
    lan.is_active = False
    del lan.grants_today
    assert not may(lan, Permission.HOUSEHOLD_VIEW)


def test_a_refusal_carries_its_reason(lan, shuikou):
    assert "Your role does not include this" in may(lan, Permission.PARAMETER_ENACT).reason
    assert "outside the territory" in may(lan, Permission.HOUSEHOLD_VIEW, shuikou).reason


def test_a_person_is_called_by_name_or_by_user_name(lan):
    assert str(lan) == "Lan"
    assert str(User(username="gao")) == "gao"
