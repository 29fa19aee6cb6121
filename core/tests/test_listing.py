"""Lists: what a column says, how rows are drawn, and the file of what is shown."""

import csv
import datetime as dt
import io
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.template import RequestContext, Template
from django.urls import reverse

from accounts.audit.log import record_access
from accounts.models import AccessEvent
from core.listing import DAY, MOMENT, NUMBER, SHARE, YUAN, Column, Listing, export
from core.listing.search import seal_search_text
from households.models import Household
from povwatch.tests.factories import household, member, person

HOUSEHOLDS = "/households/"
FAMILIES = Listing(
    "families",
    "Families",
    (
        Column("name", "Head", value="name", url=lambda row: f"/{row['name']}/", sort="name"),
        Column("people", "People", value="people", kind=NUMBER, sort="people"),
        Column("note", "Note", value="note"),
        Column("since", "Since", value="since", on_page=False),
    ),
)


def drawn(rows, listing=FAMILIES, request=None, **context):
    page = Template('{% include "components/rows.html" %}')
    return page.render(RequestContext(request, {"listing": listing, "rows": rows, **context}))


# ------------------------------------------------------------------------------------------------ what a column says


@pytest.mark.parametrize(
    ("kind", "value", "said"),
    [
        (NUMBER, 12345, "12,345"),
        (NUMBER, None, "–"),
        (YUAN, 12345, "12,345"),
        (SHARE, 0.895, "89.5%"),
        ("text", None, "–"),
        ("text", "", ""),
        (DAY, None, "–"),
        (DAY, "today", "today"),
        (DAY, dt.date(2026, 6, 15), '<time datetime="2026-06-15" class="text-nowrap">15 Jun 2026</time>'),
    ],
)
def test_a_value_is_written_as_its_kind(kind, value, said):
    assert Column("x", "X", value="x", kind=kind).written({"x": value}) == said


def test_a_moment_is_told_in_the_time_of_the_county():
    at = dt.datetime(2026, 6, 15, 18, 0, tzinfo=dt.UTC)
    assert "16 Jun 2026 02:00" in Column("at", "At", value="at", kind=MOMENT).written({"at": at})


def test_a_path_walks_rows_dictionaries_and_tuples_and_nothing_stays_nothing():
    row = ({"name": "Lan", "of": None},)
    assert Column("x", "X", value="0.name.upper").read(row) == "LAN"
    assert Column("x", "X", value="0.of.name").read(row) is None


def test_a_row_that_does_not_exist_is_nothing(heyi):
    assert Column("x", "X", value="facts.people").read(household(heyi)) is None


def test_what_people_typed_is_never_markup():
    column = Column("x", "X", value="x", url=lambda row: "/?a=1&b=2", under=lambda row: "<i>")
    said = column.written({"x": "<b>"})
    assert "&lt;b&gt;" in said and "&lt;i&gt;" in said and 'href="/?a=1&amp;b=2"' in said


def test_personal_data_is_masked_without_a_template():
    assert Column("x", "X", value="x", mask="phone").written({"x": "13800005678"}) == "138****5678"


# --------------------------------------------------------------------------------------------------- how it is drawn


def test_rows_are_a_table_whose_cells_carry_the_headings_of_a_card():
    page = drawn([{"name": "Lan", "people": 3, "note": "", "since": 2020}])
    assert "<caption>Families</caption>" in page and "pw-cards" in page
    assert '<th scope="row"><a href="/Lan/">Lan</a></th>' in " ".join(page.split()).replace(" ><a", "><a")
    assert 'data-label="People" class="pw-number">3</td>' in page
    assert 'data-label="Note" ></td>' in page  # nothing at all, so that a card leaves the line out
    assert "Since" not in page


def test_columns_are_links_only_where_the_server_sorts(rf):
    assert "?sort=" not in drawn([])
    page = drawn([], sort="-people", request=rf.get("/"))
    assert 'aria-sort="descending"' in page and 'href="?sort=name"' in page
    assert page.count("?sort=") == 2


