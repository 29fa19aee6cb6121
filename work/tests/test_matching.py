"""Whom an offer fits: each requirement on both sides, the order, and the same answer as plain Python."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from alerts.models import HouseholdFacts
from cases.models import Measure
from core.dates import years_before
from households.models import Member, WorkSpell
from povwatch.tests.factories import case, household, stand
from work.models import AccountEntry, Offer, Placement, Training, WorkNeed
from work.offers.matching import explain, match, propose_offers, propose_people

from .offered import account, offer, worker

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 15)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


def ago(days):
    return TODAY - dt.timedelta(days)


def fits(county, one, person) -> bool:
    """Whether the statement finds the person; where it does not, some requirement says why."""
    account(county)
    found = [one.member for one in match(Offer.objects.filter(pk=one.pk), AccountEntry.objects.all(), TODAY)]
    held = explain(Offer.objects.filter(pk=one.pk), AccountEntry.objects.all(), TODAY).get((one.pk, person.pk))
    assert held is None or all(held.values()) is (person.pk in found)
    return person.pk in found


def need(of, **said):
    return WorkNeed.objects.create(member=of, told_on=ago(10), **{"wants_work": True, **said})


def spell(of, place="outside", channel="own", until=None):
    return WorkSpell.objects.create(member=of, started_on=ago(100), ended_on=until, place=place, channel=channel)


def test_somebody_out_of_work_is_found_for_every_kind(county, heyi):
    tian = worker(heyi)
    assert all(fits(county, offer(heyi, kind), tian) for kind in ("post", "workshop", "home", "job", "course"))


@pytest.mark.parametrize(("place", "kind", "wanted"), [
    ("outside", "course", False), ("province", "home", False), ("county", "course", True), ("county", "home", False),
    ("county", "post", False), ("county", "job", False), ("county", "workshop", False),
])  # fmt: skip
def test_whoever_is_away_is_left_alone_and_whoever_works_in_the_county_can_learn_besides(
    county, heyi, place, kind, wanted
):
    tian = worker(heyi)
    spell(tian, place)
    assert fits(county, offer(heyi, kind), tian) is wanted


@pytest.mark.parametrize(("kind", "wanted"), [("home", True), ("course", True), ("post", False), ("job", False)])
def test_whoever_has_a_post_can_work_at_home_besides(county, heyi, kind, wanted):
    tian = worker(heyi)
    spell(tian, "village", "public_post")
    assert fits(county, offer(heyi, kind), tian) is wanted


def test_whoever_came_back_or_attends_a_course_is_found(county, heyi):
    back, learner = worker(heyi, "Back"), worker(heyi, "Learner")
    spell(back, until=ago(10))
    Training.objects.create(member=learner, course="Sewing", started_on=ago(5))
    one = offer(heyi)
    assert fits(county, one, back) and fits(county, one, learner)


@pytest.mark.parametrize(("age", "days", "wanted"), [(30, 0, True), (30, 1, False), (41, 1, True), (41, 0, False)])
def test_the_age_on_the_first_day_decides(county, heyi, age, days, wanted):
    """From the thirtieth birthday to the day before the forty-first."""
    first = TODAY + dt.timedelta(60)
    tian = worker(heyi, birth_date=years_before(first, age) + dt.timedelta(days))
    assert fits(county, offer(heyi, starts_on=first, age_from=30, age_to=40), tian) is wanted


def test_an_offer_that_began_long_ago_asks_for_todays_age(county, heyi):
    tian = worker(heyi, birth_date=years_before(TODAY, 41))
    assert not fits(county, offer(heyi, starts_on=dt.date(2020, 1, 1), age_to=40), tian)


@pytest.mark.parametrize(("labour", "least", "wanted"), [
    ("weak", "weak", True), ("weak", "ordinary", False), ("ordinary", "ordinary", True), ("ordinary", "skilled", False),
    ("skilled", "skilled", True), ("", "skilled", True),
])  # fmt: skip
def test_capacity_is_at_least_what_is_asked_and_unknown_excludes_nobody(county, heyi, labour, least, wanted):
    tian = worker(heyi, labour=labour)
    need(tian)
    assert fits(county, offer(heyi, least_labour=least), tian) is wanted


@pytest.mark.parametrize(("kind", "followed", "whom", "wanted"), [
    ("lifted", False, "account", True), ("lifted", False, "lifted", True), ("lifted", False, "monitored", False),
    ("lifted", True, "monitored", True), ("general", True, "monitored", True), ("general", True, "lifted", False),
])  # fmt: skip
def test_an_offer_is_for_the_households_it_names(county, heyi, kind, followed, whom, wanted):
    home = household(heyi, people=0, kind=kind, lifted_year=2017 if kind == "lifted" else None)
    if followed:
        case(home)
    assert fits(county, offer(heyi, for_whom=whom), worker(heyi, home=home)) is wanted


def placed(one, person, by, state=None):
    """A place of an offer that somebody has, where its measure stands in `state`."""
    named = {"group": "employment", "title": one.title, "planned_on": ago(20), "by": by}
    measure = Measure.objects.create(household=person.household, **named)
    if state:
        delivered = {} if state in ("approved", "started", "cancelled") else {"delivered_on": ago(3)}
        stand(measure, state, **delivered, **({"ended_on": ago(1)} if state == "ended" else {}))
    return Placement.objects.create(offer=one, member=person, measure=measure, offered_on=ago(20), by=by)


@pytest.mark.parametrize(("kind", "wanted"), [("post", False), ("workshop", True)])
def test_nobody_is_found_for_a_second_post(county, heyi, lan, kind, wanted):
    by_file, offered = worker(heyi, "By file"), worker(heyi, "Offered")
    WorkSpell.objects.create(member=by_file, started_on=ago(100), ended_on=None, place="village", channel="public_post")
    Training.objects.create(member=by_file, course="Sewing", started_on=ago(5))
    placed(offer(heyi, title="Another post"), offered, lan)
    assert fits(county, offer(heyi, kind), offered) is wanted
    account(county)
    held = explain(Offer.objects.filter(kind=kind), AccountEntry.objects.filter(member=by_file), TODAY)
    assert {one["post"] for one in held.values()} == ({False} if kind == "post" else {True})


@pytest.mark.parametrize(("state", "wanted"), [
    (None, False), ("started", False), ("cancelled", False), ("ended", True),
])  # fmt: skip
def test_whoever_has_it_or_declined_it_is_not_offered_the_same_again(county, heyi, lan, state, wanted):
    tian, one = worker(heyi), offer(heyi, "workshop")
    placed(one, tian, lan, state)
    assert fits(county, one, tian) is wanted


@pytest.mark.parametrize(("kind", "elsewhere", "wanted"), [
    ("home", True, True), ("post", False, True), ("course", False, True), ("workshop", True, False),
    ("job", False, False),
])  # fmt: skip
def test_whoever_may_not_leave_home_works_there_or_in_the_own_village(county, heyi, shuikou, kind, elsewhere, wanted):
    tian = worker(heyi)
    need(tian, stays_home=True)
    assert fits(county, offer(shuikou if elsewhere else heyi, kind), tian) is wanted


@pytest.mark.parametrize(("skill", "asked", "wanted"), [
    ("Masonry", "Sewing", False), ("Sewing", "sewing", True), ("Sewing and cooking", "Sewing", True),
    ("", "Sewing", True), ("Masonry", "", True),
])  # fmt: skip
def test_a_skill_that_is_asked_for_is_had_or_not_known(county, heyi, skill, asked, wanted):
    tian = worker(heyi)
    need(tian, skill=skill)
    assert fits(county, offer(heyi, skill=asked), tian) is wanted


@pytest.mark.parametrize(("wants", "where", "kind", "wanted"), [
    ("village", "village", "job", True), ("village", "township", "job", False), ("outside", "village", "job", True),
    ("", "outside", "job", True), ("village", "county", "course", True),
])  # fmt: skip
def test_the_work_is_no_farther_than_somebody_wants_to_go(county, heyi, wants, where, kind, wanted):
    tian = worker(heyi)
    need(tian, where=wants)
    assert fits(county, offer(heyi, kind, where=where), tian) is wanted


@pytest.mark.parametrize("fields", [{"labour": "lost"}, {"school_stage": "college"}])
def test_whoever_learns_at_school_or_cannot_work_is_not_found(county, heyi, fields):
    assert not fits(county, offer(heyi), worker(heyi, **fields))


def test_whoever_left_since_the_night_is_not_found(county, heyi):
    tian, one = worker(heyi), offer(heyi)
    account(county)
    Member.objects.filter(pk=tian.pk).update(left_on=TODAY, left_reason="died")
    assert match(Offer.objects.filter(pk=one.pk), AccountEntry.objects.all(), TODAY) == []


# --------------------------------------------------------------------------------------------------------- the order


def judged(of, colour="green", income=None):
    """What the night found of a household: its colour and its income a person."""
    net = None if income is None else Decimal(income) * 2
    HouseholdFacts.objects.create(
        household=of.household, county=of.household.county, as_of=TODAY, colour=colour, people=2, net=net
    )
    return of


def names(found) -> list[str]:
    people = Member.objects.in_bulk([one.member for one in found])
    return [people[one.member].name for one in found]


def test_the_nearest_stand_first_then_the_neediest_and_unknown_income_last(county, anping, heyi, shuikou, qin):
    beside = household(heyi, people=0).village.parent.children.create(
        code="999001101202", name="Beside", official_name="Beside", level="village"
    )
    judged(worker(shuikou, "Red but far"), "red", 1000)
    judged(worker(beside, "Next village"), "green", 9000)
    judged(worker(heyi, "Unknown"), "green")
    judged(worker(heyi, "Poor"), "green", 5000)
    judged(worker(heyi, "Amber"), "amber", 9000)
    judged(worker(heyi, "Red"), "red", 9000)
    worker(heyi, "Never judged")
    account(county)
    found = propose_people(offer(heyi), qin, TODAY)
    assert names(found) == ["Red", "Amber", "Poor", "Unknown", "Never judged", "Next village", "Red but far"]
    assert [one.distance for one in found] == [*["village"] * 5, "township", "county"]
    assert names(propose_people(offer(heyi), qin, TODAY, most=2)) == ["Red", "Amber"]
    assert names(propose_people(offer(county), qin, TODAY, most=2)) == ["Red but far", "Red"]
    assert names(propose_people(offer(anping), qin, TODAY, most=7))[-1] == "Red but far"


def test_of_two_alike_whoever_is_longer_without_work_stands_first(county, heyi, qin):
    for name, days in (("Short", 20), ("Long", 60)):
        one = worker(heyi, name)
        WorkNeed.objects.create(member=one, told_on=ago(days), wants_work=True)
    account(county)
    assert names(propose_people(offer(heyi), qin, TODAY)) == ["Long", "Short"]


@pytest.mark.parametrize(("places", "found"), [(1, 0), (2, 1)])
def test_an_offer_without_a_free_place_is_proposed_to_nobody(county, heyi, lan, qin, places, found):
    one = offer(heyi, "workshop", places=places)
    placed(one, worker(heyi, "First"), lan)
    tian = worker(heyi)
    account(county)
    assert len(propose_people(one, qin, TODAY)) == len(propose_offers(tian, qin, TODAY)) == found


def test_an_offer_that_closed_or_is_over_is_proposed_to_nobody(county, heyi, qin):
    tian = worker(heyi)
    account(county)
    offer(heyi, closed_on=TODAY)
    offer(heyi, starts_on=ago(60), ends_on=ago(1))
    assert propose_offers(tian, qin, TODAY) == []
    offer(heyi, starts_on=ago(60), ends_on=TODAY)
    assert len(propose_offers(tian, qin, TODAY)) == 1


def test_an_offer_of_the_next_county_is_proposed_to_nobody_here(county, heyi, neighbour, qin, mo):
    tian = worker(heyi)
    account(county)
    elsewhere = offer(neighbour, "job")
    assert propose_offers(tian, qin, TODAY) == []
    assert match(Offer.objects.filter(pk=elsewhere.pk), AccountEntry.objects.all(), TODAY) == []
    assert propose_people(offer(county, "job"), mo, TODAY) == []


def test_a_person_is_proposed_the_nearest_offers_first(county, anping, heyi, shuikou, lan):
    tian = worker(heyi)
    account(county)
    far, town, near = offer(county, "job"), offer(anping, "job"), offer(heyi)
    offer(shuikou)  # of no village around Lan's
    assert [one.offer for one in propose_offers(tian, lan, TODAY)] == [near.pk, town.pk, far.pk]
