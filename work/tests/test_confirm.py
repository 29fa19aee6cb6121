"""The monthly confirmation: who is still to be asked, one tap, three fields otherwise, and what waits."""

import pytest
import time_machine
from django.urls import reverse

from accounts.waiting.counts import count_waiting
from accounts.waiting.declare import WAITING_KINDS
from accounts.waiting.page import waiting_rows
from work.models import Heard

from .account import ago, bring_up, entry, spell, words, worker

pytestmark = pytest.mark.django_db
CONFIRM = "/work/confirm/"


@pytest.fixture
def june():
    with time_machine.travel("2026-06-15T10:00+08:00", tick=False):
        yield


@pytest.fixture
def away(june, county, heyi):
    """Tian was heard of 60 days ago, Rao 20 and Gan 3; Fu works in the county."""
    people = {name: worker(heyi, name, phone="13800000001") for name in ("Tian", "Rao", "Gan", "Fu")}
    for name, one in people.items():
        spell(one, place="county" if name == "Fu" else "outside", monthly_wage=4000)
    for name, days in (("Tian", 60), ("Rao", 20), ("Gan", 3)):
        Heard.objects.create(member=people[name], on=ago(days), answer="unchanged", way="phone")
    bring_up(county)
    return people


def names(answer):
    return [row.member.name for row in answer.context["page"]]


def test_the_longest_not_heard_of_comes_first_and_who_was_heard_of_this_month_not(away, lan, client_of):
    client = client_of(lan)
    assert names(client.get(CONFIRM)) == ["Tian", "Rao"]
    assert names(client.get(CONFIRM, {"month": "done"})) == ["Gan"]
    assert names(client.get(CONFIRM, {"month": "all"})) == ["Tian", "Rao", "Gan"]
    assert names(client.get(CONFIRM, {"who": "county"})) == ["Fu", "Tian", "Rao"]
    counted = {one["label"]: one["count"] for one in client.get(CONFIRM).context["filter"].facets[0]["links"]}
    assert counted == {"Still to ask": 2, "Heard of": 1, "Everybody": 3}


@pytest.mark.parametrize(("day", "is_to_ask"), [(14, False), (15, True)])
def test_a_month_begins_on_its_first(june, county, heyi, lan, client_of, day, is_to_ask):
    tian = worker(heyi)
    spell(tian)
    Heard.objects.create(member=tian, on=ago(day), answer="unchanged", way="phone")
    bring_up(county)
    assert bool(names(client_of(lan).get(CONFIRM))) is is_to_ask


def test_one_tap_without_javascript_leads_back_to_the_list(away, lan, client_of):
    client = client_of(lan)
    answer = client.post(f"{CONFIRM}?month=all", {"unchanged": away["Tian"].pk})
    assert answer.url == f"{CONFIRM}?month=all"
    assert entry(away["Tian"]).confirmed_on == ago(0) and "Unchanged: T**n" in words(client.get(answer.url))
    assert "by" not in words(client.get(CONFIRM, {"month": "done"})).split("Lan")[0][-3:]


def test_one_tap_with_it_brings_the_list_back_alone(away, lan, client_of):
    answer = client_of(lan).post(CONFIRM, {"unchanged": away["Tian"].pk}, headers={"hx-request": "true"})
    assert names(answer) == ["Rao"] and "<html" not in words(answer) and "Unchanged: T**n" in words(answer)


def test_nobody_reached_stays_on_the_list_and_says_so(away, lan, client_of):
    client = client_of(lan)
    client.post(CONFIRM, {"not_reached": away["Tian"].pk})
    answer = client.get(CONFIRM)
    assert names(answer) == ["Tian", "Rao"] and "not reached on" in words(answer)


@pytest.mark.parametrize("tapped", ["x", "", "99999999999999999999", "other"])
def test_a_tap_on_nobody_of_mine_records_nothing(away, county, shuikou, lan, client_of, tapped):
    far = worker(shuikou, "Mu")
    spell(far)
    bring_up(county)
    before = Heard.objects.count()
    client_of(lan).post(CONFIRM, {"unchanged": far.pk if tapped == "other" else tapped}, follow=True)
    assert Heard.objects.count() == before


def test_three_fields_say_what_is_otherwise(away, lan, client_of):
    client, url = client_of(lan), reverse("work:person-otherwise", args=[away["Tian"].pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {}).status_code == 422
    assert client.post(url, {"place": "province", "monthly_wage": "4500"}).url == CONFIRM
    assert entry(away["Tian"]).state == "province" and names(client.get(CONFIRM)) == ["Rao"]
    assert client.post(url, {"ended_on": f"{ago(2)}"}).url == CONFIRM
    assert entry(away["Tian"]).state == "returned"


def test_phones_are_called_only_by_those_who_may_see_them(away, lan, client_of):
    assert 'href="tel:13800000001"' in words(client_of(lan).get(CONFIRM))


def test_a_leader_does_not_confirm(away, li, client_of):
    assert client_of(li).get(CONFIRM).status_code == 403


@pytest.mark.parametrize(("days", "waiting"), [(44, 0), (45, 1), (46, 1)])
def test_who_was_not_heard_of_for_too_long_waits_for_the_caseworker(june, county, heyi, lan, wen, days, waiting):
    tian = worker(heyi)
    spell(tian)
    Heard.objects.create(member=tian, on=ago(days), answer="unchanged", way="phone")
    bring_up(county)
    counted = count_waiting(lan)
    assert (counted["work-unheard"].number if "work-unheard" in counted else 0) == waiting
    assert "work-unheard" not in count_waiting(wen)
    rows = waiting_rows(WAITING_KINDS["work-unheard"], lan, stop=5)
    assert [(row.name, row.since) for row in rows] == [("T**n", ago(days))] * waiting


def test_the_list_asks_the_same_for_many(away, county, heyi, lan, client_of, django_assert_max_num_queries):
    for number in range(20):
        spell(worker(heyi, f"Sample {number}"))
    bring_up(county)
    client = client_of(lan)
    client.get(CONFIRM)
    with django_assert_max_num_queries(17):
        client.get(CONFIRM)


@pytest.mark.django_db(transaction=True)
def test_a_thumb_confirms_one_after_the_other_without_a_new_page(county, heyi, lan, page_of):
    for number, name in enumerate(("Tian", "Rao")):
        one = worker(heyi, name, phone="13800000001")
        spell(one, since=100 + number)
    bring_up(county)
    page = page_of(lan, CONFIRM, width=360, height=740)
    page.evaluate("window.stays = true")
    heights = page.locator("#list .btn").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")
    assert len(heights) == 8 and min(heights) >= 44
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.locator("#list button[name=unchanged]").first.click()
    page.get_by_text("Unchanged: R*o").wait_for()
    assert page.locator("#list button[name=unchanged]").count() == 1 and page.evaluate("window.stays")
    assert page.complaints == []
