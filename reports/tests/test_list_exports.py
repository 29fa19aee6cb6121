"""A list of many rows as a file: asked for with a reason, at once or from a worker, kept and ended as other exports."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import AccessEvent, Grant
from core.crypto.files import is_stored
from core.listing import export as listing_export
from core.listing.search import seal_search_text
from povwatch.tests.factories import household, member, person
from reports.endings import due_exports
from reports.exports import list_views
from reports.exports.expiry import delete_expired_exports
from reports.models import Export

from .exporting import content, csv_rows, worked_on

HOUSEHOLDS = "/households/"


@pytest.fixture(autouse=True)
def short(monkeypatch):
    """More than two rows ask what for, more than four go to a worker."""
    monkeypatch.setattr(listing_export, "MANY_ROWS", 2)
    monkeypatch.setattr(list_views, "QUICK_ROWS", 4)


def families(village, count):
    for place in range(count):
        made = household(village, people=0, number=f"H{place}")
        member(made, relation="head", name=f"张建{place}")


def ask(client, page=HOUSEHOLDS, *, kind="list_csv", reason="For the meeting of June"):
    address = reverse("reports:list-export", query={"page": page})
    return client.post(address, {"kind": kind, "reason": reason})


def asked(client, *args, **more) -> Export:
    answer = ask(client, *args, **more)
    export = Export.objects.latest("asked_at")
    assert answer.url == export.get_absolute_url()
    return export


@pytest.mark.parametrize(("rows", "is_quick"), [(3, True), (4, True), (5, False)])
def test_a_short_list_comes_at_once_a_long_one_from_a_worker(rows, is_quick, heyi, qin, client_of):
    families(heyi, rows)
    answer = ask(client_of(qin))
    assert (answer.status_code, Export.objects.count()) == ((200, 0) if is_quick else (302, 1))


def test_the_reason_is_needed_and_stands_in_the_file_and_the_log(heyi, qin, client_of):
    families(heyi, 3)
    client = client_of(qin)
    answer = ask(client, reason=" ")
    assert answer.status_code == 422 and "Please fill this in." in answer.content.decode()
    assert not AccessEvent.objects.filter(action="list_exported").exists()
    *rows, _nothing, about = csv_rows(ask(client, f"{HOUSEHOLDS}?kind=lifted").content)
    assert [row[0] for row in rows[1:]] == ["张*0", "张*1", "张*2"]
    assert "Kind: Lifted" in about[0] and about[0].endswith("Reason: For the meeting of June")
    line = AccessEvent.objects.get(action="list_exported")
    assert line.reason == "For the meeting of June" and len(line.households) == 3
    assert line.details == {"list": "households", "file": "csv", "filters": ["kind"], "rows": 3}


def test_a_long_list_is_made_by_a_worker_and_found_under_my_exports(heyi, shuikou, zhao, client_of):
    families(heyi, 5)
    household(shuikou, number="X1")
    client = client_of(zhao)
    export = worked_on(asked(client, f"{HOUSEHOLDS}?sort=-number"))
    assert (export.state, export.rows) == ("done", 5)
    rows = csv_rows(content(export))
    assert [row[1] for row in rows[1:6]] == ["H4", "H3", "H2", "H1", "H0"] and rows[1][0] == "张*4"
    assert "Reason: For the meeting of June" in rows[-1][0]
    line = AccessEvent.objects.get(action="list_exported")
    assert line.user == zhao and len(line.households) == 5 and line.reason == "For the meeting of June"
    mine = client.get(reverse("reports:exports")).content.decode()
    assert "Households" in mine and "A list as CSV" in mine
    page = client.get(export.get_absolute_url()).content.decode()
    assert "For the meeting of June" in page and "Names and ID numbers masked" in page
    file = client.get(reverse("reports:export-file", args=[export.pk]))
    assert b"".join(file.streaming_content) == content(export)
    assert 'filename="households-' in file["Content-Disposition"]


def test_a_workbook_too(heyi, qin, client_of):
    families(heyi, 5)
    export = worked_on(asked(client_of(qin), kind="list_xlsx"))
    assert content(export).startswith(b"PK") and export.file_name.endswith(".xlsx")


def test_the_worker_writes_the_columns_filters_and_search_of_the_page(heyi, qin, client_of):
    families(heyi, 6)
    client = client_of(qin)
    client.post(reverse("accounts:list-columns", args=["households"]), {"columns": ["village"]})
    sealed = seal_search_text("张建", qin)
    export = asked(client, f"{HOUSEHOLDS}?text={sealed}")
    client.post(reverse("accounts:list-columns", args=["households"]), {"columns": ["people"]})  # chosen later
    assert csv_rows(content(worked_on(export)))[0] == ["Head", "Number", "Village"]
    assert export.rows == 6 and "张建" not in export.page


def test_it_is_not_made_for_who_lost_the_right_meanwhile(heyi, qin, client_of):
    families(heyi, 5)
    export = asked(client_of(qin))
    Grant.objects.filter(user=qin).update(valid_until=dt.date(2020, 1, 2))
    worked_on(export)
    assert (export.state, export.failure) == ("failed", "rights")
    assert not AccessEvent.objects.filter(action="list_exported").exists()


def test_only_places_in_which_one_may_export_are_in_it(heyi, shuikou, client_of):
    both = person("both", "township_official", heyi.parent)
    both.grants.create(origin="sample", role="caseworker", area=shuikou, valid_from=dt.date(2020, 1, 1))
    families(heyi, 5)
    household(shuikou, number="X1")
    assert worked_on(asked(client_of(both))).rows == 5


@pytest.mark.parametrize("rows", [3, 5])
def test_names_are_in_full_for_who_may_see_them_and_asks_and_nothing_else_is(rows, heyi, qin, client_of):
    families(heyi, rows)
    client, address = client_of(qin), reverse("reports:list-export", query={"page": HOUSEHOLDS})
    answer = client.post(address, {"kind": "list_csv", "reason": "Meeting", "names": "on"})
    told = answer.content if rows == 3 else content(worked_on(Export.objects.get()))
    assert [row[0] for row in csv_rows(told)[1:4]] == ["张建0", "张建1", "张建2"]
    assert AccessEvent.objects.get(action="list_exported").details["in_full"] is True


def test_names_in_full_end_where_the_right_ends(heyi, shuikou, county, client_of):
    """Hong leads the county, which sees no secrets, and is official of one township, which does."""
    hong = person("hong", "county_leader", county)
    hong.grants.create(role="township_official", area=heyi.parent, origin="sample", valid_from=dt.date(2020, 1, 1))
    families(heyi, 3)
    household(shuikou, number="X1")
    client, address = client_of(hong), reverse("reports:list-export", query={"page": HOUSEHOLDS})
    asked = {"kind": "list_csv", "reason": "Meeting"}
    assert len(csv_rows(client.post(address, asked).content)) == 1 + 4 + 2
    named = csv_rows(client.post(address, asked | {"names": "on"}).content)
    assert [row[1] for row in named[1:-2]] == ["H0", "H1", "H2"]


def test_who_may_not_see_names_is_not_offered_them(heyi, li, client_of):
    families(heyi, 3)
    client, address = client_of(li), reverse("reports:list-export", query={"page": HOUSEHOLDS})
    assert "names" not in client.get(address).context["form"].fields
    answer = client.post(address, {"kind": "list_csv", "reason": "Meeting", "names": "on"})
    assert csv_rows(answer.content)[1][0] == "张*0"


@pytest.mark.parametrize("user", ["lan", "su", "ding", "tan"])
def test_who_may_not_export_gets_no_form(user, request, client_of):
    client = client_of(request.getfixturevalue(user))
    assert client.get(reverse("reports:list-export", query={"page": HOUSEHOLDS})).status_code == 403


@pytest.mark.parametrize(
    "page",
    ["", "/nowhere/", "/me/", "https://example.org/households/x", "/reports/exports/", "/households/?" + "x" * 2000],
)
def test_what_is_no_list_to_take_along_is_not_found(page, qin, client_of):
    assert client_of(qin).get(reverse("reports:list-export", query={"page": page})).status_code == 404


def test_a_page_that_one_may_not_enter_gives_no_list(heyi, zhao, client_of):
    assert client_of(zhao).get(reverse("reports:list-export", query={"page": "/people/"})).status_code in (403, 404)


@pytest.mark.parametrize("page", ["/alerts/", "/cases/", "/visits/log/", "/risk/unknown/"])
def test_the_other_lists_are_asked_for_in_the_same_way(page, heyi, qin, client_of):
    household(heyi)
    assert "rows" in client_of(qin).get(reverse("reports:list-export", query={"page": page})).content.decode()


def test_it_expires_is_forgotten_and_can_be_made_again(heyi, qin, county, client_of):
    families(heyi, 5)
    client = client_of(qin)
    export = worked_on(asked(client))
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now() - dt.timedelta(seconds=1))
    assert delete_expired_exports() == 1 and not is_stored(export.stored_name)
    expired = client.get(reverse("reports:export-file", args=[export.pk]))
    assert expired.status_code == 410 and "as it is at that moment" in expired.content.decode()
    assert list(due_exports(county, timezone.localdate() + dt.timedelta(days=1))) == [export]
    client.post(reverse("reports:export-again", args=[export.pk]))
    export.refresh_from_db()
    assert worked_on(export).state == "done"


def test_it_can_be_cancelled(heyi, qin, client_of):
    families(heyi, 5)
    client = client_of(qin)
    export = asked(client)
    client.post(reverse("reports:export-cancel", args=[export.pk]))
    assert worked_on(export).state == "cancelled"


def test_an_export_is_of_a_month_or_of_a_list(qin, county):
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.create(user=qin, kind="list_csv", scope=[county.code], language="en", county=county)
    with pytest.raises(IntegrityError), transaction.atomic():
        Export.objects.create(
            user=qin,
            kind="csv",
            scope=[county.code],
            language="en",
            county=county,
            page=HOUSEHOLDS,
            listing="households",
        )
