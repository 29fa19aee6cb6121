"""What is written for the national system is the layout that is read: a county sends a file with every column and word,
closes its month, and the export has the same cells and comes in again without a change."""

from itertools import cycle, islice

import pytest

from households.choices import RiskType
from households.imports.clean.cells import ChoiceCell
from households.imports.national.columns import CELL_OF_FIELD, NATIONAL_COLUMNS
from households.imports.national.totals import YEARLY_TOTALS
from households.imports.national.writer import NATIONAL_HEADERS, WRITTEN_COLUMNS, national_word
from households.models import Household
from households.tests import files
from reports.month import actions as month_actions

from .exporting import MAY, content, made, sheets

pytestmark = pytest.mark.usefixtures("few_countings", "in_june")

HOMES = len(RiskType.values)  # more than any other column has words
RISK = CELL_OF_FIELD["致贫/返贫风险"]
TOGETHER = {"户类型", "监测对象类别", "健康状况", *(f"致贫/返贫风险{n}" for n in range(1, 6))}  # of several fields
CHOSEN = {
    header: cell
    for header, _sheet, _column, cell in WRITTEN_COLUMNS
    if isinstance(cell, ChoiceCell) and header not in TOGETHER
}
TYPES = [
    ("脱贫户", "脱贫不稳定户"),
    ("一般农户", "边缘易致贫户"),
    ("脱贫户", "突发严重困难户"),
    ("一般农户", "突发严重困难户"),
]
HOUSES = [("A级", "否"), ("B级", "否"), ("C级", "是"), ("D级", "是"), ("", "否"), ("", "是")]
ILLNESSES = [("健康", "无", ""), ("长期慢性病", "无", ""), ("患有大病", "无", ""), ("长期慢性病、患有大病", "无", "")]
DISABLED = ["残疾", "长期慢性病、残疾", "长期慢性病、患有大病、残疾"]
INSURED = [("是", "否"), ("否", "是"), ("否", "否"), ("", "")]


def nth(values, n):
    return next(islice(cycle(values), n, None))


def words_of(header) -> list[str]:
    """Return the word that is written for each value of a column."""
    cell = CHOSEN[header]
    return list(dict.fromkeys(national_word(cell, value) for value in cell.words.values()))


