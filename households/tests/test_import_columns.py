"""Several columns of the national export speak of one thing: what one says is taken, the same said twice is the same,
what contradicts is an error that names both."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from cases.models import Case
from households.models import Household, Member

from .files import check, complaints, id_number, numbers, save
from .files import national as export
from .national_rows import ID, NAME, NUMBER, RELATION, lines, person


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel("2026-11-15 10:00:00+08:00", tick=True):
        yield


# The header of the country's export of monitored households, and a family as it stands there.
EXPORTED = {
    "县": "Qingshan County",
    "乡": "Anping Township",
    "村": "Heyi Village",
    NUMBER: "T220004",
    "户类型": "脱贫户",
    "监测对象类别": "脱贫不稳定户",
    "识别监测时间": "2023-05-10",
    "风险是否已消除": "是",
    "消除监测时间": "2024-11-20",
    "风险消除方式": "帮扶消除",
    "致贫/返贫风险1": "因安全饮水",
    "致贫/返贫风险2": "因务工就业不稳",
    NAME: "Sample Chen",
    "性别": "男",
    "证件类型": "居民身份证",
    ID: id_number(),
    "民族": "汉族",
    "出生日期": "1970-01-01",
    RELATION: "户主",
    "文化程度": "初中",
    "在校生状况": "非在校生",
    "健康状况": "健康",
    "劳动技能": "普通劳动力",
    "是否参加城乡居民基本医疗保险": "是",
    "是否参加城镇职工基本医疗保险": "否",
    "享受低保政策情况": "农村低保",
    "享受特困供养政策情况": "未享受",
    "家庭成员联系电话": "13800000041",
    "户联系电话": "13800000042",
    "耕地面积（亩）": "3.5",
    "人均纯收入（元）": "12000",
    "是否危房户": "否",
    "是否解决安全饮用水": "是",
    "入户道路是否硬化": "否",
}


def test_the_export_of_the_country_is_read_whole(tmp_path, county, heyi):
    batch = save(export(tmp_path / "n.xlsx", [EXPORTED], titles=("（自定义）监测对象信息", "导出时间")), county)
    assert (batch.state, complaints(batch), batch.unknown_headers) == ("saved", [], [])
    home, chen, case = Household.objects.get(), Member.objects.get(), Case.objects.get()
    assert (home.village, home.kind, home.phone, home.house_grade) == (heyi, "lifted", "13800000042", "S")
    assert (home.land_mu, home.has_safe_water, home.has_road) == (Decimal("3.5"), True, False)
    assert (chen.phone, chen.has_allowance, chen.is_destitute, chen.insurance) == (
        "13800000041",
        True,
        False,
        "resident",
    )
    assert (case.case_type, case.risks, case.state) == ("unstable", ["11", "07"], "cleared")
    assert (case.identified_on, case.cleared_on) == (dt.date(2023, 5, 10), dt.date(2024, 11, 20))
    assert (home.extra, chen.extra) == ({"人均纯收入": "12000.00"}, {})


MONITORED = {"识别监测时间": "2023-05-10", "致贫/返贫风险1": "因病"}
TYPES = [
    ("脱贫户", "脱贫不稳定户", "lifted", "unstable"),
    ("脱贫不稳定户", "脱贫不稳定户", "lifted", "unstable"),
    ("", "边缘易致贫户", "general", "marginal"),
    ("一般农户", "边缘易致贫户", "general", "marginal"),
    ("一般农户", "突发严重困难户", "general", "sudden"),
    ("脱贫户", "突发严重困难户", "lifted", "sudden"),
]


@pytest.mark.parametrize(("kind", "monitored", "saved_kind", "case_type"), TYPES)
def test_the_type_and_the_monitored_type_complete_each_other(
    kind, monitored, saved_kind, case_type, tmp_path, county, heyi
):
    save(export(tmp_path / "n.xlsx", [person(户类型=kind, 监测对象类别=monitored, **MONITORED)]), county)
    assert (Household.objects.get().kind, Case.objects.get().case_type) == (saved_kind, case_type)


@pytest.mark.parametrize("no", ["", "否", "非监测对象"])
def test_a_household_that_is_not_monitored_has_no_case(no, tmp_path, county, heyi):
    batch = save(export(tmp_path / "n.xlsx", [person(户类型="脱贫户", 监测对象类别=no)]), county)
    assert (complaints(batch), Household.objects.get().kind, Case.objects.exists()) == ([], "lifted", False)


# Columns, cells that say the same, cells that contradict each other, and the column that is named.
PAIRS = [
    ("户类型", "监测对象类别", ("脱贫户", "脱贫不稳定户"), ("一般农户", "脱贫不稳定户")),
    ("户类型", "监测对象类别", ("一般农户", "边缘易致贫户"), ("脱贫户", "边缘易致贫户")),
    ("户类型", "监测对象类别", ("突发严重困难户", "突发严重困难户"), ("突发严重困难户", "否")),
    ("失学或辍学原因", "义务教育阶段未上学原因", ("因病", "疾病"), ("因病", "因残")),
    ("享受低保政策情况", "是否享受低保", ("城市低保", "是"), ("未享受", "是")),
    ("享受特困供养政策情况", "是否特困供养", ("未享受", "否"), ("农村特困", "否")),
    ("住房等级", "是否危房户", ("B级", "否"), ("B级", "是")),
    ("住房等级", "是否危房户", ("C级", "是"), ("C级", "否")),
    ("入户道路是否硬化", "入户路是否硬化", ("是", "是"), ("是", "否")),
    ("户联系电话", "家庭联系电话", ("13800000041", "138 0000 0041"), ("13800000041", "13800000042")),
    ("家庭成员联系电话", "联系电话", ("13800000041", "13800000041"), ("13800000041", "13800000042")),
    ("消除监测时间", "风险消除时间", ("2024-11-20", "20241120"), ("2024-11-20", "2024-11-21")),
    ("识别监测时间", "识别时间", ("2023-05-10", "2023/5/10"), ("2023-05-10", "2023-05-11")),
    ("致贫/返贫风险1", "风险1", ("因灾", "因自然灾害"), ("因病", "因残")),
    ("参加医疗保险类型", "是否参加城乡居民基本医疗保险", ("居民", "是"), ("居民", "否")),
    ("参加医疗保险类型", "是否参加城镇职工基本医疗保险", ("未参保", "否"), ("未参保", "是")),
    ("是否参加基本养老保险", "是否参加城镇职工基本养老保险", ("是", "是"), ("否", "是")),
    ("健康状况", "残疾类别", ("残疾", "肢体残疾"), ("健康", "肢体残疾")),
    ("健康状况", "残疾类别", ("健康", "无"), ("残疾", "无")),
    ("文化程度", "学历", ("初中", "初中"), ("初中", "高中")),
    ("村", "村代码", ("Heyi Village", "999001101201"), ("Heyi Village", "999001102201")),
    ("乡镇", "村代码", ("Anping Township", "999001101201"), ("Linxi Township", "999001101201")),
    ("耕地面积（公顷）", "耕地面积（亩）", ("0.3", "4.5"), ("0.3", "4.51")),
    ("工资性收入（万元）", "工资性收入（元）", ("2.4", "24000"), ("2.4", "24000.01")),
    ("家庭住址", "住址", ("Lane 3", "Lane  3"), ("Lane 3", "Lane 4")),
]
DATED = {"户类型": "脱贫不稳定户", "风险是否已消除": "是", "识别监测时间": "2023-05-10", "消除监测时间": "2024-11-20"}


def beside(first, second, cells) -> dict:
    """Return Chen's row with two columns; a case has what it needs."""
    pair = dict(zip((first, second), cells, strict=True))
    needs = DATED if {"消除监测时间", "识别监测时间", "致贫/返贫风险1"} & pair.keys() else {}
    needs = MONITORED if "监测对象类别" in pair and "否" not in cells else needs
    return person(**needs | pair)