def test_keys_and_tables_that_stay_tables():
    family = Household(pk=7, number="T1")
    listing = Listing("x", "X", (Column("number", "Number", value="number"),), keyed=True, cards=False)
    page = drawn([family], listing)
    assert 'data-pw-row="7"' in page and "pw-cards" not in page and 'role="region"' in page


def test_a_column_can_be_left_out():
    assert [column.code for column in FAMILIES.without("note").page_columns] == ["name", "people"]


def test_an_order_that_nobody_declared_is_refused(heyi, qin, client_of):
    household(heyi, number="B")
    household(heyi, number="A")
    for asked in ("", "password", "village__path", "--number"):
        page = client_of(qin).get(HOUSEHOLDS, {"sort": asked}).context
        assert page["sort"] == "number" and [one.number for one in page["page"]] == ["A", "B"]


def test_an_empty_list_says_so_and_filters_that_leave_nothing_can_be_taken_away(heyi, qin, client_of):
    client = client_of(qin)
    assert "There is no household on file" in client.get(HOUSEHOLDS).content.decode()
    household(heyi)
    page = client.get(HOUSEHOLDS, {"village": heyi.code, "colour": "red"}).content.decode()
    assert "No household matches these filters." in page and "Show all households" in page


# ------------------------------------------------------------------------------------------------ taken along as a file


def rows_of(answer):
    """The rows of a CSV file, and what it says about itself."""
    *rows, nothing, about = csv.reader(io.StringIO(answer.content.decode("utf-8-sig")))
    assert nothing == []
    return rows, about[0]


def test_a_file_holds_what_is_shown_masked_and_in_its_order(heyi, shuikou, zhao, client_of):
    for number in ("T2", "T1"):
        household(heyi, number=number, people=0)
        member(Household.objects.get(number=number), relation="head", name="Stone Bridge")
    household(shuikou, number="T3")
    answer = client_of(zhao).get(HOUSEHOLDS, {"sort": "-number", "file": "csv", "page": "9"})
    (heads, *rows), about = rows_of(answer)
    assert heads[:4] == ["Head", "Number", "Kind", "Village"]
    assert [row[1] for row in rows] == ["T2", "T1"]
    assert {row[0] for row in rows} == {"S**********e"}
    assert "Stone Bridge" in client_of(zhao).get(HOUSEHOLDS).content.decode()
    assert "Zhao (zhao)" in about and "2 rows" in about
    assert answer["Content-Disposition"].startswith('attachment; filename="households-')
    assert "no-store" in answer["Cache-Control"]


def test_a_file_says_its_filters_but_never_whom_somebody_searched_for(heyi, qin, client_of):
    household(heyi, number="T1")
    query = {"village": heyi.code, "text": seal_search_text("T1", qin), "file": "csv"}
    _rows, about = rows_of(client_of(qin).get(HOUSEHOLDS, query))
    assert f"Village or township: {heyi.name}" in about and about.endswith("Search")


def test_every_file_is_a_line_in_the_log_without_names(heyi, qin, client_of):
    household(heyi)
    client_of(qin).get(HOUSEHOLDS, {"file": "xlsx", "village": heyi.code})
    line = AccessEvent.objects.get(action="list_exported")
    assert line.user == qin
    assert line.details == {"list": "households", "rows": 1, "file": "xlsx", "filters": ["village"]}


def test_who_may_not_export_sees_no_button_and_gets_no_file(heyi, qin, lan, su, client_of):
    household(heyi)
    assert "?file=csv" in client_of(qin).get(HOUSEHOLDS).content.decode()
    for user in (lan, su):
        client = client_of(user)
        assert "file=csv" not in client.get(HOUSEHOLDS).content.decode()
        assert client.get(HOUSEHOLDS, {"file": "csv"}).status_code == 403
    assert not AccessEvent.objects.filter(action="list_exported").exists()


