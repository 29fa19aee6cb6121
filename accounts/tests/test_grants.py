"""Grants: proposed by one, confirmed by a county leader, never for oneself; ended at once. Ding keeps the accounts, Li
leads, Bai leads too, Su audits; Mo works for the county next door."""

import datetime as dt

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AccessEvent, Grant, GrantProposal, User
from accounts.people.people import propose_for
from accounts.people.proposals import propose_grant, take_proposal_step
from accounts.permissions import Permission
from core.dates import today
from core.workflow import ActionRefused, StaleState
from households.models import Household
from povwatch.tests.factories import grant, household, person

A_DAY = dt.timedelta(days=1)


@pytest.fixture
def bai(county):
    return person("bai", "county_leader", county)


def again(user) -> User:
    return User.objects.get(pk=user.pk)


def proposed(user, by, *areas, role="county_staff", **more):
    said = {"valid_from": today(), "reason": "Order 7", **more}
    return propose_grant(user, by=by, role=role, areas=list(areas), **said)


def confirmed(proposal, by):
    return take_proposal_step(proposal, "confirm", by=by)


# ------------------------------------------------------------------------------------------------ what begins


def test_what_is_only_proposed_shows_nothing(ding, lan, li, county, shuikou):
    household(shuikou)
    proposal = proposed(lan, ding, county)
    assert not Household.objects.visible_to(again(lan)).exists()
    assert not again(lan).holds(Permission.IMPORT_REGISTRY)
    confirmed(proposal, li)
    assert Household.objects.visible_to(again(lan)).count() == 1


@pytest.mark.parametrize(("after", "holds"), [(-1, False), (0, True), (1, True)])
def test_it_holds_from_its_first_day(after, holds, ding, lan, li, county):
    confirmed(proposed(lan, ding, county, valid_from=today() + 5 * A_DAY), li)
    day = today() + (5 + after) * A_DAY
    assert lan.grants.in_force(day).filter(role="county_staff").exists() == holds


def test_confirmed_late_it_begins_on_that_day(ding, lan, li, county):
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        proposal = proposed(lan, ding, county)
    with time_machine.travel("2026-06-20T10:00+08:00", tick=False):
        confirmed(proposal, li)
    assert lan.grants.get(role="county_staff").valid_from == dt.date(2026, 6, 20)


def test_nobody_proposes_for_himself(ding, county):
    for role in ("county_staff", "auditor", "county_leader"):
        with pytest.raises(ActionRefused, match="for yourself"):
            proposed(ding, ding, county, role=role)


def test_nobody_confirms_what_is_for_himself_or_what_he_proposed(ding, li, bai, county):
    own = proposed(li, ding, county, role="auditor")
    with pytest.raises(ActionRefused, match="for yourself"):
        confirmed(own, li)
    confirmed(own, bai)
    grant(li, "system_administrator", county)
    both = again(li)
    mine = proposed(ding, both, county)
    with pytest.raises(ActionRefused, match="proposed this yourself"):
        confirmed(mine, both)


def test_only_a_leader_of_that_county_confirms(ding, lan, qin, zhao, su, neighbour, county):
    proposal = proposed(lan, ding, county)
    for who in (ding, qin, zhao, su, person("hua", "county_leader", neighbour)):
        with pytest.raises(PermissionDenied):
            confirmed(proposal, who)


@pytest.mark.parametrize(
    ("role", "where", "right"),
    [
        ("caseworker", "heyi", True),
        ("caseworker", "anping", True),
        ("caseworker", "county", False),
        ("county_staff", "county", True),
        ("county_staff", "anping", False),
        ("township_official", "heyi", False),
        ("village_clerk", "anping", False),
    ],
)
def test_a_role_is_granted_on_its_own_level(role, where, right, ding, su, request, anping):
    place = request.getfixturevalue(where)
    if right:
        assert proposed(su, ding, place, role=role).state == "proposed"
    else:
        with pytest.raises(ActionRefused, match="is granted on"):
            proposed(su, ding, place, role=role)


def test_only_inside_ones_own_county(ding, lan, mo, heyi, neighbour):
    with pytest.raises(PermissionDenied):
        proposed(lan, ding, neighbour)
    with pytest.raises(ActionRefused, match="does not work in your county"):
        propose_for(mo, by=ding, role="caseworker", areas=[heyi], valid_from=today(), reason="x")
    with pytest.raises(ActionRefused, match="all in one county"):
        proposed(lan, ding, heyi, neighbour)


def test_a_role_that_is_held_is_not_granted_twice(ding, lan, heyi):
    with pytest.raises(ActionRefused, match="holds this role already"):
        proposed(lan, ding, heyi, role="caseworker")


@pytest.mark.parametrize(("days", "right"), [(-1, False), (0, True)])
def test_a_grant_begins_today_or_later(days, right, ding, lan, county):
    if right:
        assert proposed(lan, ding, county, valid_from=today() + days * A_DAY)
    else:
        with pytest.raises(ActionRefused, match="today or later"):
            proposed(lan, ding, county, valid_from=today() + days * A_DAY)


