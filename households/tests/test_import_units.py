"""A number without its unit is another number: units in headers, titles and cells are converted exactly or refused."""

from decimal import Decimal

import pytest
import time_machine

from cases.models import Case
from households.imports.clean.units import UnknownUnit, unit_factor
from households.models import Household, IncomeStatement

from .files import HEAD, HOME, check, complaints, save, workbook
from .files import national as export
from .national_rows import person

WAN = "工资性收入（万元）"


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-15 10:00:00+08:00", tick=True):
        yield


def wages_of(batch) -> str:
    assert (batch.state, complaints(batch)) == ("saved", [])
    return IncomeStatement.objects.get().lines[0]["amount"]


def remarks(batch, code) -> list[dict]:
    return [remark["params"] for remark in batch.remarks if remark["code"] == code]


def test_income_in_ten_thousands_and_land_in_hectares(tmp_path, county, heyi):
    cells = {WAN: "2.4", "人均纯收入（万元）": "2.4", "耕地面积（公顷）": "0.3"}
    batch = save(export(tmp_path / "n.xlsx", [person(**cells)]), county)
    home = Household.objects.get()
    assert (wages_of(batch), home.land_mu, home.extra) == ("24000.00", Decimal("4.5"), {"人均纯收入": "24000.00"})
    assert complaints(batch, errors=False) == []  # the income per person is compared in yuan
    assert remarks(batch, "unit_converted_mu") == [
        {"sheet": "Sheet1", "column": "耕地面积(公顷)", "unit": "公顷", "factor": "15"}
    ]
    assert [told["factor"] for told in remarks(batch, "unit_converted_yuan")] == ["10000", "10000"]


def test_a_converted_column_is_settled_by_a_person(tmp_path, county, heyi):
    path = export(tmp_path / "n.xlsx", [person(**{WAN: "2.4"})])
    assert [remark.code for remark in check(path, county).to_settle] == ["unit_converted_yuan"]
    assert save(path, county, settled=[]).state == "checked" and not Household.objects.exists()
    plain = export(tmp_path / "m.xlsx", [person(**{"工资性收入（元）": "24000"})])
    assert check(plain, county).to_settle == []


YUAN = [
    ("工资性收入", "2.4", "2.40"),
    ("工资性收入（元）", "24000", "24000.00"),
    ("工资性收入（元/年）", "24000", "24000.00"),
    ("工资性收入（全年）", "24000", "24000.00"),
    ("工资性收入（千元）", "24.001", "24001.00"),
    ("工资性收入【万元】", "2.40001", "24000.10"),
    ("工资性收入（户）（万元/年）", "2.4", "24000.00"),
]


@pytest.mark.parametrize(("header", "cell", "found"), YUAN)
def test_units_of_money_in_a_header(header, cell, found, tmp_path, county, heyi):
    assert wages_of(save(export(tmp_path / "n.xlsx", [person(**{header: cell})]), county)) == found


MU = [("亩", "4.5", "4.5"), ("公顷", "0.3", "4.5"), ("平方米", "3000", "4.5"), ("㎡", "2000", "3"), ("hm²", "1", "15")]


@pytest.mark.parametrize(("unit", "cell", "found"), MU)
def test_units_of_land_in_a_header(unit, cell, found, tmp_path, county, heyi):
    save(export(tmp_path / "n.xlsx", [person(**{f"林地面积（{unit}）": cell})]), county)
    assert Household.objects.get().forest_mu == Decimal(found)


UNKNOWN = [
    "工资性收入（美元）",
    "工资性收入（元/月）",
    "工资性收入（元/人）",
    "工资性收入（亩）",
    "耕地面积（垧）",
    "耕地面积（元）",
]


@pytest.mark.parametrize("header", UNKNOWN)
def test_a_unit_that_is_not_known_stops_the_file_with_its_header(header, tmp_path, county, heyi):
    batch = check(export(tmp_path / "n.xlsx", [person(**{header: "1"})]), county)
    shown = header.replace("（", "(").replace("）", ")")
    assert (batch.state, batch.failed_because.code, batch.failed_because.params["column"]) == (
        "failed",
        "unknown_unit",
        shown,
    )
    assert shown in batch.failed_because.what and "brackets" in batch.failed_because.remedy


def test_words_in_brackets_of_a_column_of_texts_are_no_unit(tmp_path, county, heyi):
    assert complaints(check(export(tmp_path / "n.xlsx", [person(**{"民族（美元）": "汉族"})]), county)) == []


TITLES = [
    ("单位：万元", "24000.00"),
    ("单位：元", "2.40"),
    ("单位：户、人、万元", "24000.00"),
    ("制表单位：县局", "2.40"),
]


