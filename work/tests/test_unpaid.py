"""In a post and unpaid (WRK-14): so many months in a row up to the last of which anybody spoke, on the limit and one
step to either side."""

import datetime as dt
import re
from html import unescape

import pytest
import time_machine

from households.choices import IncomeItem, Teller
from households.models import Member, WorkSpell
from policy import parameters
from povwatch.tests.factories import told
from reports.indicators.work_figures import count_work_states
from work.duties.conditions import late_entries
from work.models import AccountEntry
from work.payments.actions import withdraw_list
from work.people.counts import count_states

from .offered import account, enterprise, worker
from .paid import paid_list

pytestmark = pytest.mark.django_db
JULY, AUGUST, SEPTEMBER, OCTOBER = (dt.date(2026, month, 1) for month in (7, 8, 9, 10))
TODAY = dt.date(2026, 11, 20)


@pytest.fixture(autouse=True)
def _in_november():
    with time_machine.travel("2026-11-20T09:00+08:00", tick=False):
        yield


@pytest.fixture
def office(heyi):
    return enterprise(heyi, kind="office", name="Heyi Village office")


@pytest.fixture
def post(heyi, office):
    """Tian sweeps the road since January, for 800 yuan."""
    return WorkSpell.objects.create(
        member=worker(heyi), started_on=dt.date(2026, 1, 1), place="village", channel="public_post", monthly_wage=800,
        employer=office.name,
    )  # fmt: skip


@pytest.fixture
def is_late(county, post):
    """Whether somebody is unpaid by today's account."""

    def asked(day=TODAY):
        account(county)
        return late_entries(AccountEntry.objects.all(), "WRK-14", parameters.parameters_on(day, county)).exists()

    return asked


def say(home, post, month, yuan, on):
    lines = {(IncomeItem.WAGES_VILLAGE, post.member): yuan}
    return told(home, lines, first=month, on=on, teller=Teller.VISIT)


@pytest.mark.parametrize(("unpaid", "late"), [(1, False), (2, True), (3, True)])
def test_two_months_without_pay_are_too_many(office, post, lan, is_late, unpaid, late):
    for month in (OCTOBER, SEPTEMBER, AUGUST)[:unpaid]:
        paid_list(office, lan, month, {post: 0})
    assert is_late() is late


def test_months_between_which_one_was_paid_are_not_in_a_row(office, post, lan, is_late):
    for month, yuan in ((AUGUST, 0), (SEPTEMBER, 800), (OCTOBER, 0)):
        paid_list(office, lan, month, {post: yuan})
    assert not is_late()


def test_a_month_of_which_nobody_spoke_breaks_the_row(office, post, lan, is_late):
    paid_list(office, lan, AUGUST, {post: 0})
    paid_list(office, lan, OCTOBER, {post: 0})
    assert not is_late()


def test_silence_after_them_changes_nothing_and_pay_does(office, post, lan, is_late):
    paid_list(office, lan, JULY, {post: 0})
    paid_list(office, lan, AUGUST, {post: 0})
    assert is_late()
    paid_list(office, lan, OCTOBER, {post: 1})
    assert not is_late()


def test_a_late_payment_is_one_of_its_month(office, post, lan, is_late):
    first, _second = (paid_list(office, lan, month, {post: 0}) for month in (SEPTEMBER, OCTOBER))
    late = paid_list(office, lan, SEPTEMBER, {post: 800}, sent_on=dt.date(2026, 11, 18))
    assert not is_late()
    withdraw_list(late, by=lan, why="It did not arrive")
    assert is_late()
    withdraw_list(first, by=lan, why="Of another office")
    assert not is_late()


def test_who_is_missing_in_the_lists_is_unpaid(heyi, office, post, lan, is_late):
    other = WorkSpell.objects.create(
        member=worker(heyi, "Rao Hong"), started_on=dt.date(2026, 1, 1), place="village", channel="public_post",
        monthly_wage=800, employer=office.name,
    )  # fmt: skip
    for month in (SEPTEMBER, OCTOBER):
        paid_list(office, lan, month, {other: 800})
    assert is_late()


@pytest.mark.parametrize(("visited_on", "late"), [(4, True), (5, False), (6, False)])
def test_the_family_on_the_day_of_the_list_or_later_knows_better(office, post, lan, is_late, visited_on, late):
    """The list of October came on 5 November."""
    for month in (SEPTEMBER, OCTOBER):
        paid_list(office, lan, month, {post: 0})
    say(post.member.household, post, OCTOBER, 800, dt.date(2026, 11, visited_on))
    assert is_late() is late


def test_families_alone_can_say_it_too(post, is_late):
    say(post.member.household, post, SEPTEMBER, 0, dt.date(2026, 10, 9))
    assert not is_late()
    visit = say(post.member.household, post, OCTOBER, 0, dt.date(2026, 11, 9))
    assert is_late()
    type(visit).objects.filter(pk=visit.pk).update(withdrawn_at=dt.datetime(2026, 11, 10, tzinfo=dt.UTC))
    assert not is_late()


@pytest.mark.parametrize(
    ("changed", "late"),
    [
        ({}, True), ({"channel": "workshop"}, True), ({"channel": "own"}, False), ({"monthly_wage": None}, False),
        ({"monthly_wage": 0}, False), ({"ended_on": TODAY}, False), ({"ended_on": TODAY + dt.timedelta(1)}, True),
    ],
)  # fmt: skip
def test_only_who_still_has_a_post_with_a_wage_is_asked_for(office, post, lan, is_late, changed, late):
    for month in (SEPTEMBER, OCTOBER):
        paid_list(office, lan, month, {post: 0})
    WorkSpell.objects.filter(pk=post.pk).update(**changed)
    assert is_late() is late


def test_what_is_not_in_force_asks_nobody(office, post, lan, is_late):
    for month in (SEPTEMBER, OCTOBER):
        paid_list(office, lan, month, {post: 0})
    assert is_late() and not is_late(dt.date(2019, 6, 1))


def test_it_waits_for_the_township_and_opens_the_list(county, office, post, lan, zhao, client_of):
    for month in (SEPTEMBER, OCTOBER):
        paid_list(office, lan, month, {post: 0})
    account(county)
    assert "who were not paid" in client_of(zhao).get("/accounts/waiting/").content.decode()
    listed = client_of(zhao).get("/work/", {"late": "WRK-14"}).content.decode()
    assert post.member.household.number in listed


def test_a_road_cleaner_of_62_is_found_by_every_link_and_in_no_count(county, office, post, lan, zhao, qin, client_of):
    """Posts are held beyond working age: the age decides who is counted, not who must be paid."""
    Member.objects.filter(pk=post.member_id).update(birth_date=dt.date(1964, 1, 1))
    for month in (SEPTEMBER, OCTOBER):
        paid_list(office, lan, month, {post: 0})
    account(county)
    number = post.member.household.number
    waiting = client_of(zhao).get("/accounts/waiting/").content.decode()
    late = client_of(qin).get("/work/late/").content.decode()
    for page, words in ((waiting, "WRK-14"), (late, "village=")):
        link = next(one for one in re.findall(r'href="([^"]*WRK-14[^"]*)"', page) if words in one)
        assert number in client_of(zhao).get(unescape(link)).content.decode()
    for word in ("", "any", "beside"):
        assert number not in client_of(zhao).get("/work/", {"state": word}).content.decode()
    assert not count_work_states([county]) and not count_states(qin, county)