@pytest.mark.parametrize(("first", "second", "same", "different"), PAIRS)
def test_two_columns_say_the_same(first, second, same, different, tmp_path, county, heyi, shuikou):
    assert complaints(check(export(tmp_path / "n.xlsx", [beside(first, second, same)]), county)) == []


@pytest.mark.parametrize(("first", "second", "same", "different"), PAIRS)
def test_two_columns_contradict_each_other(first, second, same, different, tmp_path, county, heyi, shuikou):
    wu = person(**{NUMBER: "N2", NAME: "Sample Wu", ID: id_number("19800101")})
    batch = save(export(tmp_path / "n.xlsx", [wu, beside(first, second, different)]), county, good_rows=True)
    (found,) = [problem for problem in batch.problems.filter(is_error=True) if problem.code == "columns_differ"]
    names = {first.replace("（", "(").replace("）", ")"), second.replace("（", "(").replace("）", ")")}
    assert (found.row, set(found.params["columns"].split(", "))) == (5, names)
    assert found.column in names and Household.objects.get().number == "N2"


def test_the_code_of_a_village_holds_beside_a_name_that_is_not_known(tmp_path, county, heyi):
    save(export(tmp_path / "n.xlsx", [person(村="Old Name of Heyi", 村代码=heyi.code)]), county)
    assert Household.objects.get().village == heyi


