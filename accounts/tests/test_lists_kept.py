"""What people keep of lists: filters under names, and the columns they show."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import ListColumns, SavedFilter
from core.sql import execute_sql
from povwatch.tests.factories import household

HOUSEHOLDS = "/households/"


def keep(client, code="households", **told):
    return client.post(reverse("accounts:filter-keep", args=[code]), {"page": HOUSEHOLDS, **told})


def words(answer):
    return answer.content.decode()


# ------------------------------------------------------------------------------------------------------ saved filters


def test_filters_are_kept_under_a_name_and_forgotten(heyi, qin, zhao, client_of):
    client = client_of(qin)
    page = client.get(HOUSEHOLDS, {"kind": "lifted", "bad": "1", "page": "3", "colour": ""})
    assert page.context["kept_query"] == "kind=lifted"
    assert keep(client, name="Lifted here", query="kind=lifted").url == f"{HOUSEHOLDS}?kind=lifted"
    keep(client, name="Lifted here", query="kind=general")
    kept = SavedFilter.objects.get()
    assert (kept.query, kept.list) == ("kind=general", "households")
    assert "Lifted here" in words(client.get(HOUSEHOLDS))
    forget = reverse("accounts:filter-forget", args=[kept.pk])
    assert client_of(zhao).post(forget).status_code == 404
    assert client.post(forget, {"page": HOUSEHOLDS}).url == HOUSEHOLDS
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("address", ["/alerts/", "/cases/", "/visits/log/", "/risk/unknown/", HOUSEHOLDS])
def test_every_list_with_filters_keeps_its_own(address, heyi, qin, client_of):
    client = client_of(qin)
    code = client.get(address).context["listing"].code
    assert "Keep these filters" in words(client.get(address, {"village": heyi.code}))
    keep(client, code, page=address, name="Mine", query=f"village={heyi.code}")
    keep(client, "another", name="Theirs", query="x=1")
    page = words(client.get(address))
    assert f'href="?village={heyi.code}">Mine' in page and ">Theirs</a>" not in page


def test_a_filter_without_a_name_says_so_and_is_shown_again(qin, client_of):
    page = client_of(qin).post(
        reverse("accounts:filter-keep", args=["households"]),
        {"page": HOUSEHOLDS, "name": "", "query": "kind=lifted"},
        follow=True,
    )
    assert page.redirect_chain[0][0] == f"{HOUSEHOLDS}?kind=lifted" and "Give the filters a name" in words(page)


def test_what_the_old_program_saves_is_of_the_queue(qin):
    """While one version gives way to the next, the old one writes no list."""
    execute_sql("INSERT INTO alerts_savedfilter (user_id, name, query) VALUES (%s, 'Red', 'level=2')", [qin.pk])
    assert SavedFilter.objects.get().list == "alerts"


def test_a_name_is_there_once_a_person_and_list(qin, zhao):
    for user, code in ((qin, "alerts"), (zhao, "alerts"), (qin, "cases")):
        SavedFilter.objects.create(user=user, list=code, name="Red", query="x=1")
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedFilter.objects.create(user=qin, list="alerts", name="Red", query="x=2")
    ListColumns.objects.create(user=qin, list="alerts", columns=[])
    with pytest.raises(IntegrityError), transaction.atomic():
        ListColumns.objects.create(user=qin, list="alerts", columns=[])


@pytest.mark.parametrize("page", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_nobody_is_sent_elsewhere(page, qin, client_of):
    assert keep(client_of(qin), page=page, name="Red", query="x=1").url == "/?x=1"


# ---------------------------------------------------------------------------------------------------------- columns


def choose(client, *columns, **told):
    address = reverse("accounts:list-columns", args=["households"])
    return client.post(address, {"columns": columns, "page": f"{HOUSEHOLDS}?kind=lifted", **told})


def heads(page) -> list[str]:
    return [str(column.label) for column in page.context["listing"].page_columns]


def test_the_chosen_columns_are_shown_and_kept_for_the_person_alone(heyi, qin, zhao, client_of):
    household(heyi)
    client = client_of(qin)
    before = heads(client.get(HOUSEHOLDS))
    assert choose(client, "village", "township").url == f"{HOUSEHOLDS}?kind=lifted"
    assert heads(client.get(HOUSEHOLDS)) == ["Head", "Number", "Village", "Township"]
    assert heads(client_of(zhao).get(HOUSEHOLDS)) == before
    choose(client, forget="1")
    assert heads(client.get(HOUSEHOLDS)) == before and not ListColumns.objects.exists()


def test_a_file_has_the_chosen_columns_and_always_those_that_tell_rows_apart(heyi, qin, client_of):
    household(heyi, number="H1")
    client = client_of(qin)
    choose(client, "township")
    file = client.get(HOUSEHOLDS, {"file": "csv"}).content.decode("utf-8-sig").splitlines()
    assert file[0] == "Head,Number,Township"
    choose(client)
    assert client.get(HOUSEHOLDS, {"file": "csv"}).content.decode("utf-8-sig").splitlines()[0] == "Head,Number"


def test_a_list_can_still_be_sorted_by_a_column_that_is_not_shown(heyi, qin, client_of):
    household(heyi, number="H1"), household(heyi, number="H2")
    client = client_of(qin)
    choose(client, "village")
    page = client.get(HOUSEHOLDS, {"sort": "-income"})
    assert page.status_code == 200 and len(page.context["page"]) == 2
    client.post(reverse("accounts:list-columns", args=["alerts"]), {"columns": ["level"]})
    assert client.get("/alerts/").status_code == 200  # its default order is by a column left out


def test_columns_that_no_list_has_are_left_aside(heyi, qin, client_of):
    household(heyi)
    client = client_of(qin)
    choose(client, "village", "password", "x" * 41, "a b")
    assert ListColumns.objects.get().columns == ["village", "password"]
    assert heads(client.get(HOUSEHOLDS)) == ["Head", "Number", "Village"]
    assert client.post(reverse("accounts:list-columns", args=["x" * 41])).status_code == 404
