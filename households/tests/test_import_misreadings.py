"""What a hostile file and an ordinary one say that would be read as something else, or as nothing, without a word."""

from decimal import Decimal

import pytest
import time_machine
import xlsxwriter

from households.imports.clean.cells import CellError, DayCell, MonthCell
from households.imports.clean.numbers import NumberCell
from households.imports.national.cells import GroupNumberCell, LiftedYearCell
from households.models import Household, ImportMeaning, IncomeStatement

from .files import HEAD, HOME, check, complaints, id_number, national, save, workbook
from .national_rows import ID, NAME, NUMBER, RELATION, lines, person

pytestmark = pytest.mark.django_db
KEYS = ["村", NUMBER, NAME, ID, RELATION]


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-15 10:00:00+08:00", tick=True):
        yield


def wu(number, **cells):
    return person(**{NUMBER: f"N{number}", ID: id_number(sequence=number), NAME: "Sample Wu"}, **cells)


def wages():
    return sorted(statement.lines[0]["amount"] for statement in IncomeStatement.objects.all())


def refused(cell, raw):
    try:
        return cell(raw)
    except CellError as wrong:
        return wrong.code


# A row that names nobody


def test_a_sum_below_the_table_that_does_not_say_so_is_named(tmp_path, county, heyi):
    rows = [person(序号="1", 工资性收入="24000"), {"序号": "2", "工资性收入": "24000"}]
    batch = check(national(tmp_path / "n.xlsx", rows, titles=()), county)
    assert complaints(batch) == [("Sheet1", 3, NUMBER, "nobodys_row")]


def test_income_in_a_row_of_its_own_holds_back_the_households_beside_it(tmp_path, county, heyi):
    rows = [person(工资性收入=""), {"工资性收入": "24000"}, wu(3, 工资性收入="5"), wu(5, 工资性收入="6")]
    save(national(tmp_path / "n.xlsx", rows, titles=()), county, good_rows=True)
    assert [home.number for home in Household.objects.all()] == ["N5"]


def test_a_row_that_only_says_what_is_kept_is_named_too(tmp_path, county, heyi):
    batch = check(national(tmp_path / "n.xlsx", [person(备注="x"), {"备注": "y"}], titles=()), county)
    assert complaints(batch) == [("Sheet1", 3, NUMBER, "nobodys_row")]


def test_places_and_numbers_filled_down_to_the_end_are_no_rows(tmp_path, county, heyi):
    rows = [person(序号="1"), {"序号": "2", "乡镇": "Anping Township", "村": "Heyi Village"}]
    assert complaints(check(national(tmp_path / "n.xlsx", rows, titles=()), county)) == []


# Units


def test_a_row_of_units_below_a_header_of_two_rows(tmp_path, county, heyi):
    """Guards against ten thousands saved as yuan: the third row of the header was passed over."""
    top = [[*KEYS, "工资性收入", "识别时", ""], [*[""] * 6, "人均纯收入", "监测线"], [*[""] * 5, "万元", "元", "元"]]
    rows = ["Heyi Village", "N1", "Sample Chen", id_number(), "户主", "2", "", ""]
    batch = save(lines(tmp_path / "n.xlsx", *top, rows), county)
    assert (complaints(batch), wages()) == ([], ["20000.00"])
    assert batch.account[0]["above"] == len(KEYS) + 2 + 2 + 3


def test_a_person_below_a_header_of_two_rows_is_no_row_of_units(tmp_path, county, heyi):
    top = [[*KEYS, "识别时", ""], [*[""] * 5, "人均纯收入", "监测线"]]
    batch = save(lines(tmp_path / "n.xlsx", *top, ["Heyi Village", "N1", "元", id_number(), "户主", "", ""]), county)
    assert (batch.state, Household.objects.count()) == ("saved", 1)


TITLES = [  # titles, wages of "2", land of "3"
    (["金额单位：万元；面积单位：公顷"], "20000.00", 45),
    (["单位：万元 公顷"], "20000.00", 45),
    (["计量单位为万元", "单 位： 公 顷"], "20000.00", 45),
    (["2025年度收入", "万元"], "20000.00", 3),
    (["单位：万"], "20000.00", 3),
    (["制表人：万 某某"], "2.00", 3),
    (["收入在一万元以上的家庭"], "2.00", 3),
    (["单位：元、亩"], "2.00", 3),
]


