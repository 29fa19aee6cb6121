"""Every look at personal data is a line: which households, from where, with which outcome."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit.columns import LOG_LISTING
from accounts.audit.log import MOST_HOUSEHOLDS, record_access
from accounts.audit.notices import tell_auditors
from accounts.models import AccessEvent, AccessOutcome, LogNotice
from povwatch.tests.factories import household, person

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


def test_auditors_see_failures_at_their_own_countys_accounts_and_at_none(su, lan, mo, client, client_of):
    for name in ("lan", "mo", "nobody-here"):
        client.post(DOOR, {"username": name, "password": "wrong"})
    seen = AccessEvent.objects.visible_to(su).filter(action="sign_in_failed")
    assert sorted(line.subject_id for line in seen) == ["", str(lan.pk)]


# ------------------------------------------------------------------------------------- the log's page, and one family's


LOG = "/accounts/log/"


def shown(client, page=LOG, /, **query):
    return [(line.user, line.action) for line in client.get(page, query).context["page"]]


def test_by_household_number(su, lan, zhao, heyi, client_of):
    one, other = household(heyi), household(heyi)
    record_access(lan, "opened", one, area=heyi), record_access(zhao, "list_opened", shown=[one.pk, other.pk])
    client = client_of(su)
    assert shown(client, household=one.number) == [(zhao, "list_opened"), (lan, "opened")]
    assert shown(client, household=other.number) == [(zhao, "list_opened")]
    assert shown(client, household="no such number") == []


def test_by_outcome_and_by_address(su, tan, client_of):
    client_of(tan).get("/households/")
    record_access(tan, "signed_in")
    client = client_of(su)
    assert shown(client, outcome="refused") == [(tan, "knocked")]
    assert shown(client, address="127.0.0.1", person=tan.pk) == [(tan, "knocked")]
    assert shown(client, address="10.9.9.9") == []
    assert "is not applied" in client.get(LOG, {"address": "somewhere"}).content.decode()


def test_the_auditor_takes_the_log_along(su, lan, heyi, client_of):
    record_access(lan, "opened", household(heyi), area=heyi)
    answer = client_of(su).get(LOG, {"file": "csv"})
    assert "opened" in answer.content.decode("utf-8-sig") and answer["Content-Type"].startswith("text/csv")


@pytest.mark.parametrize("many, counted", [(3, 3), (4, 4), (5, 4)])
def test_a_log_without_end_is_counted_up_to_a_limit(su, lan, client_of, monkeypatch, many, counted):
    monkeypatch.setattr("accounts.audit.views.LOG_LISTING", replace(LOG_LISTING, newest=4))
    for _number in range(many):
        record_access(lan, "signed_in")
    assert client_of(su).get(LOG, {"action": "signed_in"}).context["page"].paginator.count == counted


@pytest.mark.parametrize("who", ["su", "li"])
def test_who_looked_at_this_family(who, lan, zhao, heyi, request, client_of):
    family, other = household(heyi), household(heyi)
    record_access(lan, "opened", family, area=heyi), record_access(lan, "opened", other, area=heyi)
    record_access(zhao, "list_opened", shown=[family.pk, other.pk])
    reader = request.getfixturevalue(who)
    client = client_of(reader)
    assert f"/households/{family.pk}/looks/" in client.get(family.get_absolute_url()).content.decode()
    told = shown(client, f"/households/{family.pk}/looks/")
    assert told == [(reader, "looks_read"), (reader, "opened"), (zhao, "list_opened"), (lan, "opened")]


@pytest.mark.parametrize("who, status", [("lan", 403), ("zhao", 403), ("qin", 403), ("mo", 403), ("ding", 403)])
def test_others_do_not_see_who_looked(who, status, heyi, request, client_of):
    family = household(heyi)
    client = client_of(request.getfixturevalue(who))
    assert client.get(f"/households/{family.pk}/looks/").status_code == status
    assert "/looks/" not in client.get(family.get_absolute_url()).content.decode()


def test_a_leader_next_door_finds_no_such_family(heyi, neighbour, client_of):
    family = household(heyi)
    client = client_of(person("bai", "county_leader", neighbour))
    assert client.get(f"/households/{family.pk}/looks/").status_code == 404


# --------------------------------------------------------------------------------------------- what auditors are told


@pytest.fixture
def notice(county, lan):
    return LogNotice.objects.create(county=county, kind="night", user=lan, number=12)


def test_a_notice_waits_for_the_auditor_until_it_is_looked_into(notice, su, client_of):
    client = client_of(su)
    assert notice.get_absolute_url() in client.get("/accounts/waiting/").content.decode()
    assert "Lan" in client.get(notice.get_absolute_url()).content.decode()
    client.post(notice.get_absolute_url())
    assert notice.get_absolute_url() not in client.get("/accounts/waiting/").content.decode()
    notice.refresh_from_db()
    assert notice.seen_by == su and lines("log_notice_seen").get().user == su
    client.post(notice.get_absolute_url())
    assert lines("log_notice_seen").count() == 1


def test_a_notice_of_another_county_is_not_found(notice, neighbour, client_of):
    client = client_of(person("hua", "auditor", neighbour))
    assert client.get(notice.get_absolute_url()).status_code == 404


def test_what_was_told_today_only_takes_the_higher_number(county, neighbour, lan):
    for number in (3, 5, 4):
        tell_auditors("999001", "night", number, user=lan.pk)
    tell_auditors("", "late", 1)
    assert sorted(LogNotice.objects.values_list("county", "kind", "number")) == sorted(
        [(county.pk, "night", 5), (county.pk, "late", 1), (neighbour.pk, "late", 1)]
    )
