"""To whom a place of an offer is not given, each limit on both sides; and two people who want the last one at once."""

import datetime as dt
import threading

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import connection

from core.dates import years_before
from core.workflow import ActionRefused
from households.models import WorkSpell
from work.models import Placement
from work.offers.actions import close_offer
from work.placements.actions import offer_place

from .offered import offer, worker

pytestmark = pytest.mark.django_db
TODAY = dt.date(2026, 6, 15)


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def tian(heyi):
    """Tian, of a lifted household without a case."""
    return worker(heyi)


def refused(one, who, by, match):
    with pytest.raises(ActionRefused, match=match):
        offer_place(one, who, by=by)


def test_of_one_place_the_second_person_is_refused(heyi, tian, lan):
    one = offer(heyi, "workshop")
    offer_place(one, tian, by=lan)
    refused(one, worker(heyi, "Rao"), lan, "No place is free")


def test_an_offer_that_closed_or_is_over_is_given_to_nobody(heyi, tian, lan):
    closed = close_offer(offer(heyi), by=lan, on=TODAY)
    refused(closed, tian, lan, "closed or over")
    refused(offer(heyi, starts_on=dt.date(2026, 1, 1), ends_on=TODAY - dt.timedelta(1)), tian, lan, "closed or over")
    offer_place(offer(heyi, starts_on=dt.date(2026, 1, 1), ends_on=TODAY), tian, by=lan)


@pytest.mark.parametrize(("age", "days", "is_given"), [(16, 0, True), (16, 1, False), (70, 1, True), (70, 0, False)])
def test_a_post_is_for_people_from_sixteen_until_their_seventieth_birthday(heyi, lan, age, days, is_given):
    who = worker(heyi, birth_date=years_before(TODAY, age) + dt.timedelta(days))
    if is_given:
        assert offer_place(offer(heyi), who, by=lan).pk
    else:
        refused(offer(heyi), who, lan, "aged 16 to 69")


def test_nobody_has_two_posts(heyi, tian, lan):
    offer_place(offer(heyi), tian, by=lan)
    refused(offer(heyi, title="Forest guard"), tian, lan, "public-welfare post already")
    rao = worker(heyi, "Rao")
    WorkSpell.objects.create(member=rao, started_on=dt.date(2026, 1, 1), place="village", channel="public_post")
    refused(offer(heyi), rao, lan, "public-welfare post already")


@pytest.mark.parametrize(("ended", "is_given"), [(None, False), (1, False), (0, True)])
def test_work_does_not_overlap_other_work(heyi, tian, lan, ended, is_given):
    until = None if ended is None else TODAY + dt.timedelta(ended)
    WorkSpell.objects.create(
        member=tian, started_on=dt.date(2026, 1, 1), ended_on=until, place="outside", channel="own"
    )
    if is_given:
        assert offer_place(offer(heyi, "job"), tian, by=lan).pk
    else:
        refused(offer(heyi, "job"), tian, lan, "worked elsewhere since")


def test_whoever_left_or_has_it_already_is_refused(heyi, tian, lan):
    one = offer(heyi, "workshop", places=3)
    offer_place(one, tian, by=lan)
    refused(one, tian, lan, "already")
    gone = worker(heyi, "Gone", left_on=TODAY, left_reason="died")
    refused(one, gone, lan, "left the household")
    refused(one, worker(heyi, "Unknown", birth_date=None), lan, "birth date")


def test_another_county_gives_and_gets_nothing(neighbour, heyi, tian, lan, mo):
    refused(offer(neighbour, "job"), tian, lan, "another county")
    with pytest.raises(PermissionDenied):
        offer_place(offer(heyi), tian, by=mo)


@pytest.mark.django_db(transaction=True)
def test_of_two_people_at_once_one_gets_the_last_place(heyi, lan, zhao):
    one, people, told = offer(heyi, "workshop"), [worker(heyi, "Tian"), worker(heyi, "Rao")], []

    def give(who):
        try:
            told.append(offer_place(one, who, by=lan).pk)
        except ActionRefused as error:
            told.append(str(error))
        finally:
            connection.close()

    threads = [threading.Thread(target=give, args=[who]) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Placement.objects.count() == 1
    assert [one for one in told if isinstance(one, str) and "No place is free" in one] and len(told) == 2