def test_a_file_holds_only_places_in_which_one_may_export(heyi, shuikou, client_of):
    both = person("both", "township_official", heyi.parent)
    both.grants.create(origin="sample", role="caseworker", area=shuikou, valid_from=dt.date(2020, 1, 1))
    household(heyi, number="T1")
    household(shuikou, number="T2")
    client = client_of(both)
    assert [one.number for one in client.get(HOUSEHOLDS).context["page"]] == ["T1", "T2"]
    rows, _about = rows_of(client.get(HOUSEHOLDS, {"file": "csv"}))
    assert [row[1] for row in rows[1:]] == ["T1"]


def test_a_plain_list_too_long_for_a_file_says_what_to_do(qin, su, client_of, monkeypatch):
    monkeypatch.setattr(export, "QUICK_ROWS", 2)
    for _ in range(3):
        record_access(qin, "searched")
    client, log = client_of(su), reverse("accounts:log")
    page = client.get(log).content.decode()
    assert "narrow the list" in page and "file=csv" not in page
    answer = client.get(log, {"file": "csv", "action": "searched"}, follow=True)
    assert answer.redirect_chain == [(f"{log}?action=searched", 302)]
    assert "A file holds at most 2 rows" in answer.content.decode()
    assert not AccessEvent.objects.filter(action="list_exported").exists()


@pytest.mark.parametrize(("rows", "is_asked"), [(2, False), (3, True)])
def test_a_list_of_many_rows_asks_what_for(rows, is_asked, heyi, qin, client_of, monkeypatch):
    monkeypatch.setattr(export, "MANY_ROWS", 2)
    for _ in range(rows):
        household(heyi)
    client = client_of(qin)
    page = client.get(HOUSEHOLDS, {"kind": "lifted"}).content.decode()
    assert ('exports/list/?page=%2Fhouseholds%2F%3Fkind%3Dlifted&amp;kind=csv"' in page) == is_asked
    answer = client.get(HOUSEHOLDS, {"file": "csv", "kind": "lifted"})
    assert answer.status_code == (302 if is_asked else 200)
    assert AccessEvent.objects.filter(action="list_exported").exists() != is_asked


def test_a_file_costs_the_same_however_many_rows(heyi, qin, client_of, django_assert_max_num_queries):
    for _ in range(12):
        household(heyi)
    client = client_of(qin)
    with django_assert_max_num_queries(13):
        assert len(rows_of(client.get(HOUSEHOLDS, {"file": "csv"}))[0]) == 13


@pytest.mark.parametrize("typed", ["=1+1", "+86", "@SUM(A1)", "-2"])
def test_no_cell_of_a_file_is_a_formula(heyi, qin, client_of, typed):
    household(heyi, number=typed)
    client = client_of(qin)
    assert rows_of(client.get(HOUSEHOLDS, {"file": "csv"}))[0][1][1] == f"'{typed}"
    with ZipFile(io.BytesIO(client.get(HOUSEHOLDS, {"file": "xlsx"}).content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert typed in sheet and "<f>" not in sheet


@pytest.mark.parametrize("address", ["/alerts/", "/cases/", "/visits/log/", "/risk/unknown/", HOUSEHOLDS])
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_list_with_a_button_gives_its_file(address, kind, heyi, qin, client_of):
    household(heyi)
    answer = client_of(qin).get(address, {"file": kind})
    assert answer.status_code == 200 and answer["Content-Disposition"].endswith(f'.{kind}"')


def test_a_kind_of_file_that_does_not_exist_is_the_page(heyi, qin, client_of):
    assert "<html" in client_of(qin).get(HOUSEHOLDS, {"file": "exe"}).content.decode()


def test_without_an_app_that_decides_nobody_may_export(rf, monkeypatch):
    monkeypatch.setattr(export, "export_hooks", export.ExportHooks())
    request = rf.get("/", {"file": "csv"})
    request.user = AnonymousUser()
    taken = export.TakenList(request, Listing("x", "X", (), exported=True), FAMILIES, [])
    assert export.export_context(request, taken, 5) == {}
    with pytest.raises(PermissionDenied):
        export.export_list(request, taken)