def test_one_of_two_columns_is_enough_in_each_row(tmp_path, county, heyi):
    first = person(失学或辍学原因="因病", 义务教育阶段未上学原因="")
    second = person(
        **{NAME: "Sample Li", ID: id_number("20150505", 2), RELATION: "之女"}, 义务教育阶段未上学原因="辍学"
    )
    save(export(tmp_path / "n.xlsx", [first, second]), county)
    assert list(Member.objects.order_by("pk").values_list("out_of_school_reason", flat=True)) == [
        "illness",
        "dropped_out",
    ]


def test_a_bad_cell_is_named_by_its_own_column(tmp_path, county, heyi):
    batch = check(export(tmp_path / "n.xlsx", [person(失学或辍学原因="因病", 义务教育阶段未上学原因="?")]), county)
    assert complaints(batch) == [("Sheet1", 4, "义务教育阶段未上学原因", "unknown_choice")]
    assert batch.problems.get(is_error=True).value == "?"


@pytest.mark.parametrize("column", ["户类型", "监测对象类别"])
def test_a_bad_cell_that_speaks_of_household_and_case_is_one_error(column, tmp_path, county, heyi):
    batch = check(export(tmp_path / "n.xlsx", [person(**{**MONITORED, column: "?"})]), county)
    assert complaints(batch) == [("Sheet1", 4, column, "unknown_choice")]
    assert (batch.account[0]["wrong"], batch.errors, batch.writes) == (1, 1, 0)


def test_what_else_is_wrong_of_its_case_is_named_too(tmp_path, county, heyi):
    batch = check(export(tmp_path / "n.xlsx", [person(户类型="?", 识别监测时间="2023-02-30")]), county)
    assert sorted(complaints(batch)) == [
        ("Sheet1", 4, "户类型", "unknown_choice"),
        ("Sheet1", 4, "识别监测时间", "no_such_day"),
    ]


def test_a_second_phone_is_masked_as_the_first(tmp_path, county, heyi):
    path = export(tmp_path / "n.xlsx", [person(户联系电话="13800000041", 家庭联系电话="13800000042")])
    assert check(path, county).problems.get(is_error=True).mask == "phone"


def test_a_column_that_stands_twice_under_one_name(tmp_path, county, heyi):
    """The national system repeats columns, each once under the household and once under the case."""
    head = [*person(), "民族", "民族"]
    same, other = [*person().values(), "汉族", "汉族"], [*person().values(), "汉族", "土家族"]
    assert complaints(check(lines(tmp_path / "n.xlsx", head, same), county)) == []
    batch = check(lines(tmp_path / "m.xlsx", head, other), county)
    assert complaints(batch) == [("Sheet1", 2, "民族 (2)", "columns_differ")]
    assert batch.problems.get(is_error=True).value == "土家族"


PENSIONS = [
    ("是", "", True),
    ("", "是", True),
    ("否", "是", True),
    ("否", "否", False),
    ("", "否", False),
    ("", "", None),
]


@pytest.mark.parametrize(("resident", "employee", "found"), PENSIONS)
def test_two_columns_of_pension(resident, employee, found, tmp_path, county, heyi):
    cells = {"是否参加城乡居民基本养老保险": resident, "是否参加城镇职工基本养老保险": employee}
    save(export(tmp_path / "n.xlsx", [person(**cells)]), county)
    assert Member.objects.get().has_pension is found


@pytest.mark.parametrize(
    ("on_file", "told", "kept"),
    [("", "否", "S"), ("B级", "否", "B"), ("D级", "是", "D"), ("B级", "是", "U"), ("C级", "否", "S")],
)
def test_whether_a_house_is_dangerous_leaves_a_grade_that_says_more(on_file, told, kept, tmp_path, county, heyi):
    save(export(tmp_path / "n.xlsx", [person(住房等级=on_file)]), county)
    again = export(tmp_path / "m.xlsx", [person(是否危房户=told)])
    save(again, county)
    assert Household.objects.get().house_grade == kept
    assert numbers(save(again, county), "households") == (0, 0, 1, 0)


RISKS = [
    ("因自然灾害", "02"),
    ("因自然灾害（洪涝灾害）", "0201"),
    ("因缺劳动力", "04"),
    ("因意外事故", "05"),
    ("因产业失败", "06"),
    ("因务工就业不稳", "07"),
    ("因安全住房", "10"),
    ("因安全饮水", "11"),
]


@pytest.mark.parametrize(("word", "code"), RISKS)
def test_the_countrys_words_for_risks(word, code, tmp_path, county, heyi):
    save(
        export(
            tmp_path / "n.xlsx", [person(户类型="脱贫不稳定户", 识别监测时间="2023-05-10", **{"致贫/返贫风险1": word})]
        ),
        county,
    )
    assert Case.objects.get().risks == [code]
