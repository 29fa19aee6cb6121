"""Headers of two rows: a heading over several columns, with their names in the row below."""

import pytest
import time_machine

from cases.models import Case
from households.imports.national.columns import known_header_name
from households.imports.read.header_rows import find_header
from households.models import Household, IncomeStatement, Member

from .files import check, complaints, errors_of, save, workbook
from .national_rows import lines, person

KEYS, CHEN = list(person()), list(person().values())


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-15 10:00:00+08:00", tick=True):
        yield


def two_rows(path, upper, lower, *cells, keys_below=("",) * 6, titles=()):
    """Write Chen's row under a header of two rows: her own columns, then those of `upper` and `lower`."""
    return lines(
        path, *([title, *[""] * 8] for title in titles), [*KEYS, *upper], [*keys_below, *lower], [*CHEN, *cells]
    )


def yearly(batch) -> dict:
    assert (batch.state, complaints(batch)) == ("saved", [])
    return {line["item"]: line["amount"] for line in IncomeStatement.objects.get().lines}


DRESSES = [  # the heading in its first column only, or in each; names of the first row empty below, or once more
    (["家庭年收入", "", "住房等级"], ["工资性收入", "生产经营性收入", ""], [""] * 6),
    (["家庭年收入", "家庭年收入", "住房等级"], ["工资性收入", "生产经营性收入", "住房等级"], KEYS),
    (["家庭年收入", "", "住房等级"], ["工资性收入", "生产经营性收入", "住房等级"], [""] * 6),
    (["", "", "住房等级"], ["工资性收入", "生产经营性收入", ""], [""] * 6),
]


@pytest.mark.parametrize(("upper", "lower", "keys_below"), DRESSES)
def test_names_below_a_heading_are_read(upper, lower, keys_below, tmp_path, county, heyi):
    path = two_rows(tmp_path / "n.xlsx", upper, lower, "12000", "3000", "A级", keys_below=keys_below)
    assert yearly(save(path, county)) == {"wages_labour": "12000.00", "business_other": "3000.00"}
    assert (Household.objects.get().house_grade, Member.objects.count()) == ("A", 1)


def test_the_second_row_is_no_household(tmp_path, county, heyi):
    batch = check(two_rows(tmp_path / "n.xlsx", ["家庭年收入", ""], ["甲", "乙"], "1", "2"), county)
    assert (complaints(batch), batch.counts[0]["rows"]) == ([], 1)
    assert batch.unknown_headers == ["家庭年收入 甲", "家庭年收入 乙"]


def test_heading_and_name_together_are_a_name(tmp_path, county, heyi):
    upper, lower = ["户类型", "识别监测时间", "识别时", "", "人均纯收入"], ["", "", "人均纯收入", "监测线", ""]
    save(two_rows(tmp_path / "n.xlsx", upper, lower, "边缘易致贫户", "2023-05-10", "5000", "7600", "9000"), county)
    case = Case.objects.get()
    assert (case.income_at_identification, case.line_at_identification) == (5000, 7600)
    assert Household.objects.get().extra == {"人均纯收入": "9000.00"}


def test_a_name_below_two_headings_stops_the_file(tmp_path, county, heyi):
    path = two_rows(tmp_path / "n.xlsx", ["上年", "本年"], ["工资性收入", "工资性收入"], "1", "2")
    because = check(path, county).failed_because
    assert (because.code, because.params) == ("ambiguous_headings", {"column": "工资性收入", "headings": "上年, 本年"})


@pytest.mark.parametrize("upper", [["转移性收入", ""], ["转移性收入", "转移性收入"]])
def test_a_known_name_as_heading_over_its_parts(upper, tmp_path, county, heyi):
    path = two_rows(tmp_path / "n.xlsx", upper, ["低保金", "养老金"], "1000", "1200")
    assert yearly(save(path, county)) == {"allowance": "1000.00", "pension": "1200.00"}


@pytest.mark.parametrize("unit", ["万元", "（万元）", "(万元)"])
def test_a_row_of_units_below_the_header(unit, tmp_path, county, heyi):
    path = two_rows(tmp_path / "n.xlsx", ["工资性收入", "耕地面积"], [unit, "公顷"], "2.4", "0.3")
    assert yearly(save(path, county)) == {"wages_labour": "24000.00"}
    assert Household.objects.get().land_mu == 4.5


def test_the_unit_of_a_heading_is_that_of_its_columns(tmp_path, county, heyi):
    path = two_rows(tmp_path / "n.xlsx", ["家庭年收入（万元）", ""], ["工资性收入", "低保金（元）"], "2.4", "300")
    assert yearly(save(path, county)) == {"wages_labour": "24000.00", "allowance": "300.00"}


def test_headings_of_every_column_above_a_whole_header(tmp_path, county, heyi):
    upper = ["Household", "", "", "Person", "", "", "Year", ""]
    path = lines(tmp_path / "n.xlsx", ["Export"], upper, [*KEYS, "工资性收入", "低保金"], [*CHEN, "5", "3"])
    assert yearly(save(path, county)) == {"wages_labour": "5.00", "allowance": "3.00"}


def test_one_row_is_still_a_header(tmp_path, county, heyi):
    batch = save(lines(tmp_path / "n.xlsx", ["（自定义）监测对象信息"], [*KEYS, "工资性收入"], [*CHEN, "5"]), county)
    assert yearly(batch) == {"wages_labour": "5.00"} and batch.unknown_headers == []


def test_a_first_person_with_gaps_is_no_header(tmp_path, county, heyi):
    """Merged cells leave a second person without a number: that row is data, and its number is missed."""
    row = ["", "", "", "Sample Li", "", "配偶"]
    batch = check(lines(tmp_path / "n.xlsx", [*KEYS, "工资性收入"], [*row, ""], [*CHEN, "5"]), county)
    assert ("Sheet1", 2, "户编号", "missing") in complaints(batch)


def test_the_error_file_keeps_both_rows_and_is_read_again(tmp_path, county, heyi):
    path = two_rows(tmp_path / "n.xlsx", ["家庭年收入", ""], ["工资性收入", "低保金"], "x", "3")
    batch = check(path, county)
    assert complaints(batch) == [("Sheet1", 3, "工资性收入", "not_a_number")]
    assert batch.problems.get(is_error=True).value == "x"
    upper, lower, chen = errors_of(batch)["Sheet1"]
    assert (upper[6], lower[6:9], chen[6]) == ("家庭年收入", ["工资性收入", "低保金", "错误说明"], "x")
    mended = [cell if cell != "x" else "5" for cell in chen]
    assert yearly(save(lines(tmp_path / "m.xlsx", upper, lower, mended), county))["wages_labour"] == "5.00"


def test_our_own_layout_may_have_headings_too(tmp_path, county, heyi):
    home = {"Household": "number", "": "village", "Place": "township", "House": "house_grade"}
    row = {"Household": "H1", "": "Heyi Village", "Place": "Anping Township", "House": "C"}
    batch = save(workbook(tmp_path / "n.xlsx", households=[home, row]), county)
    assert (batch.state, complaints(batch)) == ("saved", [])
    assert (Household.objects.get().number, Household.objects.get().house_grade) == ("H1", "C")


def test_rows_that_do_not_touch_are_not_joined():
    top = [(1, ["家庭年收入", *KEYS]), (3, ["工资性收入", *[""] * 6])]
    assert find_header(top, known_header_name, 5).row == 1
    assert find_header([(1, top[0][1]), (2, top[1][1])], known_header_name, 5).row == 2
