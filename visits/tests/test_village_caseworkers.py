"""Who is caseworker of which village: the page, its filters, and who sees the phones."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AccessEvent, Area
from povwatch.tests import factories
from reports.tests.may import words
from visits.models import Visit

PAGE = "/visits/caseworkers/"
PHONE = "15490000007"


@pytest.fixture(autouse=True)
def june(time_machine, db):
    """It is noon of 15 June 2026."""
    time_machine.move_to("2026-06-15T12:00+08:00", tick=False)


@pytest.fixture
def hong(heyi):
    """Hong has been caseworker of Heyi since 2 March 2021."""
    made = factories.person("hong", "caseworker", heyi, since=dt.date(2021, 3, 2))
    made.phone = PHONE
    made.save()
    return made


def visited(village, *days, **fields):
    home = factories.household(village)
    for day in days:
        Visit.objects.create(household=home, visited_on=day, **fields)


def rows_of(client, **query):
    """The rows of its file by village."""
    answer = client.get(PAGE, {"file": "csv", **query})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))
    return {row[0]: dict(zip(rows[0], row, strict=True)) for row in rows[1:-2]}


def test_each_village_has_its_caseworker_or_is_vacant(hong, shuikou, zhao, qin, client_of):
    page = words(client_of(qin).get(PAGE))
    assert "1 of 2 villages have a caseworker." in page and "communities" not in page.split("Search")[0]
    assert "Heyi Village Anping Township Hong 15490000007 2 Mar 2021" in page
    assert "Shuikou Village" in page and "Vacant" in page


def test_visits_of_the_month_count_from_its_first_day_and_attempts_do_not(hong, heyi, qin, client_of):
    visited(heyi, dt.date(2026, 5, 31), dt.date(2026, 6, 1), dt.date(2026, 6, 15))
    visited(heyi, dt.date(2026, 6, 14), result="nobody")
    told = rows_of(client_of(qin))["Heyi Village"]
    assert (told["Visits this month"], told["Last visit in the village"]) == ("2", "2026-06-15")


@pytest.mark.parametrize(("until", "held"), [(dt.date(2026, 6, 14), 0), (dt.date(2026, 6, 15), 1), (None, 1)])
def test_a_village_is_vacant_the_day_after_the_last(heyi, qin, client_of, until, held):
    mei = factories.person("mei", "caseworker", heyi)
    mei.grants.update(valid_until=until)
    assert f"{held} of 1 villages have a caseworker." in words(client_of(qin).get(PAGE))


def test_who_left_is_nobodys_caseworker(hong, qin, client_of):
    type(hong).objects.filter(pk=hong.pk).update(is_active=False)
    assert "0 of 1 villages have a caseworker." in words(client_of(qin).get(PAGE))


def test_a_caseworker_of_the_township_is_one_for_its_villages_after_their_own(hong, heyi, anping, qin, client_of):
    factories.area("999001101202", "Longtan Village", anping)
    factories.person("mei", "caseworker", anping, since=dt.date(2020, 1, 1))
    page = words(client_of(qin).get(PAGE))
    assert "2 of 2 villages have a caseworker." in page
    assert "Anping Township Hong and 1 more" in page and "Longtan Village Anping Township Mei" in page


def test_communities_are_told_apart(hong, shuikou, qin, client_of):
    Area.objects.filter(pk=shuikou.pk).update(kind="community")
    page = words(client_of(qin).get(PAGE))
    assert "1 of 1 villages have a caseworker." in page and "0 of 1 communities have a caseworker." in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"standing": "vacant"}, {"Shuikou Village"}), ({"standing": "held"}, {"Heyi Village"}),
        ({"standing": "silent"}, {"Shuikou Village"}), ({"village": "999001101"}, {"Heyi Village"}),
        ({}, {"Heyi Village", "Shuikou Village"}),
    ],
)  # fmt: skip
def test_filters(hong, heyi, shuikou, qin, client_of, query, found):
    visited(heyi, dt.date(2026, 6, 2))
    assert set(rows_of(client_of(qin), **query)) & {"Heyi Village", "Shuikou Village"} == found


@pytest.mark.parametrize("text", ["hong", "Heyi"])
def test_a_search_finds_a_name_or_a_village_and_leaves_it_out_of_the_address(hong, shuikou, qin, client_of, text):
    desk = client_of(qin)
    answer = desk.post(f"{PAGE}search/", {"text": text})
    assert text not in answer.url
    page = words(desk.get(answer.url))
    assert "Hong" in page and page.count("Vacant") == 1  # as a filter alone


@pytest.mark.parametrize(("who", "seen"), [("qin", True), ("zhao", True), ("li", True), ("lan", False), ("su", False)])
def test_the_phone_is_seen_by_those_who_press_for_visits(hong, request, client_of, who, seen):
    page = client_of(request.getfixturevalue(who)).get(PAGE).content.decode()
    assert (PHONE in page) is seen and (f'href="tel:{PHONE}"' in page) is seen
    assert seen or "154****0007" in page or who == "lan"


def test_a_file_has_phones_masked_and_is_logged(hong, qin, client_of):
    told = rows_of(client_of(qin))["Heyi Village"]
    assert (told["Caseworker"], told["Work phone"]) == ("Hong", "154****0007")
    assert AccessEvent.objects.filter(action="list_exported").get().details["list"] == "village-caseworkers"


def test_one_sees_the_villages_of_the_own_territory(hong, shuikou, zhao, client_of):
    page = words(client_of(zhao).get(PAGE))
    assert "Hong" in page and "Shuikou Village" not in page


def test_more_villages_ask_no_more_questions(hong, anping, qin, client_of):
    desk, counts = client_of(qin), []
    desk.get(PAGE)
    for _time in range(2):
        with CaptureQueriesContext(connection) as asked:
            desk.get(PAGE)
        counts.append(len(asked.captured_queries))
        for number in range(3, 9):
            factories.area(f"99900110120{number}", f"Village {number}", anping)
    assert counts[0] == counts[1]
