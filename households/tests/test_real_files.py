"""Small files as counties send them, each read rightly or named. The people in them are invented."""

from decimal import Decimal
from pathlib import Path

import pytest

from accounts.areas.divisions import load_county
from accounts.models import Area
from cases.models import Case
from core.folding import folded_text
from households.models import Household, IncomeStatement, Member
from policy.reference import load_parameters

from . import files

pytestmark = pytest.mark.django_db
HERE = Path(__file__).parent / "real_files"


@pytest.fixture
def zigui():
    load_county("420527")
    made = Area.objects.get(code="420527")
    load_parameters(made)
    return made


def names():
    return sorted(Member.objects.values_list("household__number", "name"))


def remarks(batch):
    return [remark.code for remark in batch.remarks_in_words]


def test_a_sheet_for_each_township(zigui):
    files.save(HERE / "01-sheet-per-township.xlsx", zigui)
    assert Household.objects.count() == 5


def test_two_files_of_one_layout(zigui):
    files.save(HERE / "28-two-csv", zigui)
    assert [name for _number, name in names()] == ["样本甲", "样本乙", "样本丙"]


def test_a_hidden_sheet_is_named_and_the_visible_one_is_read(zigui):
    batch = files.check(HERE / "02-hidden-first-sheet.xlsx", zigui)
    assert [(one.code, one.params["sheet"]) for one in batch.to_settle] == [("hidden_sheet", "旧数据")]
    files.save(HERE / "02-hidden-first-sheet.xlsx", zigui)
    assert names() == [("T020001", "新名"), ("T020002", "样本己")]


def test_units_of_the_headers_are_converted(zigui):
    files.save(HERE / "03-wan-yuan.xlsx", zigui)
    home = Household.objects.get()
    assert IncomeStatement.objects.get().lines[0]["amount"] == "24000.00" and float(home.land_mu) == 4.5


def test_marks_that_nobody_sees_are_not_there(zigui):
    files.save(HERE / "04-invisible.xlsx", zigui)
    assert names() == [("T040001", "样本辛"), ("T040002", "样本壬"), ("T040003", "样本癸")]
    found = Member.objects.get(name="样本辛")
    assert found.phone == "13800000031" and found.id_number == "999900197001010314"
    assert Household.objects.matching("\u202d13800000031\u202c ").get().number == "T040001"
    assert Household.objects.matching(" 999900197001010314\u200b").get().number == "T040001"
    assert Household.objects.matching("样本 壬").get().number == "T040002"
    for part in ("0314", "010314", "0031", "000031", "ybx"):
        assert Household.objects.matching(part).get().number == "T040001", part
    assert files.numbers(files.save(HERE / "04-invisible.xlsx", zigui), "members")[:2] == (0, 0)


def test_text_in_unusual_cells_is_read(zigui):
    files.save(HERE / "05-cdata-inline.xlsx", zigui)
    assert names() == [("T050001", "样本子"), ("T050002", "样本丑")]
    assert Household.objects.get(number="T050002").address == "二组 & 三组"


def test_error_values_are_named_as_errors(zigui):
    batch = files.check(HERE / "08-error-values.xlsx", zigui)
    assert {(row, column, code) for _sheet, row, column, code in files.complaints(batch)} >= {
        (2, "家庭住址", "error_value"),
        (3, "姓名", "error_value"),
    }


def test_formulas_without_a_result_are_named(zigui):
    batch = files.check(HERE / "09-formula-without-value.xlsx", zigui)
    assert [(row, column, code) for _sheet, row, column, code in files.complaints(batch)] == [
        (2, "工资性收入", "formula_without_value"),
        (3, "工资性收入", "formula_without_value"),
    ]


@pytest.mark.parametrize("name", ["16b-merged-with-income.xlsx", "16c-same-family-unmerged.xlsx"])
def test_a_family_of_three_with_one_income(zigui, name):
    files.save(HERE / name, zigui)
    assert {member for _number, member in names()} == {"样本甲", "样本乙", "样本丙"}
    assert [line["amount"] for line in IncomeStatement.objects.get().lines if float(line["amount"])] == ["21000.00"]


def test_merged_cells_are_named_before_saving(zigui):
    batch = files.check(HERE / "16b-merged-with-income.xlsx", zigui)
    assert "merged_cells" in [one.code for one in batch.to_settle]


def test_a_header_of_two_rows(zigui):
    files.save(HERE / "17-two-row-header.xlsx", zigui)
    amounts = {line["item"]: line["amount"] for line in IncomeStatement.objects.get().lines if float(line["amount"])}
    assert amounts == {"wages_labour": "12000.00", "business_other": "3000.00"}
    assert Household.objects.get().house_grade == "A" and Member.objects.count() == 1


def test_numbers_of_sixteen_digits_are_refused(zigui):
    batch = files.check(HERE / "20-long-numbers.xlsx", zigui)
    assert {code for _sheet, _row, _column, code in files.complaints(batch)} == {"digits_lost"}
    assert len(files.complaints(batch)) == 3 and batch.writes == 0


def test_the_real_national_export_is_read_whole(zigui):
    batch = files.save(HERE / "22a-real-export.xlsx", zigui)
    assert (batch.state, files.complaints(batch), batch.unknown_headers) == ("saved", [], [])
    assert set(Household.objects.values_list("kind", "phone", "house_grade", "has_road", "land_mu")) == {
        ("lifted", "13800000042", "S", True, Decimal("3.5")),
        ("general", "13800000042", "S", True, Decimal("3.5")),
    }
    assert list(Case.objects.order_by("household__number").values_list("case_type", "state", "risks")) == [
        ("unstable", "active", ["01"]),
        ("marginal", "cleared", ["01"]),
        ("unstable", "active", ["11", "07"]),
    ]
    assert set(Member.objects.values_list("phone", "has_allowance", "is_destitute")) == {("13800000041", True, False)}
    assert Household.objects.count() == 4 and folded_text("样本甲") in {folded_text(one) for _number, one in names()}


@pytest.mark.parametrize("name", sorted(path.name for path in HERE.iterdir() if path.name != "photos"))
def test_every_filled_cell_of_each_file_is_accounted_for(zigui, name):
    batch = files.check(HERE / name, zigui)
    parts = ("above", "read", "kept", "left", "stray", "wrong")
    sums = [sum(table[part] for part in parts) for table in batch.account]
    assert sums and sums == [table["filled"] + table["merged"] for table in batch.account]
    assert min(table[part] for table in batch.account for part in parts) >= 0