@pytest.mark.parametrize(("title", "found"), TITLES)
def test_a_title_gives_the_unit_of_the_whole_table(title, found, tmp_path, county, heyi):
    batch = save(
        export(tmp_path / "n.xlsx", [person(工资性收入="2.4", 耕地面积="3")], titles=("Income", title)), county
    )
    assert (wages_of(batch), Household.objects.get().land_mu) == (found, 3)


def test_the_header_holds_against_the_title(tmp_path, county, heyi):
    path = export(tmp_path / "n.xlsx", [person(**{"工资性收入（元）": "2400"})], titles=("单位：万元",))
    assert wages_of(save(path, county)) == "2400.00"


CELLS = [
    ("工资性收入", "2.4万", "24000.00"),
    ("工资性收入", "2.4万元", "24000.00"),
    ("工资性收入", "2,400元", "2400.00"),
    ("工资性收入", "¥2.4千元", "2400.00"),
    (WAN, "2.4", "24000.00"),
    (WAN, "24000元", "24000.00"),
    (WAN, "2.4万", "24000.00"),
]


@pytest.mark.parametrize(("header", "cell", "found"), CELLS)
def test_a_unit_in_a_cell_holds_against_the_header(header, cell, found, tmp_path, county, heyi):
    assert wages_of(save(export(tmp_path / "n.xlsx", [person(**{header: cell})]), county)) == found


BAD_CELLS = [
    ("工资性收入", "2.4斤", "number_and_unit"),
    ("工资性收入", "3亩", "number_and_unit"),
    ("耕地面积", "3垧", "number_and_unit"),
    ("耕地面积", "3万元", "number_and_unit"),
    ("经度", "110度", "number_and_unit"),
    ("工资性收入", "about 2 or so in good years", "not_a_number"),
    ("工资性收入", "万", "not_a_number"),
    ("工资性收入", "2-3万", "not_a_number"),
]


@pytest.mark.parametrize(("header", "cell", "code"), BAD_CELLS)
def test_a_unit_in_a_cell_that_does_not_fit_is_an_error(header, cell, code, tmp_path, county, heyi):
    assert complaints(check(export(tmp_path / "n.xlsx", [person(**{header: cell})]), county)) == [
        ("Sheet1", 4, header, code)
    ]


def test_land_and_people_with_their_units_in_the_cell(tmp_path, county, heyi):
    save(export(tmp_path / "n.xlsx", [person(耕地面积="3亩", 林地面积="0.2公顷", 家庭人口数="1人")]), county)
    home = Household.objects.get()
    assert (home.land_mu, home.forest_mu) == (3, 3)


def test_a_limit_is_that_of_yuan(tmp_path, county, heyi):
    over, within = (export(tmp_path / f"{n}.xlsx", [person(**{WAN: n})]) for n in ("1000000", "999999.9999"))
    assert complaints(check(over, county)) == [("Sheet1", 4, "工资性收入(万元)", "out_of_range")]
    assert complaints(check(within, county)) == []


def test_the_monitoring_line_of_a_case_in_ten_thousands(tmp_path, county, heyi):
    case = {
        "户类型": "边缘易致贫户",
        "识别监测时间": "2023-05-10",
        "识别时监测线（万元）": "0.76",
        "致贫/返贫风险": "因病",
    }
    save(export(tmp_path / "n.xlsx", [person(**case)]), county)
    assert Case.objects.get().line_at_identification == 7600


def test_of_a_head_is_said_only_where_one_is_meant():
    assert unit_factor("yuan a head", "元/人") == 1 and unit_factor("yuan", "元/户") == 1
    with pytest.raises(UnknownUnit):
        unit_factor("yuan", "元/人")
    with pytest.raises(UnknownUnit):
        unit_factor("yuan a head", "元/户")


def test_our_own_layout_names_units_too(tmp_path, county, heyi):
    home = {**HOME, "land_mu（公顷）": "0.3", "forest_mu": "3亩"}
    told = {"household": "H1", "year": "2025", "item": "crops", "amount (万元)": "2.4"}
    path = workbook(tmp_path / "n.xlsx", households=[home], members=[HEAD], income=[told])
    assert [remark.code for remark in check(path, county).to_settle] == ["unit_converted_mu", "unit_converted_yuan"]
    assert wages_of(save(path, county)) == "24000.00"
    assert (Household.objects.get().land_mu, Household.objects.get().forest_mu) == (Decimal("4.5"), 3)


@pytest.mark.parametrize("header", ["amount (美元)", "amount (yuan a month)"])
def test_a_unit_of_our_own_layout_that_is_not_known(header, tmp_path, county, heyi):
    told = {"household": "H1", "year": "2025", "item": "crops", header: "2.4"}
    batch = check(workbook(tmp_path / "n.xlsx", households=[HOME], members=[HEAD], income=[told]), county)
    assert (batch.failed_because.code, batch.failed_because.params["column"]) == ("unknown_unit", header)
