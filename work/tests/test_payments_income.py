"""What was paid counts as income of its month: whatever came first, on the boundary of the month, and taken back."""

import datetime as dt
from itertools import permutations

import pytest
import time_machine

from households.choices import IncomeItem, Teller
from households.income.posts import state_post_wages
from households.models import IncomeStatement, WorkSpell
from povwatch.tests.factories import told
from work.payments.actions import withdraw_list

from .offered import enterprise, offer, placement, worker
from .paid import paid_list, wages

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = (dt.date(2026, month, 1) for month in (9, 10, 11))
NOW = dt.datetime(2026, 12, 2, 9)


@pytest.fixture(autouse=True)
def _in_december():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def workshop(heyi):
    return enterprise(heyi)


@pytest.fixture
def tian(heyi):
    """Tian, of whose household everything was told for the year to September 2025."""
    who = worker(heyi)
    told(who.household, {(IncomeItem.WAGES_LABOUR, who): 12_000}, first=dt.date(2024, 10, 1), months=12)
    return who


def at_work(who, of, *, kind="workshop", wage=800, since=dt.date(2025, 9, 1), until=None, by=None):
    """Work in a place of an offer of the enterprise."""
    channel = {"workshop": "workshop", "post": "public_post", "job": "organised"}[kind]
    spell = WorkSpell.objects.create(
        member=who, started_on=since, ended_on=until, place="village", channel=channel, monthly_wage=wage,
        employer=of.name,
    )  # fmt: skip
    made = placement(offer(of.area, kind, enterprise=of, monthly_wage=wage), who, by)
    type(made.measure).objects.filter(pk=made.measure.pk).update(spell=spell)
    return spell


def test_a_payment_replaces_what_the_post_promised_in_its_month_and_nothing_else(tian, workshop, lan):
    spell = at_work(tian, workshop, by=lan)
    state_post_wages()
    paid_list(workshop, lan, OCTOBER, {spell: 500})
    assert [wages(tian.household, month) for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == [800, 500, 800]


@pytest.mark.parametrize("sent_on", [dt.date(2026, 10, 31), dt.date(2026, 11, 1), dt.date(2026, 11, 2)])
def test_a_list_of_the_last_day_of_the_month_holds_against_the_promise_of_that_day(tian, workshop, lan, sent_on):
    """The post states October on the 31st as well, with more yuan."""
    spell = at_work(tian, workshop, by=lan)
    state_post_wages()
    paid_list(workshop, lan, OCTOBER, {spell: 0}, sent_on=sent_on)
    assert [wages(tian.household, month) for month in (OCTOBER, NOVEMBER)] == [0, 800]


@pytest.mark.parametrize("order", list(permutations(["list", "post", "family"])))
def test_the_order_of_arrival_changes_nothing(tian, workshop, lan, order):
    """The family is asked about September in October; the list of October says 300."""
    spell = at_work(tian, workshop, by=lan)
    arrives = {
        "list": lambda: paid_list(workshop, lan, OCTOBER, {spell: 300}),
        "post": state_post_wages,
        "family": lambda: told(
            tian.household, {(IncomeItem.WAGES_LABOUR, tian): 700}, first=SEPTEMBER, on=dt.date(2026, 10, 9),
            teller=Teller.VISIT,
        ),
    }  # fmt: skip
    for one in order:
        arrives[one]()
    assert [wages(tian.household, month) for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == [700, 300, 800]


@pytest.mark.parametrize(("visited_on", "yuan"), [(4, 500), (5, 900), (6, 900)])
def test_what_the_family_says_on_the_day_of_the_list_or_later_holds(tian, workshop, lan, visited_on, yuan):
    """The list was sent on 5 November."""
    spell = at_work(tian, workshop, by=lan)
    state_post_wages()
    lines = {(IncomeItem.WAGES_LABOUR, tian): 900}
    told(tian.household, lines, first=OCTOBER, on=dt.date(2026, 11, visited_on), teller=Teller.VISIT)
    paid_list(workshop, lan, OCTOBER, {spell: 500})
    assert wages(tian.household, OCTOBER) == yuan


def test_a_later_list_corrects_and_a_withdrawn_one_brings_back_what_held_before(tian, workshop, lan):
    spell = at_work(tian, workshop, by=lan)
    state_post_wages()
    first = paid_list(workshop, lan, OCTOBER, {spell: 0})
    late = paid_list(workshop, lan, OCTOBER, {spell: 800}, sent_on=dt.date(2026, 12, 1))
    assert [one.holds for one in (first.payments.get(), late.payments.get())] == [False, True]
    withdraw_list(late, by=lan, why="Of another workshop")
    assert wages(tian.household, OCTOBER) == 0
    withdraw_list(first, by=lan, why="Of another workshop")
    assert wages(tian.household, OCTOBER) == 800
    assert not IncomeStatement.objects.standing().filter(teller=Teller.EMPLOYER).exists()


def test_a_list_that_was_sent_earlier_and_entered_later_corrects_nothing(tian, workshop, lan):
    spell = at_work(tian, workshop, by=lan)
    paid_list(workshop, lan, OCTOBER, {spell: 700}, sent_on=dt.date(2026, 11, 20))
    paid_list(workshop, lan, OCTOBER, {spell: 100}, sent_on=dt.date(2026, 11, 19))
    assert wages(tian.household, OCTOBER) == 700


def test_what_a_job_paid_counts_in_its_month_alone(tian, workshop, lan):
    """Of the other months what the family had told is carried on."""
    spell = at_work(tian, workshop, kind="job", wage=3000, by=lan)
    paid_list(workshop, lan, OCTOBER, {spell: 2500})
    assert [wages(tian.household, month) for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == [1000, 2500, 1000]


def test_the_part_of_a_month_in_which_a_post_ended_is_paid_and_nothing_after_it(tian, workshop, lan):
    spell = at_work(tian, workshop, until=dt.date(2026, 10, 15), by=lan)
    state_post_wages()
    paid_list(workshop, lan, OCTOBER, {spell: 400})
    assert [wages(tian.household, month) for month in (SEPTEMBER, OCTOBER, NOVEMBER)] == [800, 400, 0]


def test_a_second_post_of_which_no_list_speaks_goes_on_as_promised(tian, heyi, workshop, lan):
    spell, other = at_work(tian, workshop, by=lan), at_work(tian, enterprise(heyi, name="Heyi Bags"), wage=300, by=lan)
    state_post_wages()
    paid_list(workshop, lan, OCTOBER, {spell: 0})
    assert wages(tian.household, OCTOBER) == 300
    paid_list(enterprise_of(other), lan, OCTOBER, {other: 200})
    assert wages(tian.household, OCTOBER) == 200


def enterprise_of(spell):
    return spell.measure.placement.offer.enterprise


def test_saying_the_same_again_states_nothing_anew(tian, workshop, lan):
    spell = at_work(tian, workshop, by=lan)
    paid_list(workshop, lan, OCTOBER, {spell: 500})
    before = IncomeStatement.objects.standing().get(teller=Teller.EMPLOYER)
    paid_list(workshop, lan, OCTOBER, {spell: 500})
    assert IncomeStatement.objects.standing().get(teller=Teller.EMPLOYER) == before