@pytest.mark.parametrize(("titles", "amount", "land"), TITLES)
def test_units_in_titles(titles, amount, land, tmp_path, county, heyi):
    save(national(tmp_path / "n.xlsx", [person(工资性收入="2", 耕地面积="3")], titles=titles), county)
    assert (wages(), Household.objects.get().land_mu) == ([amount], Decimal(land))


def test_a_title_that_speaks_of_a_month_stops_the_file(tmp_path, county, heyi):
    batch = check(national(tmp_path / "n.xlsx", [person(工资性收入="2")], titles=["单位：元/月"]), county)
    assert (batch.state, batch.failure["code"]) == ("failed", "unknown_unit")


def test_our_own_layout_heeds_its_title(tmp_path, county, heyi):
    income = {"household": "H1", "year": 2025, "item": "crops", "amount": 2}
    rows = [dict(zip(["单位：万元", "b", "c", "d"], row, strict=True)) for row in (income, income.values())]
    batch = save(workbook(tmp_path / "o.xlsx", households=[HOME], members=[HEAD], income=rows), county)
    assert (complaints(batch), wages()) == ([], ["20000.00"])


def test_a_unit_without_brackets_counts_when_the_county_explains_the_column(tmp_path, county, heyi, qin):
    for seen, meaning in (("年收入万元", "工资性收入"), ("土地公顷", "耕地面积")):
        ImportMeaning.objects.create(county=county, by=qin, seen=seen, seen_folded=seen, meaning=meaning)
    path = national(tmp_path / "n.xlsx", [person(年收入万元="2", 土地公顷="3")], titles=())
    assert {one.code for one in check(path, county).to_settle} == {"unit_converted_yuan", "unit_converted_mu"}
    save(path, county)
    assert (wages(), Household.objects.get().land_mu) == (["20000.00"], Decimal(45))


def test_the_word_unit_in_brackets_is_no_unit(tmp_path, county, heyi):
    save(national(tmp_path / "n.xlsx", [person(**{"工资性收入（单位：万元）": "2"})], titles=()), county)
    assert wages() == ["20000.00"]


# One cell, one value

CELLS = [  # kind of cell, what stands in it, what it means or what is wrong
    (NumberCell(0, 10**9), "5000\n6000", "not_a_number"),
    (NumberCell(0, 10**9), "500\n600", "not_a_number"),
    (NumberCell(0, 10**9), "5000 600", "not_a_number"),
    (NumberCell(0, 10**9), "1 2", "not_a_number"),
    (NumberCell(0, 10**9), "5 600", Decimal(5600)),
    (NumberCell(0, 10**9), " ¥ 5,600 ", Decimal(5600)),
    (NumberCell(0, 10**9, measure="yuan"), "5 600 万", Decimal(56_000_000)),
    (MonthCell(), 2026.1, "month_unclear"),
    (MonthCell(), "2026.1", "month_unclear"),
    (MonthCell(), "20261", "not_a_day"),
    (MonthCell(), 2026.11, "2026-11-01"),
    (MonthCell(), "2026.01", "2026-01-01"),
    (MonthCell(), "45658", "2025-01-01"),
    (DayCell(), "2025-01-02 2025-03-04", "not_a_day"),
    (DayCell(), "2025-01-02 08:00:00.0000", "2025-01-02"),
    (DayCell(), "2025-01-02T08:00", "2025-01-02"),
    (LiftedYearCell(1978), "2017/2019", "not_a_number"),
    (LiftedYearCell(1978), "2017-12-31", 2017),
    (GroupNumberCell(), "420527101201001", "out_of_range"),
    (GroupNumberCell(), "1000", "out_of_range"),
    (GroupNumberCell(), "999", {"group_no": 999}),
    (GroupNumberCell(), "2001年3组", {"group_no": 3}),
    (GroupNumberCell(), "卧龙3村2组", {"group_no": 2}),
    (GroupNumberCell(), "1组、2组", "out_of_range"),
    (GroupNumberCell(), "第5生产队", {"group_no": 5}),
    (GroupNumberCell(), "三组", {"group_no": 3}),
    (GroupNumberCell(), "十组", {"group_no": 10}),
    (GroupNumberCell(), "第二十三村民小组", {"group_no": 23}),
    (GroupNumberCell(), "三合湾组", {}),
]


@pytest.mark.parametrize(("cell", "raw", "means"), CELLS)
def test_a_cell_with_two_values_is_not_read_as_another_one(cell, raw, means):
    found = refused(cell, raw)
    assert (found if not hasattr(found, "isoformat") else found.isoformat()) == means