def family_of(n, heyi) -> dict:
    """Return what the file says of the n-th household and its case."""
    kind, case_type = nth(TYPES, n)
    grade, danger = nth(HOUSES, n)
    cleared = bool(n % 2)
    risks = [national_word(RISK, [risk]) for risk in islice(cycle(RiskType.values), n, n + 5)]
    return {
        "户编号": f"R{n:03}",
        "村代码": heyi.code,
        "村": "Heyi Village",
        "乡": "Anping Township",
        "组": f"{n + 1}组",
        "户类型": kind,
        "监测对象类别": case_type,
        "脱贫年度": "2017" if kind == "脱贫户" else "",
        "家庭住址": f"Lane {n}",
        "户联系电话": f"138{n:08}",
        "银行账号": f"62220000{n:08}",
        "经度": "110.5",
        "纬度": "30.123456",
        "住房等级": grade,
        "是否危房户": danger,
        "耕地面积（亩）": "3.5",
        "林地面积（亩）": "0",
        "家庭人口数": "2",
        "识别监测时间": "2023-05-10",
        "风险是否已消除": "是" if cleared else "否",
        "消除监测时间": "2026-05-20" if cleared else "",
        "风险消除方式": nth(["帮扶消除", "自然消除"], n // 2) if cleared else "",
        "监测线（元）": "7600",
        "消除时监测线（元）": "8800" if cleared else "",
        "识别时人均纯收入（元）": "-120.5",
        "消除时人均纯收入（元）": "12000" if cleared else "",
        **{f"致贫/返贫风险{place}": risk for place, risk in enumerate(risks, 1)},
        **income_of(n),
    }


def income_of(n) -> dict:
    """Return yearly amounts: each part with its own, each total their sum, and what they come to for each of two."""
    cells, net = {}, 0
    for place, (total, _rest, parts) in enumerate(YEARLY_TOTALS):
        amounts = {words.split()[0]: 100 * (place + nth_part) + n for nth_part, (words, _item) in enumerate(parts, 1)}
        whole = sum(amounts.values()) if parts else 7 + n
        cells |= {total.split()[0]: str(whole)} | {name: str(amount) for name, amount in amounts.items()}
        net += {4: -whole}.get(place, whole) if place <= 4 else 0
    return cells | {"人均纯收入（元）": f"{net / 2:g}"}


def person_of(n, place) -> dict:
    """Return what the file says of the head (0) or another person (1) of the n-th household."""
    sequence = 2 * n + place + 1
    disabled = n % 3 == 2
    kinds, levels = words_of("残疾类别")[1:], words_of("残疾等级")
    health = (
        (nth(DISABLED, n // 3), nth(kinds, 2 * (n // 3) + place), nth(levels, n // 3))
        if disabled
        else nth(ILLNESSES, n // 2)
    )
    relations = words_of("与户主关系")
    return {
        "姓名": f"Sample {n}·{place}",
        "证件号码": files.id_number("19700101", sequence),
        "性别": "男" if sequence % 2 else "女",
        "出生日期": "1970-01-01",
        "与户主关系": nth(relations[1:], n) if place else relations[0],
        "民族": "土家族",
        "健康状况": health[0],
        "残疾类别": health[1],
        "残疾等级": health[2],
        **dict(zip(("是否参加城乡居民基本医疗保险", "是否参加城镇职工基本医疗保险"), nth(INSURED, n), strict=True)),
        "家庭成员联系电话": f"139{sequence:08}",
    }


@pytest.fixture
def rows(heyi) -> list[dict]:
    """A file with every column: of each the n-th household has its n-th word."""
    made = []
    for n in range(HOMES):
        chosen = {header: nth(words_of(header), n) for header in CHOSEN}
        made += [chosen | family_of(n, heyi) | person_of(n, place) for place in (0, 1)]
    return [{header: row[header] for header in NATIONAL_HEADERS} for row in made]


def test_every_column_and_every_word_comes_back(rows, county, heyi, qin, tmp_path):
    sent = files.national(tmp_path / "sent.xlsx", rows, titles=("Qingshan County 2025年度", "Sample"))
    batch = files.save(sent, county)
    assert (batch.state, files.complaints(batch), Household.objects.count()) == ("saved", [], HOMES)
    export = made(month_actions.close_report_month(county, MAY), qin, kind="national", reason="Re-entry", in_full=True)
    _title, _told, header, *cells = next(iter(sheets(export).values()))
    written = [dict(zip(header, row, strict=False)) for row in cells]
    assert header == NATIONAL_HEADERS and len(written) == len(rows)
    differing = [
        (row["户编号"], name, row[name], back.get(name, ""))
        for row, back in zip(rows, written, strict=True)
        for name in header
        if row[name] != back.get(name, "")
    ]
    assert differing == []
    comes_in_again(export, county, tmp_path)


def comes_in_again(export, county, tmp_path):
    path = tmp_path / "back.xlsx"
    path.write_bytes(content(export))
    again = files.check(path, county)
    assert (again.state, again.layout, files.complaints(again), again.writes) == ("checked", "national", [], 0)


def test_the_file_has_every_column_and_every_word(rows):
    """Guards the story above: a column or word added later is in it."""
    assert [header for header in NATIONAL_HEADERS if not any(row[header] for row in rows)] == []
    for header in CHOSEN:
        assert {row[header] for row in rows} >= set(words_of(header)), header
    assert {row["致贫/返贫风险1"] for row in rows} == {national_word(RISK, [risk]) for risk in RiskType.values}


@pytest.mark.parametrize("header", CHOSEN)
def test_each_word_is_written_as_one_that_means_the_same(header):
    cell = CHOSEN[header]
    assert [word for word, value in cell.words.items() if cell(national_word(cell, value)) != value] == []


def test_every_column_is_written_or_said_by_another():
    written = {(sheet, column) for _header, sheet, column, _cell in WRITTEN_COLUMNS}
    left = {targets[0][:2] for _names, *targets in NATIONAL_COLUMNS} - written
    assert {column for _sheet, column in left} == {
        "insurance",
        "resident_pension",
        "employee_pension",
        "risk_0",
        "year",
    }
