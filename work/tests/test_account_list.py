"""The employment account as a list: whom it shows, how it is narrowed down, and what it costs."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from accounts.models import AccessEvent
from alerts.models import HouseholdFacts
from povwatch.tests.factories import case, household
from work.models import Heard, Training, WorkNeed

from .account import ago, bring_up, spell, words, worker

pytestmark = pytest.mark.django_db
LIST = "/work/"


@pytest.fixture(autouse=True)
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def account(county, heyi, shuikou):
    """Tian works in Chongqing, Rao needs work in the county, Gan does not look for any, Fu in Shuikou works there."""
    people = {name: worker(heyi, name) for name in ("Tian", "Rao", "Gan")} | {"Fu": worker(shuikou, "Fu")}
    spell(people["Tian"], employer="Works 3", monthly_wage=4200)
    spell(people["Fu"], place="village", since=20)
    WorkNeed.objects.create(member=people["Rao"], told_on=ago(10), wants_work=True, where="county", stays_home=True)
    WorkNeed.objects.create(member=people["Gan"], told_on=ago(60), wants_work=False)
    Training.objects.create(member=people["Rao"], course="Sewing", started_on=ago(300), ended_on=ago(290))
    bring_up(county)
    return people


def names(answer):
    return sorted(row.member.name for row in answer.context["page"])


def test_the_list_begins_with_who_is_in_the_account(account, qin, client_of):
    answer = client_of(qin).get(LIST)
    assert names(answer) == ["Fu", "Rao", "Tian"]
    assert "4,200 yuan a month" in words(answer) and "100 days ago" in words(answer)
    assert "Tian" in words(answer)


def test_names_are_masked_for_those_who_may_not_see_them(account, li, client_of):
    answer = words(client_of(li).get(LIST))
    assert "Tian" not in answer and "T**n" in answer


@pytest.mark.parametrize(("asked", "found"), [
    ({"state": "any"}, ["Fu", "Gan", "Rao", "Tian"]), ({"state": "beside"}, ["Gan"]),
    ({"state": "away"}, ["Tian"]), ({"state": "working"}, ["Fu", "Tian"]), ({"state": "needs"}, ["Rao"]),
    ({"village": "999001102"}, ["Fu"]), ({"wants": "yes"}, ["Rao"]), ({"wants": "unknown"}, ["Fu", "Tian"]),
    ({"wants": "no", "state": "any"}, ["Gan"]), ({"where": "county"}, ["Rao"]), ({"home": "yes"}, ["Rao"]),
    ({"trained": "yes"}, ["Rao"]), ({"trained": "no"}, ["Fu", "Tian"]), ({"heard": "never"}, []),
    ({"heard": "late"}, ["Tian"]), ({"kind": "general"}, []), ({"kind": "lifted"}, ["Fu", "Rao", "Tian"]),
    ({"kind": "monitored"}, []), ({"colour": "red"}, []),
])  # fmt: skip
def test_the_list_is_narrowed_down(account, qin, client_of, asked, found):
    assert names(client_of(qin).get(LIST, asked)) == found


@pytest.mark.parametrize(("days", "found"), [(44, False), (45, True), (46, True)])
def test_a_word_is_too_old_after_forty_five_days(county, heyi, qin, client_of, days, found):
    tian = worker(heyi)
    spell(tian)
    Heard.objects.create(member=tian, on=ago(days), answer="unchanged", way="phone")
    bring_up(county)
    assert bool(names(client_of(qin).get(LIST, {"heard": "late"}))) is found


def test_monitored_and_red_households_are_found(county, heyi, qin, client_of):
    general = household(heyi, people=0, kind="general", lifted_year=None)
    case(general)
    HouseholdFacts.objects.create(household=general, county=county, as_of=dt.date(2026, 6, 15), colour="red")
    worker(heyi, "Deng", home=general), worker(heyi, "Ma")
    bring_up(county)
    client = client_of(qin)
    assert names(client.get(LIST, {"kind": "monitored"})) == ["Deng"] == names(client.get(LIST, {"colour": "red"}))


def test_everybody_sees_their_own_territory(account, lan, zhao, mo, client_of):
    assert names(client_of(lan).get(LIST)) == names(client_of(zhao).get(LIST)) == ["Rao", "Tian"]
    assert names(client_of(mo).get(LIST)) == []


@pytest.mark.parametrize("text", ["Tian", "number", "110101199001011234"])
def test_a_search_for_one_person_opens_their_page(account, heyi, qin, client_of, text):
    tian = account["Tian"]
    tian.id_number = "110101199001011234"
    tian.save()
    text = tian.household.number if text == "number" else text
    answer = client_of(qin).post(reverse("work:search"), {"text": text})
    assert answer.url == reverse("work:person", args=[tian.pk])


def test_a_search_that_finds_several_stays_sealed(account, heyi, county, qin, client_of):
    worker(heyi, "Tian")
    bring_up(county)
    answer = client_of(qin).post(reverse("work:search"), {"text": "Tian"}, follow=True)
    assert names(answer) == ["Tian", "Tian"] and "Tian" not in answer.redirect_chain[0][0]


@pytest.mark.parametrize("sort", ["household", "state", "confirmed", "village"])
def test_the_list_is_sorted_both_ways(account, qin, client_of, sort):
    client = client_of(qin)
    up, down = (
        [row.member.name for row in client.get(LIST, {"sort": f"{way}{sort}"}).context["page"]] for way in ("", "-")
    )
    assert sorted(up) == sorted(down) == ["Fu", "Rao", "Tian"]


def test_who_is_listed_and_taken_along_stands_in_the_access_log(account, qin, client_of):
    client = client_of(qin)
    client.get(LIST)
    file = client.get(LIST, {"file": "csv"}).content.decode("utf-8-sig")
    assert "T**n" in file and "Tian" not in file and "4200" in file
    shown, taken = (AccessEvent.objects.filter(action=one).latest("pk") for one in ("list_opened", "list_exported"))
    assert sorted(shown.households) == sorted(taken.households) and len(taken.households) == 3


def test_the_list_asks_the_same_number_of_questions_for_many_people(
    account, county, heyi, qin, client_of, django_assert_max_num_queries
):
    for number in range(30):
        spell(worker(heyi, f"Sample {number}"))
    bring_up(county)
    client = client_of(qin)
    client.get(LIST)
    with django_assert_max_num_queries(15):
        client.get(LIST)