def test_it_is_decided_once(ding, lan, li, bai, county):
    proposal = proposed(lan, ding, county)
    with pytest.raises(ActionRefused, match="reason"):
        take_proposal_step(proposal, "refuse", by=li)
    take_proposal_step(proposal, "refuse", by=li, reason="Not needed")
    with pytest.raises(StaleState):
        take_proposal_step(proposal, "confirm", by=bai, seen="proposed")
    assert not lan.grants.filter(role="county_staff").exists()


def test_the_log_says_who_whom_what_and_where(ding, lan, li, county, heyi):
    proposal = proposed(lan, ding, county)
    confirmed(proposal, li)
    for action, who in (("grant_propose", ding), ("grant_confirm", li)):
        event = AccessEvent.objects.get(action=action)
        assert (event.user, event.subject_id, event.area) == (who, str(lan.pk), county)
        assert event.details["person"] == "lan" and event.details["role"] == "county_staff"
        assert event.details["scope"] == [county.code]


# ------------------------------------------------------------------------------------------------ the database


def insert(user, area, proposal, **fields):
    fields = {"role": "county_staff", "valid_from": today(), **fields}
    return Grant.objects.create(user=user, area=area, proposal=proposal, **fields)


def test_the_database_has_no_grant_that_nobody_confirmed(ding, lan, county):
    proposal = proposed(lan, ding, county)
    with pytest.raises(IntegrityError, match="a_grant_was_confirmed"), transaction.atomic():
        insert(lan, county, proposal)
    with pytest.raises(IntegrityError, match="a_grant_was_confirmed"), transaction.atomic():
        insert(lan, county, None)


@pytest.mark.parametrize("other", ["user", "area", "role", "valid_from"])
def test_the_database_has_no_grant_other_than_confirmed(other, ding, lan, li, county, neighbour):
    proposal = confirmed(proposed(lan, ding, county, valid_from=today() + A_DAY), li)
    Grant.objects.filter(proposal=proposal).delete()
    asked = {"user": lan, "area": county, "role": "county_staff", "valid_from": today() + A_DAY}
    wrong = {"user": ding, "area": neighbour, "role": "auditor", "valid_from": today()}
    with pytest.raises(IntegrityError, match="a_grant_was_confirmed"), transaction.atomic():
        Grant.objects.create(proposal=proposal, **(asked | {other: wrong[other]}))
    assert Grant.objects.create(proposal=proposal, **asked)


@pytest.mark.parametrize(
    "change",
    [{"role": "auditor"}, {"valid_until": None}, {"valid_until": dt.date(2030, 1, 2)}, {"valid_from": "2019-01-01"}],
)
def test_the_database_lets_a_grant_only_become_narrower(change, lan):
    lan.grants.update(valid_until=dt.date(2030, 1, 1))
    with pytest.raises(IntegrityError, match="a_grant_only_ends"), transaction.atomic():
        lan.grants.update(**change)
    assert lan.grants.update(valid_until=dt.date(2029, 12, 31))


PROPOSAL_PROMISES = {
    "nobody_proposes_for_himself": {"proposed_by": "lan"},
    "somebody_else_confirms": {"state": "confirmed", "proposed_by": "ding", "decided_by": "ding"},
    "proposal_state_known": {"state": "perhaps"},
    "proposal_kind_known": {"kind": "gift"},
    "proposal_role_known": {"role": "king"},
    "a_proposal_names_areas": {"areas": []},
    "proposal_dates_in_order": {"valid_until": dt.date(2026, 6, 14)},
}


@pytest.mark.parametrize("promise", PROPOSAL_PROMISES)
def test_the_database_keeps_of_proposals(promise, ding, lan, county, request):
    given = {name: request.getfixturevalue(value) if name.endswith("_by") else value
             for name, value in PROPOSAL_PROMISES[promise].items()}  # fmt: skip
    fields = {"role": "auditor", "areas": [county.pk], "valid_from": dt.date(2026, 6, 15), "reason": "x", **given}
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        GrantProposal.objects.create(county=county, user=lan, **fields)


def test_every_promise_of_proposals_is_broken_once():
    assert {one.name for one in GrantProposal._meta.constraints} == set(PROPOSAL_PROMISES)


@pytest.mark.parametrize("change", [{"role": "auditor"}, {"areas": [1]}, {"proposed_by": None}])
def test_what_was_proposed_stays_as_it_was(change, ding, lan, county):
    proposal = proposed(lan, ding, county)
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        GrantProposal.objects.filter(pk=proposal.pk).update(**change)


def test_what_was_refused_is_never_confirmed(ding, lan, li, county):
    proposal = take_proposal_step(proposed(lan, ding, county), "refuse", by=li, reason="No")
    with pytest.raises(IntegrityError, match="a_proposal_is_decided_once"), transaction.atomic():
        GrantProposal.objects.filter(pk=proposal.pk).update(state="confirmed", decided_by=li)
