"""Every look at personal data is a line: which households, from where, with which outcome."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.log import MOST_HOUSEHOLDS, record_access
from accounts.models import AccessEvent, AccessOutcome
from povwatch.tests.factories import household

DOOR = "/accounts/sign-in/"


def lines(action):
    return AccessEvent.objects.filter(action=action)


def test_a_page_of_a_list_is_one_line_with_the_households_on_it(zhao, heyi, client_of):
    homes = [household(heyi) for _number in range(51)]
    client_of(zhao).get("/households/")
    line = lines("list_opened").get()
    assert (line.user, line.address, line.outcome) == (zhao, "127.0.0.1", "done")
    assert len(line.households) == 50 and set(line.households) < {home.pk for home in homes}
    assert line.details == {"list": "households", "rows": 50}


def test_the_second_page_names_the_others(zhao, heyi, client_of):
    homes = [household(heyi) for _number in range(51)]
    client = client_of(zhao)
    client.get("/households/"), client.get("/households/", {"page": 2})
    first, second = lines("list_opened").order_by("pk").values_list("households", flat=True)
    assert set(first) | set(second) == {home.pk for home in homes} and len(second) == 1


def test_an_empty_list_shows_nobody(zhao, client_of):
    client_of(zhao).get("/households/")
    assert not lines("list_opened").exists()


def test_a_file_names_all_its_households(qin, heyi, client_of):
    homes = [household(heyi) for _number in range(3)]
    client_of(qin).get("/households/", {"file": "csv"})
    assert set(lines("list_exported").get().households) == {home.pk for home in homes}


def test_a_look_at_one_family_names_it(lan, heyi, client_of):
    family = household(heyi)
    client_of(lan).get(family.get_absolute_url())
    assert lines("opened").get().households == [family.pk]
    assert AccessEvent.objects.about_household(family.pk).exists()
    assert not AccessEvent.objects.about_household(family.pk + 1).exists()


def test_a_line_is_one_insert_that_asks_nobody(lan, heyi):
    assert lan.grants_today
    with CaptureQueriesContext(connection) as asked:
        record_access(lan, "list_opened", shown=range(1, MOST_HOUSEHOLDS + 1), list="households")
    assert [query["sql"].split()[0] for query in asked] == ["INSERT"]
    assert lines("list_opened").count() == 1


def test_a_file_of_more_households_takes_two_lines_in_one_statement(lan):
    record_access(lan, "list_opened", shown=range(1, MOST_HOUSEHOLDS + 2))
    assert [len(line.households) for line in lines("list_opened").order_by("pk")] == [MOST_HOUSEHOLDS, 1]


def test_what_a_role_does_not_include_is_a_line(tan, client_of):
    assert client_of(tan).get("/households/").status_code == 403
    line = lines("knocked").get()
    assert (line.user, line.outcome, line.address) == (tan, AccessOutcome.REFUSED, "127.0.0.1")
    assert line.details == {"page": "households:list", "method": "GET"}


def test_a_family_outside_the_territory_is_a_line_with_its_number(mo, heyi, client_of):
    family = household(heyi)
    assert client_of(mo).get(family.get_absolute_url()).status_code == 404
    line = lines("knocked").get()
    assert (line.outcome, line.details["number"]) == (AccessOutcome.NOT_FOUND, [str(family.pk)])


def test_a_typed_address_is_not_kept(lan, client_of):
    client_of(lan).get("/Zhang-San-13812345678/")
    assert lines("knocked").get().details == {"page": ""}


def test_strangers_cannot_fill_the_log(client, db):
    client.get("/no-such-page/"), client.get("/households/")
    assert not AccessEvent.objects.exists()


@pytest.mark.parametrize("name, whose", [("lan", True), ("nobody-here", False)])
def test_a_failed_sign_in_is_a_line_without_the_name_that_was_typed(lan, client, name, whose):
    client.post(DOOR, {"username": name, "password": "wrong"})
    line = lines("sign_in_failed").get()
    assert (line.user, line.outcome, line.address) == (None, AccessOutcome.FAILED, "127.0.0.1")
    assert line.subject_id == (str(lan.pk) if whose else "") and name not in str(line.details)
    assert line.county == ("999001" if whose else "")


def test_the_fifth_failure_locks_and_is_a_line(lan, client):
    for _attempt in range(4):
        client.post(DOOR, {"username": "lan", "password": "wrong"})
    assert not lines("sign_in_locked").exists()
    client.post(DOOR, {"username": "lan", "password": "wrong"})
    assert lines("sign_in_locked").get().subject_id == str(lan.pk)


def test_the_administrators_door_leaves_the_same_line(ding, client):
    client.post("/admin/login/?next=/admin/", {"username": "ding", "password": "river-stone-42"})
    assert lines("signed_in").get().user == ding


def test_auditors_see_failures_at_their_own_countys_accounts_and_at_none(su, lan, mo, client, client_of):
    for name in ("lan", "mo", "nobody-here"):
        client.post(DOOR, {"username": name, "password": "wrong"})
    seen = AccessEvent.objects.visible_to(su).filter(action="sign_in_failed")
    assert sorted(line.subject_id for line in seen) == ["", str(lan.pk)]