def test_a_bad_month_is_not_called_missing(tmp_path, county, heyi):
    income = [{"household": "H1", "month": 2026.1, "item": "crops", "amount": 5}]
    batch = check(workbook(tmp_path / "o.xlsx", households=[HOME], members=[HEAD], income=income), county)
    assert complaints(batch) == [("income", 2, "month", "month_unclear")]


# The account


def test_a_sheet_called_like_our_list_of_problems_is_counted(tmp_path, county, heyi):
    path = workbook(tmp_path / "o.xlsx", Sheet1=[person()], 问题清单=[{"注": "单位为万元", "b": 3}])
    batch = check(path, county)
    assert [(table["table"], table["left"]) for table in batch.account] == [("Sheet1", 0), ("问题清单", 4)]
    assert batch.cells_aside == 4 and batch.to_settle == []


# What the format of a cell shows


FORMATS = [  # number format, number in the cell, what is read as wages
    ('0.0"万元"', 2.4, "24000.00"),
    ("0.0万元", 2.4, "24000.00"),
    ('#,##0"元";-#,##0"元"', 24000, "24000.00"),
    ('0!.0,"万"', 24000, "24000.00"),  # shown as 2.4万
    ('#,##0,,"百万元"', 24000, "24000.00"),
    ("#,##0.00", 24000, "24000.00"),
]


@pytest.mark.parametrize(("code", "number", "amount"), FORMATS)
def test_a_unit_that_only_the_format_shows(code, number, amount, tmp_path, county, heyi):
    with xlsxwriter.Workbook(tmp_path / "n.xlsx") as book:
        sheet, row = book.add_worksheet(), person(工资性收入="")
        sheet.write_row(0, 0, row)
        sheet.write_row(1, 0, row.values())
        sheet.write_number(1, len(row) - 1, number, book.add_format({"num_format": code}))
    save(tmp_path / "n.xlsx", county)
    assert wages() == [amount]


YEARS = [  # title, column, codes to settle, first month
    ("2023年家庭收入表", {}, ["income_year_unclear"], "2025-10-01"),
    ("2026年家庭收入表", {}, [], "2025-10-01"),
    ("打印日期：2025年11月3日", {}, [], "2025-10-01"),
    ("2023年度家庭收入表", {}, [], "2022-10-01"),
    ("2023年家庭收入表", {"年度": "2024"}, [], "2023-10-01"),
]


@pytest.mark.parametrize(("title", "more", "codes", "starts"), YEARS)
def test_a_title_that_may_mean_another_year_is_settled(title, more, codes, starts, tmp_path, county, heyi):
    path = national(tmp_path / "n.xlsx", [person(工资性收入="5", **more)], titles=[title])
    assert [one.code for one in check(path, county).to_settle] == codes
    save(path, county)
    assert IncomeStatement.objects.get().first_month.isoformat() == starts


def test_a_bad_cell_that_the_rows_of_a_household_repeat_is_in_error_in_each(tmp_path, county, heyi):
    spouse = person(**{NAME: "Sample Li", ID: id_number(sequence=2), RELATION: "配偶"}, 工资性收入="x")
    path = national(tmp_path / "n.xlsx", [person(工资性收入="x"), spouse], titles=())
    batch = check(path, county)
    assert batch.account[0]["wrong"] == 2 and len(complaints(batch)) == 1


def test_a_note_below_the_running_numbers_is_settled(tmp_path, county, heyi):
    rows = [person(序号="1", 工资性收入="2"), {"序号": "2"}, {"序号": "注：工资性收入单位为万元"}]
    batch = check(national(tmp_path / "n.xlsx", rows, titles=()), county)
    assert [(one.code, one.params["rows"]) for one in batch.to_settle] == [("rows_of_notes", "4")]


def test_two_sheets_are_compared_with_what_they_state_once(tmp_path, county, heyi):
    with xlsxwriter.Workbook(tmp_path / "n.xlsx") as book:
        for name, row in (("东镇", person(家庭人口数="2")), ("西镇", wu(3, 家庭人口数="1"))):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, row)
            sheet.write_row(1, 0, row.values())
    batch = check(tmp_path / "n.xlsx", county)
    assert complaints(batch, errors=False) == [("东镇", 2, "家庭人口数", "size_differs")]
