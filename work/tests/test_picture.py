"""A place's work at a glance: the counts of the other rooms, each number with the list of as many."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.dates import today
from povwatch.tests.factories import person
from work.models import Trade, WorkNeed
from work.picture.counts import Picture

from .account import ago, bring_up, spell, worker
from .offered import enterprise, offer, placement

pytestmark = pytest.mark.django_db


@pytest.fixture
def heyi_at_work(heyi, shuikou, county, lan):
    """In Heyi Tian works away and was not heard of, Rao wants work and was offered one of two places; both keep pigs.
    In Shuikou Duan looks for work."""
    tian, rao = worker(heyi, "Tian"), worker(heyi, "Rao")
    spell(tian, since=400)
    WorkNeed.objects.create(member=rao, told_on=ago(200), wants_work=True)
    firm = enterprise(heyi, machines=3)
    sewing = offer(heyi, "home", title="Sewing at home", places=2, enterprise=firm)
    placement(sewing, rao, lan, equipment="Machine", lent_on=ago(5))
    offer(county, "job", title="Assembling", places=7)
    worker(shuikou, "Duan")
    for who in (tian, rao):
        Trade.objects.create(household=who.household, kind="pigs", size=4, size_unit="head", yuan_a_year=3_000)
    bring_up(county)


def picture_of(client, **asked):
    """Return {code of a table: its rows}."""
    page = client.get(reverse("work:picture"), asked)
    return {table.code: rows for table, rows in page.context["tables"]}


def test_a_village_reads_its_people_offers_enterprises_trades_and_what_is_late(heyi_at_work, heyi, lan, client_of):
    told = picture_of(client_of(lan))
    people = {str(row["label"]): row["people"] for row in told["picture-people"]}
    assert people == {"In the account": 2, "Offered": 1, "Working outside the province": 1}
    assert [(row["offers"], row["free"]) for row in told["picture-offers"]] == [(1, 1)]
    assert [(row["enterprises"], row["machines"]) for row in told["picture-enterprises"]] == [(1, 1)]
    assert [(row.label, row.households, row.number, row.yuan) for row in told["trade-kinds"]] == [
        ("Pigs", 2, "8 head", 6_000), ("Sum", 2, "8 head", 6_000),
    ]  # fmt: skip
    late = {str(row["label"]): row["people"] for row in told["picture-late"]}
    assert late == {"Away and not heard of": 1}


def test_every_number_opens_the_list_of_as_many(heyi_at_work, qin, heyi, client_of):
    client = client_of(qin)
    for asked in ({}, {"area": heyi.code}):
        told = picture_of(client, **asked)
        assert told["picture-people"] and told["picture-offers"]
        for code, name in (
            ("picture-people", "people"), ("picture-offers", "offers"), ("picture-enterprises", "enterprises"),
            ("picture-late", "people"),
        ):  # fmt: skip
            for row in told[code]:
                assert client.get(row["url"]).context["page"].paginator.count == row[name], row
        for row in told["trade-kinds"]:
            assert client.get(row.url).context["page"].paginator.count == 2


def test_the_county_leads_down_to_its_places_and_sees_them_all(heyi_at_work, qin, anping, client_of):
    page = client_of(qin).get(reverse("work:picture"))
    assert f"?area={anping.code}" in page.content.decode()
    told = {table.code: rows for table, rows in page.context["tables"]}
    assert told["picture-people"][0]["people"] == 3 and len(told["picture-offers"]) == 2


def test_of_an_empty_village_the_page_says_so(shuikou, client_of):
    answer = client_of(person("gao", "caseworker", shuikou)).get(reverse("work:picture"))
    assert "Nothing is on file here yet" in answer.content.decode()


def test_before_the_parameters_were_in_force_nothing_is_late(heyi_at_work, heyi, lan):
    assert Picture(lan, heyi, today()).late()
    assert Picture(lan, heyi, dt.date(2019, 6, 1)).late() == []


def test_the_page_asks_as_much_for_two_people_as_for_twenty(heyi_at_work, heyi, county, lan, client_of):
    client, asked = client_of(lan), []
    for more in (0, 20):
        for _one in range(more):
            who = worker(heyi)
            Trade.objects.create(household=who.household, kind="bees", size=1, size_unit="hives")
            offer(heyi, title=f"Post {who.pk}")
        bring_up(county)
        picture_of(client)
        with CaptureQueriesContext(connection) as queries:
            picture_of(client)
        asked.append(len(queries))
    assert asked[0] == asked[1]
