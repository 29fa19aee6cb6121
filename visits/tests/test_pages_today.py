"""Today and the route list, as a caseworker finds them."""

import datetime as dt

import pytest
import time_machine

from accounts.models import AccessEvent
from alerts.models import HouseholdFacts
from households.models import Household
from povwatch.tests.factories import DAY, household, led_to, person
from visits.models import Visit

TODAY, ROUTE, SEARCH = "/visits/", "/visits/route/", "/visits/search/"
PHONE = "13800001234"


@pytest.fixture(autouse=True)
def on_that_day():
    with time_machine.travel(dt.datetime(2026, 6, 15, 2, tzinfo=dt.UTC), tick=False):
        yield


def promised(village, days_ago, by=None, **fields):
    """A family to whom a visit was promised so many days ago."""
    made = household(village, **fields)
    day = DAY - dt.timedelta(days_ago)
    Visit.objects.create(household=made, visited_on=day - dt.timedelta(30), visited_by=by, next_visit_on=day)
    return made


def listed(page):
    return [row["household"].number for group in page.context["groups"] for row in group["households"]]


def test_the_longest_unvisited_comes_first_and_her_group_with_her(lan, client_of, heyi, shuikou):
    third = promised(heyi, 1, group_no=1)
    first = promised(heyi, 9, group_no=2)
    second = promised(heyi, 5, group_no=1)
    promised(shuikou, 20), household(heyi, kind="general")
    page = client_of(lan).get(TODAY)
    assert listed(page) == [first.number, second.number, third.number]
    assert [group["place"] for group in page.context["groups"]] == ["Heyi Village, group 2", "Heyi Village, group 1"]
    assert "Visit promised for" in page.content.decode() and page.context["due"] == 3


def test_a_tap_calls_but_the_page_shows_the_phone_masked(lan, client_of, heyi):
    Household.objects.filter(pk=promised(heyi, 1).pk).update(phone=PHONE)
    page = client_of(lan).get(TODAY).content.decode()
    assert f'href="tel:{PHONE}"' in page and "138****1234" in page and f">{PHONE}" not in page
    assert AccessEvent.objects.filter(action="day_opened", user=lan).get().details == {"households": 1}


def test_what_is_done_and_what_came_back_is_counted(lan, client_of, heyi):
    family = household(heyi)
    Visit.objects.create(household=family, visited_on=DAY, visited_by=lan)
    sent_back = {"visited_on": DAY - dt.timedelta(3), "visited_by": lan, "state": "sent_back"}
    led_to(Visit.objects.create(household=family, **sent_back))
    page = client_of(lan).get(TODAY)
    assert (page.context["done"], page.context["sent_back"]) == (1, 1)
    assert "household to visit" in page.text or "households to visit" in page.text  # a note is no search
    for name, expected in (("done", 1), ("sent_back", 1)):
        assert client_of(lan).get(page.context["links"][name]).context["page"].paginator.count == expected
    assert "/visits/phone/#outbox" in page.content.decode()


def test_nobody_due_shows_the_next_step(lan, client_of, heyi):
    page = client_of(lan).get(TODAY).content.decode()
    assert "Nobody is due today" in page and "/households/" in page


def test_a_search_finds_whoever_is_not_due_and_leaves_no_name_in_the_address(lan, client_of, heyi, shuikou):
    family = household(heyi, kind="general")
    household(shuikou)
    head = family.members.order_by("pk").first()
    answer = client_of(lan).post(SEARCH, {"text": head.name})
    assert answer.status_code == 302 and "Sample" not in answer.url
    assert listed(client_of(lan).get(answer.url)) == [family.number]
    other = person("gao", "caseworker", heyi)
    assert listed(client_of(other).get(answer.url)) == []


def test_the_colour_is_that_of_the_last_run(lan, client_of, heyi):
    family = promised(heyi, 1)
    HouseholdFacts.objects.create(household=family, county=family.county, as_of=DAY, colour="amber")
    assert "pw-level-amber" in client_of(lan).get(TODAY).content.decode()


def test_the_route_list_carries_what_one_needs_on_the_way(lan, client_of, heyi):
    Household.objects.filter(pk=promised(heyi, 1).pk).update(phone=PHONE, address="Stone Bridge 3")
    page = client_of(lan).get(ROUTE).content.decode()
    assert PHONE in page and "Stone Bridge 3" in page and "pw-tick" in page
    assert AccessEvent.objects.filter(action="route_opened").get().details == {"households": 1}


def test_a_desk_has_no_day_in_the_field(qin, client_of):
    assert client_of(qin).get(TODAY).status_code == 403
    assert client_of(qin).get("/").url == "/dashboard/"


def test_the_caseworkers_home_is_today(lan, zhao, client_of):
    assert client_of(lan).get("/").url == TODAY
    assert client_of(zhao).get("/").url == "/dashboard/"
    page = client_of(lan).get(TODAY).content.decode()
    assert page.index("To send") > page.index('class="pw-bottom"')


@pytest.mark.parametrize("path", [TODAY, ROUTE])
def test_a_larger_day_asks_no_more_of_the_database(lan, client_of, heyi, django_assert_max_num_queries, path):
    for days in range(12):
        promised(heyi, days + 1, group_no=days % 3)
    client = client_of(lan)
    client.get(path)
    with django_assert_max_num_queries(17):
        assert len(listed(client.get(path))) == 12


def test_a_large_territory_comes_in_pages(lan, client_of, heyi):
    for days in range(51):
        promised(heyi, days + 1, people=1)
    page = client_of(lan).get(TODAY)
    assert len(listed(page)) == 50 and page.context["due"] == 51
    part = client_of(lan).get(TODAY, {"page": 2}, headers={"HX-Request": "true"})
    assert len(listed(part)) == 1 and "<html" not in part.content.decode()


def test_a_household_entered_here_is_due_until_somebody_was_there(lan, client_of, heyi):
    new = household(heyi, kind="general", has_provisional_number=True)
    household(heyi, kind="general")
    assert listed(client_of(lan).get(TODAY)) == [new.number]
    Visit.objects.create(household=new, visited_on=DAY, visited_by=lan)
    assert listed(client_of(lan).get(TODAY)) == []
