"""The account of a file: every filled cell was read, kept, left out by decision or is in error, and nothing is called
right that was not read."""

import pytest
import xlsxwriter

from households.models import Household, Member
from povwatch.tests.jobs import do_job

from . import files
from .files import HEAD, HOME, SPOUSE

pytestmark = pytest.mark.django_db


def remarks(batch):
    return [remark.code for remark in batch.remarks_in_words]


def adds_up(batch):
    """Whether the cells of each table sum up to those that are filled."""
    parts = ("above", "read", "kept", "left", "stray", "wrong")
    return all(sum(table[part] for part in parts) == table["filled"] + table["merged"] for table in batch.account)


def account(batch, table):
    return next(one for one in batch.account if one["table"] == table)


def second(number, **more):
    return {**HOME, "number": number, **more}


def test_every_filled_cell_is_accounted_for(tmp_path, county, heyi):
    path = files.workbook(tmp_path / "file.xlsx", households=[HOME], members=[HEAD, {**SPOUSE, "sex": "neither"}])
    batch = files.check(path, county)
    assert adds_up(batch) and remarks(batch) == []
    assert (account(batch, "members")["read"], account(batch, "members")["wrong"]) == (9, 1)


def test_two_sheets_of_one_layout_are_read_as_one(tmp_path, county, heyi):
    """Guards against a township whose sheet was passed over."""
    rows = {"households": [HOME], "members": [HEAD, SPOUSE], "households 2": [second("H2")]}
    rows |= {"members 2": [{**HEAD, "household": "H2", "name": "Sample Wu"}]}
    files.save(files.workbook(tmp_path / "file.xlsx", **rows), county)
    assert set(Household.objects.values_list("number", flat=True)) == {"H1", "H2"} and Member.objects.count() == 3


def test_a_problem_names_the_sheet_and_the_row_in_it(tmp_path, county, heyi):
    rows = {"households": [HOME], "more": [second("H2"), second("H1"), second("H3", kind="odd")]}
    batch = files.check(files.workbook(tmp_path / "file.xlsx", **rows), county)
    assert files.complaints(batch) == [
        ("households", 2, "number", "twice"), ("more", 3, "number", "twice"), ("more", 4, "kind", "unknown_choice"),
    ]  # fmt: skip
    first, other = batch.problems.filter(code="twice")
    assert (first.params["rows"], other.params["rows"]) == ("more: 3", "households: 2")
    assert [row[0] for row in files.errors_of(batch)["more"][1:]] == ["H1", "H3"]


def test_a_sheet_that_was_not_read_is_settled_before_saving(tmp_path, county, heyi, qin, client_of):
    rows = {"households": [HOME], "notes": [{"a": "one", "b": "two"}]}
    batch = files.check(files.workbook(tmp_path / "file.xlsx", **rows), county, qin)
    assert remarks(batch) == ["unread_sheet"] and account(batch, "notes")["left"] == 4
    client, url = client_of(qin), batch.get_absolute_url()
    page = client.get(url).text
    assert "Sheet notes was not read" in page and "Nothing is wrong" not in page
    assert "say of each point" in client.post(f"{url}save/", follow=True).text
    assert "say of each point" in client.post(f"{url}save/", {"settled": "of another check"}, follow=True).text
    client.post(f"{url}save/", {"settled": batch.to_settle[0].key})
    do_job("registry_save", batch=batch.pk)
    assert Household.objects.get().number == "H1"


def test_what_is_settled_holds_for_this_remark_alone(tmp_path, county, heyi):
    path = files.workbook(tmp_path / "file.xlsx", households=[{**HOME, "colour": "red"}], notes=[{"a": "one"}])
    one, other = files.check(path, county).to_settle
    batch = files.save(path, county, settled=[one.as_json()])
    assert batch.state == "checked" and batch.to_settle == [other] and not Household.objects.exists()
    assert files.save(path, county, settled=[one.as_json(), other.as_json()]).state == "saved"


def test_cells_without_a_header_are_named(tmp_path, county, heyi):
    path = tmp_path / "file.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("households")
        for place, row in enumerate(files.table([HOME])):
            sheet.write_row(place, 0, row)
        sheet.write(1, 27, "Who is this?")
    batch = files.check(path, county)
    assert batch.remarks == [
        {"code": "stray_cells", "params": {"sheet": "households", "columns": "AB", "cells": 1}}
    ] and adds_up(batch)


@pytest.mark.parametrize("column", ["household", "name", "relation"])
@pytest.mark.parametrize("value", ["", "???"])
def test_a_household_is_saved_whole_or_not_at_all(tmp_path, county, heyi, column, value):
    """Whatever is broken in one member's row, the number of the household too, nobody of it is saved."""
    rows = [HEAD, {**SPOUSE, column: value}, {**HEAD, "household": "H2", "name": "Sample Wu"}]
    path = files.workbook(tmp_path / "file.xlsx", households=[HOME, second("H2")], members=rows)
    files.save(path, county, good_rows=True)
    assert "Sample Chen" not in Member.objects.values_list("name", flat=True)


def test_a_household_without_a_number_holds_those_it_may_be(tmp_path, county, heyi):
    files.save(files.folder(tmp_path / "before", households=[HOME, second("H2")]), county)
    path = files.folder(
        tmp_path / "file",
        households=[{**HOME, "number": ""}, second("H2")],
        members=[HEAD, {**HEAD, "household": "H2"}],
    )
    files.save(path, county, good_rows=True)
    assert list(Member.objects.values_list("household__number", flat=True)) == ["H2"]


@pytest.mark.parametrize(("number", "named"), [(999_999_999_999_999, False), (4_205_270_000_000_000, True)])
def test_digits_that_are_lost_are_named_in_a_column_that_is_only_kept(tmp_path, county, heyi, number, named):
    row = {
        "户编号": "H1",
        "村代码": "999001101201",
        "户类型": "脱贫户",
        "姓名": "样本甲",
        "与户主关系": "户主",
        "旧卡号": number,
    }
    batch = files.check(files.workbook(tmp_path / "file.xlsx", Sheet1=[row]), county)
    assert [(column, code) for _sheet, _row, column, code in files.complaints(batch)] == [
        ("旧卡号", "digits_lost")
    ] * named
    assert adds_up(batch)


@pytest.mark.parametrize("column", ["户编号", "姓名", "与户主关系", "证件号码"])
def test_a_national_household_is_saved_whole_or_not_at_all(tmp_path, county, heyi, column):
    """Each column of one person's row is broken in turn."""
    home = {"户编号": "H1", "村代码": "999001101201", "户类型": "脱贫户"}
    rows = [home | {"姓名": f"样本{name}", "与户主关系": relation, "证件号码": files.id_number(sequence=place)}
            for place, (name, relation) in enumerate([("甲", "户主"), ("乙", "配偶"), ("丙", "之子")], 1)]  # fmt: skip
    other = home | {"户编号": "H2", "姓名": "样本丁", "与户主关系": "户主", "证件号码": files.id_number(sequence=9)}
    rows[1][column] = "" if column != "证件号码" else "4205"
    files.save(files.workbook(tmp_path / "file.xlsx", Sheet1=[*rows, other]), county, good_rows=True)
    assert list(Member.objects.values_list("name", flat=True)) == ["样本丁"]
