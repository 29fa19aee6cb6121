"""Totals and signatures under a table are no rows: they are left out, and it is said how many and which."""

import pytest

from households.imports.read.aside import LinesAside
from households.models import Household, IncomeStatement, Member

from .files import HEAD, HOME, check, complaints, counts, folder, id_number, national, numbers, save, workbook
from .national_rows import ID, NAME, NUMBER, RELATION, person

LINES = [  # cells: running number, household, name, ID number, relation, amount; why it is no row
    (["合  计", None, None, None, None, "5"], "total"),
    (["合计", "合计", "合计", "合计", None, "5"], "total"),
    ([None, "N1", "小计", None, None, "5"], "total"),
    (["5", None, None, None, "安坪镇小计", "5"], "total"),
    (["总计：35户"], "total"),
    (["本页合计（元）", None, None, None, None, 5], "total"),
    (["Grand total:", None, None, None, None, 5], "total"),
    (["合计：1,234.50元", None, None, None, None, 5], "total"),
    (["合计" + "1" * 60 + "x", None, None, None, None, 5], ""),  # and is read at once
    (["合计", "N1", "合计", id_number(), "户主", "5"], ""),
    (["合计", "N1", "Sample Chen", None, "户主", "5"], ""),
    (["1", "N1", "张合计", None, "户主", "5"], ""),
    (["1", "N1", "Sample Chen", None, "户主", "合计"], ""),
    (["填表人：王某   审核人：李某   2026年11月30日"], "signature"),
    (["填表人", "王某", "审核人：李某", None, "负责人", "张某"], "signature"),
    ([None, "单位（盖章）：", None, "制表日期：2026-11-30"], "signature"),
    (["单位盖章"], "signature"),
    (["Filled in by: Sample Qin", None, "Checked by", "Sample Li", "Date: 2026-11-30"], "signature"),
    (["负责人", "N1", "Sample Chen", None, "户主"], ""),
    (["审核人：李某", None, None, id_number()], ""),
    (["示例", "示例1", "示例人员"], "example"),
    (["1", "example-2", "Sample Chen"], "example"),
    (["示例", "N1", "Sample Chen", None, "户主"], ""),
    (["1", "N1", "Sample Chen", None, "户主", "5"], ""),
]


@pytest.mark.parametrize(("cells", "why"), LINES)
def test_which_lines_are_no_rows(cells, why):
    assert LinesAside(key=1, person=2, needed=[1, 2, 4]).reason(cells) == why


def left_out(batch):
    return {one.code: one.params["rows"] for one in batch.remarks_in_words if one.code.endswith("left_out")}


def test_a_national_table_with_its_totals_and_signatures_is_read_without_a_complaint(tmp_path, county, heyi):
    rows = [
        person(序号="1", 工资性收入="24000"),
        {"序号": "合计", "工资性收入": "24000"},
        {"序号": "填表人：王某", NAME: "审核人：李某", "工资性收入": "2026年11月30日"},
        {NUMBER: "单位（盖章）"},
    ]
    batch = save(national(tmp_path / "n.xlsx", rows), county)
    assert (batch.state, complaints(batch), complaints(batch, errors=False)) == ("saved", [], [])
    assert left_out(batch) == {"totals_left_out": "5", "signatures_left_out": "6, 7"} and batch.to_settle == []
    assert (Household.objects.count(), Member.objects.count(), IncomeStatement.objects.count()) == (1, 1, 1)
    assert batch.account[0]["left"] == 1 + 2 + 3 + 1 and batch.cells_aside == 7


def test_a_total_does_not_hold_back_the_households_beside_it(tmp_path, county, heyi):
    wu = person(**{NUMBER: "N2", NAME: "Sample Wu", ID: id_number(sequence=3)})
    batch = save(national(tmp_path / "n.xlsx", [person(), {"村": "小计"}, wu, {NUMBER: "合计"}], titles=()), county)
    assert (batch.state, Household.objects.count(), left_out(batch)) == ("saved", 2, {"totals_left_out": "3, 5"})


def test_whoever_has_an_id_number_is_a_row_whatever_the_name_says(tmp_path, county, heyi):
    odd = person(**{NUMBER: "N2", NAME: "合计", ID: id_number(sequence=3), RELATION: "户主"})
    batch = save(national(tmp_path / "n.xlsx", [person(), odd], titles=()), county)
    assert Member.objects.filter(name="合计").exists() and left_out(batch) == {}


def test_our_own_sheets_have_totals_too(tmp_path, county, heyi):
    income = [
        {"household": "H1", "year": 2025, "item": "crops", "amount": 5},
        {"household": "H1", "year": "", "item": "小计", "amount": 5},
        {"household": "合计", "year": "", "item": "", "amount": 5},
    ]
    path = workbook(tmp_path / "o.xlsx", households=[HOME, {"number": "合计"}], members=[HEAD], income=income)
    batch = check(path, county)
    assert complaints(batch) == [] and counts(batch, "income")["rows"] == 1
    assert numbers(batch, "households") == (1, 0, 0, 0)
    assert [one.params["rows"] for one in batch.remarks_in_words if one.code == "totals_left_out"] == ["3", "3, 4"]


def test_a_csv_file_that_ends_with_signatures(tmp_path, county, heyi):
    batch = check(folder(tmp_path / "f", households=[HOME, {"number": "制表人：王某"}]), county)
    assert (complaints(batch), left_out(batch)) == ([], {"signatures_left_out": "3"})


def test_a_merged_total_is_one_line(tmp_path, county, heyi):
    import xlsxwriter

    row = person(序号="1", 工资性收入="24000")
    with xlsxwriter.Workbook(tmp_path / "m.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, row)
        sheet.write_row(1, 0, row.values())
        sheet.merge_range(2, 0, 2, 5, "合计")
        sheet.merge_range(3, 0, 3, 7, "填表人：王某        审核人：李某        2026年11月30日")
    batch = check(tmp_path / "m.xlsx", county)
    assert (complaints(batch), left_out(batch)) == ([], {"totals_left_out": "3", "signatures_left_out": "4"})
    assert {one.code for one in batch.to_settle} == {"merged_cells"}
