"""The account in numbers: rows and columns add up, and each number opens the list of those it counts."""

import pytest

from .account import bring_up, spell, words, worker

pytestmark = pytest.mark.django_db
COUNTS = "/work/counts/"


@pytest.fixture
def account(county, heyi, shuikou):
    """Two of Heyi work away and one needs work; in Shuikou one works in the village and one is not able to."""
    for name, place in (("Tian", "outside"), ("Rao", "province"), ("Gan", "")):
        who = worker(heyi, name)
        if place:
            spell(who, place=place)
    spell(worker(shuikou, "Fu"), place="village")
    worker(shuikou, "Ma", labour="lost")
    worker(shuikou, "Qu", labour="")
    bring_up(county)


def rows(answer):
    return {row.name: row.numbers for row in answer.context["rows"]}


def test_the_county_is_counted_by_township_and_adds_up(account, qin, client_of):
    found = rows(client_of(qin).get(COUNTS))
    assert list(found) == ["Anping Township", "Linxi Township", "Sum"]
    assert (found["Sum"]["account"], found["Sum"]["beside"], found["Sum"]["any"]) == (4, 2, 6)
    assert found["Sum"] == found["Anping Township"] + found["Linxi Township"]
    assert (found["Linxi Township"]["unknown"], found["Linxi Township"]["unable"]) == (1, 1)


def test_every_number_opens_its_list(account, qin, client_of):
    client = client_of(qin)
    for place in ("", "?area=999001101", "?area=999001102201"):
        for row in client.get(COUNTS + place).context["rows"]:
            for word in row.numbers:
                url = row.list_url(word)
                assert not url or client.get(url).context["page"].paginator.count == row.numbers[word], (row, word)


def test_a_township_is_counted_by_village_and_a_village_by_itself(account, qin, client_of):
    client = client_of(qin)
    assert list(rows(client.get(COUNTS, {"area": "999001101"}))) == ["Heyi Village", "Sum"]
    assert list(rows(client.get(COUNTS, {"area": "999001101201"}))) == ["Heyi Village", "Sum"]


def test_a_place_outside_the_territory_is_not_found(account, lan, client_of):
    assert client_of(lan).get(COUNTS, {"area": "999001102"}).status_code == 404
    assert list(rows(client_of(lan).get(COUNTS))) == ["Heyi Village", "Sum"]


def test_the_tables_are_taken_along_as_files(account, qin, client_of):
    file = client_of(qin).get(COUNTS, {"table": "beside-counts", "file": "csv"}).content.decode("utf-8-sig")
    assert "Linxi Township" in file and "Sum" in file


def test_an_empty_county_says_so(county, qin, client_of):
    assert "Nobody of working age" in words(client_of(qin).get(COUNTS))


def test_the_counts_ask_the_same_number_of_questions_for_many(
    account, county, heyi, shuikou, qin, client_of, django_assert_max_num_queries
):
    for number in range(20):
        worker(heyi if number % 2 else shuikou, f"Sample {number}")
    bring_up(county)
    client = client_of(qin)
    client.get(COUNTS)
    with django_assert_max_num_queries(9):
        client.get(COUNTS)
