"""The page of a person's work: what is known, one line of life, and who may look."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessEvent
from povwatch.tests.factories import household, member
from work.models import Heard, Training, WorkNeed

from .account import ago, bring_up, spell, words, worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def tian(county, heyi, lan):
    """Tian left school, learned masonry, works in Chongqing and was called last week."""
    one = worker(heyi, school_stage="senior")
    one.school_stage = "none"
    one.save()
    Training.objects.create(member=one, course="Masonry", started_on=ago(200), ended_on=ago(190), by=lan)
    spell(one, employer="Works 3", monthly_wage=4200)
    WorkNeed.objects.create(member=one, told_on=ago(150), wants_work=True, where="outside", by=lan)
    Heard.objects.create(member=one, on=ago(7), answer="unchanged", way="phone", by=lan)
    bring_up(county)
    return one


def page(of):
    return reverse("work:person", args=[of.pk])


def test_the_line_of_life_begins_with_the_newest(tian, lan, client_of):
    answer = client_of(lan).get(page(tian))
    told = [event["title"] for event in answer.context["events"]]
    assert told == ["School", "Asked about their work", "Work", "What they need", "Course"]
    assert "Masonry" in words(answer) and "4,200" in words(answer)


def test_what_nobody_asked_says_so(tian, lan, client_of):
    known = {str(what): told for what, told, _day in client_of(lan).get(page(tian)).context["known"]}
    assert (known["skill"], known["may not leave home"]) == ("not asked", "not asked")
    assert (known["wants work"], known["state"]) == ("yes", "Working outside the province")


def test_somebody_outside_the_account_has_a_page_too(heyi, lan, client_of):
    child = member(household(heyi, people=0), name="Xiao", birth_date="2018-01-01")
    answer = client_of(lan).get(page(child))
    assert "not in the employment account" in words(answer) and "Nothing is recorded yet" in words(answer)


def test_looking_is_logged_and_ends_at_the_territory(tian, qin, mo, client_of):
    assert client_of(mo).get(page(tian)).status_code == 404
    client_of(qin).get(page(tian))
    seen = AccessEvent.objects.filter(action="opened").latest("pk")
    assert (seen.user, seen.households) == (qin, [tian.household_id])


def test_only_those_who_keep_the_account_are_offered_its_forms(tian, lan, li, client_of):
    assert "Say what they need" in words(client_of(lan).get(page(tian)))
    assert "Say what they need" not in words(client_of(li).get(page(tian)))
    assert client_of(li).get(reverse("work:person-need", args=[tian.pk])).status_code == 403


def test_the_portrait_leads_to_everybody_of_the_household(tian, lan, client_of):
    child = member(tian.household, name="Xiao", birth_date="2018-01-01")
    portrait = words(client_of(lan).get(tian.household.get_absolute_url()))
    assert page(tian) in portrait and page(child) in portrait and "Working outside the province" in portrait


def test_the_page_asks_the_same_however_long_the_life(tian, lan, client_of, django_assert_max_num_queries):
    for days in range(300, 340):
        Heard.objects.create(member=tian, on=ago(days), answer="not_reached", way="phone", by=lan)
    client = client_of(lan)
    client.get(page(tian))
    with django_assert_max_num_queries(20):
        client.get(page(tian))
