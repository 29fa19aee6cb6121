"""The national export: as it comes, with its own names, one row a person."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine

from cases.models import Case
from core.dates import month_number
from households.choices import IncomeTopic
from households.imports.national import columns as national_words
from households.models import Household, IncomeRecord, IncomeStatement, Member

from .files import check, complaints, errors_of, folder, id_number, numbers, save
from .files import national as export

NAMES = {names.split()[0]: names.split() for names, *_targets in national_words.NATIONAL_COLUMNS}
NUMBER, NAME, RELATION = "户编号", "姓名", "与户主关系"


@pytest.fixture(autouse=True)
def in_june():
    with time_machine.travel("2026-06-15 10:00:00+08:00", tick=True):
        yield


def person(**cells):
    return {
        "序号": "1",
        "乡镇": "Anping Township",
        "村": "Heyi Village",
        NUMBER: "N1",
        NAME: "Sample Chen",
        "证件号码": id_number(),
        RELATION: "户主",
        "健康状况": "健康",
        "劳动技能": "普通劳动力",
        "在校生状况": "非在校生",
        "文化程度": "初中",
        **cells,
    }


def spouse(**cells):
    return person(**{NAME: "Sample Li", "证件号码": id_number("19720505", 2), RELATION: "配偶", **cells})


def test_persons_become_a_household(tmp_path, county, heyi):
    home = {"户类型": "一般农户", "耕地面积（亩）": "3.5"}
    batch = save(export(tmp_path / "n.xlsx", [person(**home, 联系电话="13800005678"), spouse(**home)]), county)
    assert (batch.state, batch.layout, complaints(batch)) == ("saved", "national", [])
    made = Household.objects.get()
    assert (made.number, made.village, made.kind, made.land_mu, made.phone) == (
        "N1",
        heyi,
        "general",
        Decimal("3.5"),
        "13800005678",
    )
    chen = made.members.get(relation="head")
    assert (chen.labour, chen.school_stage, chen.education, chen.disability_type) == (
        "ordinary",
        "none",
        "junior",
        "none",
    )
    assert (chen.has_chronic_illness, chen.has_allowance) == (False, None)


def test_the_same_export_twice_adds_nothing(tmp_path, county, heyi):
    home = {"户类型": "脱贫不稳定户", "识别时间": "2023-05-01", "返贫致贫风险1": "因病", "工资性收入": "12000"}
    path = export(tmp_path / "n.xlsx", [person(**home), spouse(**home)])
    save(path, county)
    again = save(path, county)
    assert [numbers(again, sheet) for sheet in ("households", "members", "income", "cases")] == [
        (0, 0, 1, 0),
        (0, 0, 2, 0),
        (0, 0, 1, 0),
        (0, 0, 1, 0),
    ]
    assert Case.objects.get().transitions.count() == 1


def test_columns_in_any_order_with_spaces_brackets_and_line_breaks(tmp_path, county, heyi):
    cells = list(person(工资性收入="1200").items())[::-1]
    written = {NAME: "姓 名", "工资性收入": "工资性\n收入（元）", "证件号码": "＊证件号码", NUMBER: "户编号 "}
    path = export(tmp_path / "n.xlsx", [dict(cells)], header=[written.get(name, name) for name, _cell in cells])
    save(path, county)
    assert Member.objects.get().id_number == id_number()
    assert IncomeStatement.objects.get().lines == [{"item": "wages_labour", "amount": "1200.00"}]


def test_unknown_columns_are_kept_with_the_person(tmp_path, county, heyi):
    batch = save(export(tmp_path / "n.xlsx", [person(政治面貌="群众", 人编号="P7")]), county)
    assert Member.objects.get().extra == {"政治面貌": "群众", "人编号": "P7"}
    assert batch.remarks[0]["code"] == "extra_columns"


def test_yearly_amounts_become_twelve_months_of_the_accounting_year(tmp_path, county, heyi):
    home = {"工资性收入": "10,000", "生产经营性收入": "0", "转移性收入": "1300", "低保金": "1000", "财产性收入": ""}
    save(export(tmp_path / "n.xlsx", [person(**home), spouse(**home)]), county)
    told = IncomeStatement.objects.get()
    assert (told.teller, told.first_month, told.last_month, told.told_on) == (
        "national",
        dt.date(2024, 10, 1),
        dt.date(2025, 9, 1),
        dt.date(2026, 6, 15),
    )
    yearly = {line["item"]: Decimal(line["amount"]) for line in told.lines}
    assert yearly == {"wages_labour": 10000, "business_other": 0, "allowance": 1000, "transfer_other": 300}
    assert not any("member" in line for line in told.lines)
    assert told.asked == [IncomeTopic.WAGES, IncomeTopic.BUSINESS, IncomeTopic.TRANSFERS]  # property was left empty


def test_a_yearly_amount_is_spread_evenly_and_the_first_months_hold_a_fen_more(tmp_path, county, heyi):
    save(export(tmp_path / "n.xlsx", [person(工资性收入="10,000")]), county)
    wages = IncomeRecord.objects.filter(item="wages_labour", told_until=None).order_by("start")
    assert [(one.start, one.end, one.amount, one.member) for one in wages] == [
        (month_number(dt.date(2024, 10, 1)), month_number(dt.date(2025, 2, 1)), Decimal("833.34"), None),
        (month_number(dt.date(2025, 2, 1)), month_number(dt.date(2025, 10, 1)), Decimal("833.33"), None),
    ]


@pytest.mark.parametrize(("titles", "cells"), [(["Export 2023年度"], {}), (["x", "y"], {"年度": "2023"})])
def test_the_file_may_name_the_year(titles, cells, tmp_path, county, heyi):
    save(export(tmp_path / "n.xlsx", [person(工资性收入="12", **cells)], titles=titles), county)
    assert IncomeStatement.objects.get().first_month == dt.date(2022, 10, 1)


def test_a_year_that_is_not_over_is_refused(tmp_path, county, heyi):
    batch = check(export(tmp_path / "n.xlsx", [person(工资性收入="12", 年度="2026")]), county)
    assert complaints(batch) == [("Sheet1", 4, "年度", "year_not_over")]


def test_parts_that_exceed_their_total(tmp_path, county, heyi):
    batch = check(export(tmp_path / "n.xlsx", [person(转移性收入="10", 低保金="20")]), county)
    assert complaints(batch) == [("Sheet1", 4, "转移性收入", "parts_exceed_total")]


def test_income_per_person_and_size_are_compared_with_the_rows(tmp_path, county, heyi):
    home = {"工资性收入": "10000", "人均纯收入": "9000", "家庭人口数": "3"}
    path = export(tmp_path / "n.xlsx", [person(**home), spouse(**home)])
    batch = check(path, county)
    assert complaints(batch, errors=False) == [
        ("Sheet1", 4, "人均纯收入", "per_capita_differs"),
        ("Sheet1", 4, "家庭人口数", "size_differs"),
    ]
    alone = export(tmp_path / "m.xlsx", [person(人均纯收入="9000")])
    assert complaints(check(alone, county), errors=False) == [("Sheet1", 4, "人均纯收入", "per_capita_alone")]


HEALTH = [
    ("健康", False, False, "none"),
    ("长期慢性病", True, False, "none"),
    ("长期慢性病,残疾", True, False, "physical"),
    ("患有大病、残疾", False, True, "physical"),
    ("长期慢性病，患有大病", True, True, "none"),
]


@pytest.mark.parametrize(("words", "chronic", "serious", "disability"), HEALTH)
def test_health_in_one_cell(words, chronic, serious, disability, tmp_path, county, heyi):
    number = id_number() + "43" if disability != "none" else id_number()
    save(export(tmp_path / "n.xlsx", [person(健康状况=words, 证件号码=number)]), county)
    chen = Member.objects.get()
    assert (chen.has_chronic_illness, chen.has_serious_illness, chen.disability_type) == (chronic, serious, disability)


def test_a_disability_nobody_names_is_a_warning(tmp_path, county, heyi):
    batch = save(export(tmp_path / "n.xlsx", [person(健康状况="残疾")]), county)
    assert complaints(batch, errors=False) == [("Sheet1", 4, "健康状况", "disability_unnamed")]
    assert Member.objects.get().disability_type == ""


RESIDENT, EMPLOYEE = "是否参加城乡居民基本医疗保险", "是否参加城镇职工基本医疗保险"


@pytest.mark.parametrize(
    ("resident", "employee", "found"),
    [("是", "否", "resident"), ("否", "是", "employee"), ("否", "否", "none"), ("", "", ""), ("是", "是", "employee")],
)
def test_two_columns_of_insurance(resident, employee, found, tmp_path, county, heyi):
    save(export(tmp_path / "n.xlsx", [person(**{RESIDENT: resident, EMPLOYEE: employee})]), county)
    assert Member.objects.get().insurance == found


TYPES = [
    ("脱贫户", "lifted", None),
    ("一般农户", "general", None),
    ("脱贫不稳定户", "lifted", "unstable"),
    ("边缘易致贫户", "general", "marginal"),
    ("突发严重困难户", "general", "sudden"),
]


@pytest.mark.parametrize(("word", "kind", "case_type"), TYPES)
def test_the_household_type_says_kind_and_case(word, kind, case_type, tmp_path, county, heyi):
    save(
        export(
            tmp_path / "n.xlsx",
            [person(户类型=word, 识别时间="2023-05-01" if case_type else "", 返贫致贫风险="因病，因学")],
        ),
        county,
    )
    assert Household.objects.get().kind == kind
    assert list(Case.objects.values_list("case_type", "risks")) == ([(case_type, ["01", "09"])] if case_type else [])


def test_a_monitored_household_without_a_day_is_saved_without_its_case(tmp_path, county, heyi):
    batch = save(export(tmp_path / "n.xlsx", [person(户类型="边缘易致贫户")]), county)
    assert batch.state == "saved" and ("Sheet1", 4, "户类型", "case_undated") not in complaints(batch)
    assert [code for *_where, code in complaints(batch, errors=False)] == ["case_undated"]
    assert Household.objects.exists() and not Case.objects.exists()


def test_a_cleared_case_keeps_its_days_and_lines(tmp_path, county, heyi):
    cells = {
        "户类型": "脱贫不稳定户",
        "识别时间": "2021/5/1",
        "风险是否已消除": "是",
        "风险消除时间": "20240630",
        "返贫致贫风险1": "因残",
    }
    save(export(tmp_path / "n.xlsx", [person(**cells)]), county)
    case = Case.objects.get()
    assert (case.state, case.cleared_on, case.line_at_identification, case.line_at_clearing) == (
        "cleared",
        dt.date(2024, 6, 30),
        6000,
        8300,
    )
    assert list(case.transitions.values_list("step", "effective_on")) == [
        ("identify", dt.date(2021, 5, 1)),
        ("clear", dt.date(2024, 6, 30)),
    ]


def test_a_village_may_be_named_by_its_code_alone(tmp_path, county, heyi):
    cells = {key: value for key, value in person().items() if key not in ("村", "乡镇")}
    save(export(tmp_path / "n.xlsx", [{**cells, "行政村代码": heyi.code}]), county)
    assert Household.objects.get().village == heyi


def test_rows_of_a_household_that_contradict_each_other(tmp_path, county, heyi):
    rows = [person(耕地面积="3"), person(**{NUMBER: "N2", "证件号码": id_number("19800101")}), spouse(耕地面积="4")]
    batch = check(export(tmp_path / "n.xlsx", rows), county)
    assert complaints(batch) == [
        ("Sheet1", 4, "耕地面积", "repeated_differs"),
        ("Sheet1", 6, "耕地面积", "repeated_differs"),
    ]


def test_what_only_one_row_says_of_the_household_is_enough(tmp_path, county, heyi):
    rows = [spouse(), person(耕地面积="3", 户类型="脱贫户", 脱贫年度="2017年", 工资性收入="12")]
    save(export(tmp_path / "n.xlsx", rows), county)
    made = Household.objects.get()
    assert (made.land_mu, made.kind, made.lifted_year) == (3, "lifted", 2017)
    assert [line["amount"] for line in made.statements.get().lines] == ["12.00"]


def test_a_missing_column_is_named_as_the_export_calls_it(tmp_path, county):
    rows = [{key: value for key, value in person().items() if key != RELATION}]
    assert check(export(tmp_path / "n.xlsx", rows), county).failed_because.params["columns"] == RELATION


def test_the_error_file_keeps_titles_header_and_columns(tmp_path, county, heyi):
    good = person(**{NUMBER: "N2", "证件号码": id_number("19800101", 5)})
    batch = save(export(tmp_path / "n.xlsx", [person(性别="?"), spouse(), good]), county, good_rows=True)
    assert Household.objects.get().number == "N2"
    sheet = errors_of(batch)["Sheet1"]
    assert sheet[0][0] == "Sample export" and sheet[2] == [*person(性别=""), "错误说明", "原文件行号"]
    assert [row[5] for row in sheet[3:]] == [id_number(), id_number("19720505", 2)]


def test_a_csv_of_the_export_is_known_as_well(tmp_path, county, heyi):
    path = folder(tmp_path / "csv", export=[person()])
    assert save(path, county).layout == "national"


def test_no_header_name_stands_for_two_columns():
    for names in NAMES.values():
        others = [name for words in NAMES.values() if words != names for name in words]
        assert not set(names) & set(others), names


@pytest.mark.parametrize("column", ["生产经营性收入", "养殖业收入", "工资性收入", "养殖业支出", "理赔收入"])
@pytest.mark.parametrize(("cell", "found"), [("-0.01", ["negative_amount"]), ("0", []), ("0.01", [])])
def test_a_negative_amount_is_refused_with_its_row_and_column(tmp_path, county, heyi, column, cell, found):
    batch = check(export(tmp_path / "n.xlsx", [person(**{column: cell})]), county)
    assert complaints(batch) == [("Sheet1", 4, column, code) for code in found]


def test_a_case_may_have_begun_with_costs_above_earnings(tmp_path, county, heyi):
    home = {"户类型": "边缘易致贫户", "识别时间": "2025-05-01", "返贫致贫风险1": "因病", "识别时人均纯收入": "-1200.50"}
    batch = save(export(tmp_path / "n.xlsx", [person(**home)]), county)
    assert complaints(batch) == [] and Case.objects.get().income_at_identification == Decimal("-1200.50")
