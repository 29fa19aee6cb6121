"""Who may have a cash grant, who applied, and what was paid. Tian works away from home, Yun learns; Wen applies in
Heyi, Zhao records for the township, Qin keeps the grants of the county."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied

from core.workflow import ActionRefused, StaleState
from households.models import IncomeStatement, WorkSpell
from policy import parameters
from povwatch.tests.factories import DAY, case, household, member, person
from work.cash_grants import actions
from work.cash_grants.fitting import DAYS_OF_A_MONTH, grant_rows, subjects_of, who_may_have, without_claim
from work.models import CashGrant, CashGrantClaim, Training

pytestmark = pytest.mark.django_db
NEW_YEAR = dt.date(2026, 1, 1)
DAYS_TO_TODAY = (DAY - NEW_YEAR).days + 1  # 166: today is worked too


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def tian(heyi):
    """Tian, of a lifted household, able to work."""
    return member(household(heyi, people=0), name="Tian", birth_date=dt.date(1990, 1, 1))


def a_grant(county, by, **said):
    usual = {
        "name": "Travel allowance", "paper": "County paper 7", "valid_from": NEW_YEAR, "for_whom": "account",
        "condition": "outside", "least_months": 3, "yuan": Decimal(600),
    }  # fmt: skip
    return actions.enter_cash_grant(county, by=by, **(usual | said))


@pytest.fixture
def travel(county, qin):
    return a_grant(county, qin)


def works(of, started_on, ended_on=None, place="outside"):
    return WorkSpell.objects.create(member=of, started_on=started_on, ended_on=ended_on, place=place, channel="own")


def on(days):
    return NEW_YEAR + dt.timedelta(days)


def may_have(grant, *, year=2026, day=DAY) -> set[str]:
    found = subjects_of(grant).filter(who_may_have(grant, year, day))
    return {one.number if grant.is_of_households else one.name for one in found}


def plain(grant, **changed):
    """The same grant with other values, which may never have been possible to enter."""
    CashGrant.objects.filter(pk=grant.pk).update(**changed)
    grant.refresh_from_db()
    return grant


# ---------------------------------------------------------------------------------------------------- months of work


@pytest.mark.parametrize(("days", "is_in"), [(89, False), (90, True), (91, True)])
def test_three_months_are_ninety_days_of_work(travel, tian, days, is_in):
    works(tian, NEW_YEAR, on(days))
    assert (may_have(travel) == {"Tian"}) is is_in


@pytest.mark.parametrize(("first", "is_in"), [(45, True), (44, False)])
def test_several_times_count_together(travel, tian, first, is_in):
    works(tian, NEW_YEAR, on(first))
    works(tian, on(60), on(105))
    assert (may_have(travel) == {"Tian"}) is is_in


def test_a_day_in_two_times_counts_once(travel, tian):
    works(tian, NEW_YEAR, on(60))
    works(tian, on(20), on(89))
    assert may_have(travel) == set()
    works(tian, on(89), on(90))
    assert may_have(travel) == {"Tian"}


@pytest.mark.parametrize(("months", "is_in"), [(5, True), (6, False)])
def test_work_that_goes_on_counts_up_to_today_and_no_further(travel, tian, months, is_in):
    assert 5 * DAYS_OF_A_MONTH <= DAYS_TO_TODAY < 6 * DAYS_OF_A_MONTH
    works(tian, dt.date(2020, 1, 1))
    assert (may_have(plain(travel, least_months=months)) == {"Tian"}) is is_in


@pytest.mark.parametrize(("since", "is_in"), [(DAYS_TO_TODAY - 90, True), (DAYS_TO_TODAY - 89, False)])
def test_today_is_a_day_of_work(travel, tian, since, is_in):
    works(tian, on(since))
    assert (may_have(travel) == {"Tian"}) is is_in


def test_the_year_before_counts_its_own_days(travel, tian):
    works(tian, dt.date(2025, 10, 3), dt.date(2026, 2, 1))  # 90 days in 2025, 31 in 2026
    last = plain(travel, valid_from=dt.date(2025, 6, 1))
    assert (may_have(last, year=2025), may_have(last)) == ({"Tian"}, set())
    WorkSpell.objects.update(started_on=dt.date(2025, 10, 4))
    assert may_have(last, year=2025) == set()


@pytest.mark.parametrize(("condition", "places"), [
    ("outside", {"outside"}), ("away", {"province", "outside"}), ("county", {"village", "township", "county"}),
])  # fmt: skip
def test_each_condition_asks_where_the_work_is(travel, heyi, condition, places):
    for place in ("village", "township", "county", "province", "outside"):
        works(member(household(heyi, people=0), name=place), dt.date(2025, 1, 1), place=place)
    assert may_have(plain(travel, condition=condition)) == places


# -------------------------------------------------------------------------------------------------- other conditions


@pytest.mark.parametrize(("stage", "is_in"), [
    ("senior", False), ("vocational", True), ("college", True), ("university", True), ("", False),
])  # fmt: skip
def test_who_learns_a_trade_or_studies(county, heyi, qin, stage, is_in):
    member(household(heyi, people=0), name="Yun", school_stage=stage)
    grant = a_grant(county, qin, condition="school", least_months=None)
    assert (may_have(grant) == {"Yun"}) is is_in


@pytest.mark.parametrize(("ended_on", "certificate", "is_in"), [
    (dt.date(2025, 12, 31), "No. 5", False), (NEW_YEAR, "No. 5", True), (DAY, "No. 5", True),
    (DAY + dt.timedelta(1), "No. 5", False), (None, "No. 5", False), (DAY, "", False),
])  # fmt: skip
def test_a_course_counts_once_it_ended_this_year_with_a_certificate(county, tian, qin, ended_on, certificate, is_in):
    Training.objects.create(
        member=tian, course="Sewing", started_on=dt.date(2025, 5, 1), ended_on=ended_on, certificate=certificate
    )
    grant = a_grant(county, qin, condition="certificate", least_months=None)
    assert (may_have(grant) == {"Tian"}) is is_in


@pytest.mark.parametrize(("for_whom", "found"), [
    ("account", {"lifted", "monitored"}), ("lifted", {"lifted"}), ("monitored", {"monitored"}),
])  # fmt: skip
def test_a_grant_of_households_is_for_those_it_names(county, heyi, qin, for_whom, found):
    household(heyi, number="lifted", lifted_year=2017)
    case(household(heyi, number="monitored", kind="general"))
    household(heyi, number="other", kind="general")
    household(heyi, number="gone", state="moved")
    grant = a_grant(county, qin, condition="household", least_months=None, for_whom=for_whom)
    assert may_have(grant) == found


def test_who_left_or_lives_next_door_may_not_have_it(travel, tian, neighbour):
    works(tian, dt.date(2025, 1, 1))
    tian.left_on, tian.left_reason = DAY, "died"
    tian.save()
    assert may_have(travel) == set()


@pytest.mark.parametrize(("first", "last", "is_open"), [
    (0, None, True), (1, None, False), (-9, 0, True), (-9, -1, False), (-9, 1, True),
])  # fmt: skip
def test_a_grant_can_be_had_from_its_first_day_to_its_last(travel, tian, first, last, is_open):
    works(tian, dt.date(2025, 1, 1))
    ends = None if last is None else DAY + dt.timedelta(last)
    grant = plain(travel, valid_from=DAY + dt.timedelta(first), valid_until=ends, least_months=1)
    assert (may_have(grant) == {"Tian"}) is is_open
    assert CashGrant.objects.open_on(DAY).exists() is is_open


def test_the_years_of_a_grant_begin_with_its_own_and_end_with_today(travel):
    assert plain(travel, valid_from=dt.date(2024, 12, 31)).years(DAY) == [2026, 2025, 2024]
    assert plain(travel, valid_until=dt.date(2025, 12, 31)).years(DAY) == [2025, 2024]
    assert may_have(travel, year=2023, day=dt.date(2025, 1, 1)) == set()


# --------------------------------------------------------------------------------------------------------------- claims


@pytest.fixture
def away(tian):
    works(tian, dt.date(2025, 1, 1))
    return tian


def test_wen_applies_and_zhao_records_the_payment(travel, away, wen, zhao):
    claim = actions.apply_for(travel, away, by=wen, year=2026)
    assert (claim.state, claim.applied_on, claim.household) == ("applied", DAY, away.household)
    actions.take_claim_step(claim, "pay", by=zhao)
    claim.refresh_from_db()
    assert (claim.state, claim.paid_on, claim.yuan) == ("paid", DAY, Decimal(600))
    assert [one.step for one in claim.transitions.all()] == ["apply", "pay"]
    assert not IncomeStatement.objects.exists()


def test_nobody_applies_twice_in_a_year_but_again_in_the_next(travel, away, wen):
    plain(travel, valid_from=dt.date(2025, 1, 1))
    actions.apply_for(travel, away, by=wen, year=2026)
    with pytest.raises(ActionRefused, match="already"):
        actions.apply_for(travel, away, by=wen, year=2026)
    assert actions.apply_for(travel, away, by=wen, year=2025).pk
    assert CashGrantClaim.objects.count() == 2


def test_who_does_not_meet_the_conditions_cannot_apply(travel, tian, wen):
    with pytest.raises(ActionRefused, match="conditions"):
        actions.apply_for(travel, tian, by=wen, year=2026)


@pytest.mark.parametrize(("day", "why"), [(DAY + dt.timedelta(1), "future"), (dt.date(2025, 12, 31), "that day")])
def test_the_day_of_applying_lies_within_the_grant_and_before_tomorrow(travel, away, wen, day, why):
    with pytest.raises(ActionRefused, match=why):
        actions.apply_for(travel, away, by=wen, year=2026, on=day)


def test_the_village_records_no_payment_and_other_villages_do_not_apply(travel, away, wen, shuikou):
    claim = actions.apply_for(travel, away, by=wen, year=2026)
    for step in ("pay", "refuse"):
        with pytest.raises(PermissionDenied):
            actions.take_claim_step(claim, step, by=wen, reason="No such account")
    assert {one.name for one in actions.available_claim_steps(claim, wen)} == {"withdraw"}
    with pytest.raises(PermissionDenied):
        actions.apply_for(travel, away, by=person("gao", "village_clerk", shuikou), year=2026)


def test_a_refusal_says_why_and_can_be_followed_by_applying_again(travel, away, wen, zhao):
    claim = actions.apply_for(travel, away, by=wen, year=2026)
    with pytest.raises(ActionRefused, match="reason"):
        actions.take_claim_step(claim, "refuse", by=zhao)
    actions.take_claim_step(claim, "refuse", by=zhao, reason="The ticket is missing")
    assert away not in without_claim(travel, 2026, DAY) and away in grant_rows(travel, 2026, DAY)
    assert actions.take_claim_step(claim, "again", by=wen).state == "applied"


def test_what_was_withdrawn_can_be_applied_for_anew(travel, away, wen):
    claim = actions.apply_for(travel, away, by=wen, year=2026)
    assert away not in without_claim(travel, 2026, DAY)
    actions.take_claim_step(claim, "withdraw", by=wen, reason="Wrong person")
    assert away in without_claim(travel, 2026, DAY)
    assert actions.apply_for(travel, away, by=wen, year=2026).pk != claim.pk


def test_a_payment_lies_between_the_application_and_today_and_has_its_yuan(travel, away, wen, zhao):
    claim = actions.apply_for(travel, away, by=wen, year=2026, on=DAY - dt.timedelta(9))
    for day, why in ((DAY + dt.timedelta(1), "future"), (DAY - dt.timedelta(10), "previous step")):
        with pytest.raises(ActionRefused, match=why):
            actions.take_claim_step(claim, "pay", by=zhao, on=day)
    claim.cash_grant = plain(travel, yuan=None)
    with pytest.raises(ActionRefused, match="how many yuan"):
        actions.take_claim_step(claim, "pay", by=zhao)
    paid = actions.take_claim_step(claim, "pay", by=zhao, on=DAY - dt.timedelta(9), yuan=Decimal(350))
    assert paid.yuan == 350
    with pytest.raises(StaleState):
        actions.take_claim_step(paid, "pay", by=zhao, yuan=Decimal(350))


def test_several_are_applied_for_and_paid_and_each_that_fails_says_why(travel, heyi, tian, away, wen, zhao):
    idle = member(tian.household, name="Idle")
    claims, refused = actions.apply_for_several(travel, [away, idle], by=wen, year=2026)
    assert ([one.member for one in claims], [one for one, _why in refused]) == ([away], [idle])
    assert actions.pay_several(claims, by=wen, on=DAY)[0] == []
    assert [one.yuan for one in actions.pay_several(claims, by=zhao, on=DAY)[0]] == [600]


def test_a_household_applies_once_for_all_its_people(county, tian, wen, qin):
    fuel = a_grant(county, qin, name="Heating", condition="household", least_months=None)
    claim = actions.apply_for(fuel, tian.household, by=wen, year=2026)
    assert claim.member is None and not without_claim(fuel, 2026, DAY).exists()


# --------------------------------------------------------------------------------------------------------------- grants


@pytest.mark.parametrize(("said", "why"), [
    ({"paper": " "}, "document"), ({"valid_until": dt.date(2025, 12, 31)}, "last day"), ({"least_months": 0}, "months"),
    ({"least_months": 13}, "months"), ({"least_months": None}, "months"), ({"condition": "school"}, "leave them"),
])  # fmt: skip
def test_a_grant_that_cannot_be_is_refused(county, qin, said, why):
    with pytest.raises(ActionRefused, match=why):
        a_grant(county, qin, **said)


def test_a_rule_that_changes_is_a_next_one(county, travel, qin):
    with pytest.raises(ActionRefused, match="this name"):
        a_grant(county, qin)
    assert a_grant(county, qin, valid_from=DAY, yuan=Decimal(800)).pk != travel.pk


@pytest.mark.parametrize(("day", "fits"), [(DAY, True), (DAY - dt.timedelta(1), False)])
def test_a_grant_is_closed_after_the_last_claim(travel, away, wen, qin, day, fits):
    actions.apply_for(travel, away, by=wen, year=2026)
    if fits:
        assert actions.close_cash_grant(travel, by=qin, valid_until=day).valid_until == day
    else:
        with pytest.raises(ActionRefused, match="later one"):
            actions.close_cash_grant(travel, by=qin, valid_until=day)


def test_only_who_keeps_the_whole_county_enters_and_closes_grants(county, travel, zhao):
    with pytest.raises(PermissionDenied):
        a_grant(county, zhao, valid_from=DAY)
    with pytest.raises(PermissionDenied):
        actions.close_cash_grant(travel, by=zhao, valid_until=DAY)


def test_days_to_the_payment_are_a_parameter(county):
    assert parameters.parameters_on(DAY, county).claim_days == 60
