"""Property: a registry written in any dress is read as the same registry. Dress is what changes nothing: order of
columns, titles, units, merged cells, sheets, marks that nobody sees, other dots and widths, kind and encoding of the
file."""

import csv
import io
import random

import pytest

from core.folding import folded_text
from households.models import Household, IncomeRecord, Member

from . import files
from .files import id_number
from .test_import_formats_property import as_ods, as_xls, as_xlsx

pytestmark = pytest.mark.django_db
NAMES = ["样本陈", "样本阿卜杜·热合曼", "Sample Wu", "样本国华", "样本 芳"]
UNSEEN = ["\u200b", "\ufeff", "\u202d", "\u00ad", "\u3000", " "]
ENCODINGS = ["utf-8", "utf-8-sig", "gb18030", "utf-16"]


def families(chance):
    """Return rows of an invented registry, of which each household has one to three people."""
    rows = []
    for n in range(chance.randint(2, 5)):
        home = {
            "户编号": f"D{n}{chance.randint(100, 999)}",
            "村代码": "999001101201",
            "户类型": chance.choice(["脱贫户", "一般农户"]),
        }
        home |= {"工资性收入": chance.randrange(0, 90_000, 100), "耕地面积": chance.randrange(0, 60) / 4}
        for place, relation in enumerate(["户主", "配偶", "之子"][: chance.randint(1, 3)]):
            person = {"姓名": chance.choice(NAMES), "与户主关系": relation}
            person["证件号码"] = id_number(f"19{chance.randint(40, 99)}0101", n * 10 + place + 1)
            rows.append(home | person)
    return rows


def dressed(rows, chance, kind):
    """Return (header rows and rows of cells, merged ranges) of the same registry in a random dress."""
    order = chance.sample(list(rows[0]), len(rows[0]))
    factors = {"工资性收入": chance.choice([("", 1), ("（元）", 1), ("（万元）", 10_000), ("(千元)", 1_000)])}
    factors["耕地面积"] = chance.choice([("", 1), ("（亩）", 1), ("（公顷）", 15)])
    header = [name + factors.get(name, ("", 1))[0] for name in order]
    titles = [["样本县"], ["导出时间"]][: chance.randint(0, 2)]
    cells = [[dressed_cell(row[name], factors.get(name, ("", 1))[1], chance) for name in order] for row in rows]
    merged = {}
    if kind != "csv" and chance.random() < 0.6:
        merged = merge_homes(rows, cells, order, len(titles) + 1)
    return [*titles, header, *cells], merged


def dressed_cell(value, factor, chance):
    if isinstance(value, int | float):
        return str(round(value / factor, 8)) if chance.random() < 0.5 else round(value / factor, 8)
    if chance.random() < 0.3:
        value = value.replace("·", chance.choice("•・‧."))
    if chance.random() < 0.3:
        place = chance.randint(0, len(value))
        value = value[:place] + chance.choice(UNSEEN) + value[place:]
    return value


def merge_homes(rows, cells, order, first):
    """Merge what is said of a household over its rows, as people do in spreadsheets."""
    merged = {}
    for name in ("户编号", "村代码", "户类型", "工资性收入", "耕地面积"):
        column, start = order.index(name), 0
        for place in range(1, len(rows) + 1):
            if place == len(rows) or rows[place]["户编号"] != rows[start]["户编号"]:
                if place - start > 1:
                    merged[first + start, column] = first + place - 1
                    for below in range(start + 1, place):
                        cells[below][column] = None
                start = place
    return merged


def write(path, lines, merged, kind, chance):
    if kind != "csv":
        content = {"xlsx": as_xlsx, "xls": as_xls, "ods": as_ods}[kind](lines, merged)
        return written(path / f"file.{kind}", content)
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=chance.choice(",;\t")).writerows(lines)
    return written(path / "file.csv", text.getvalue().encode(chance.choice(ENCODINGS)))


def written(path, content):
    path.write_bytes(content)
    return path


def on_file():
    """Return what the registry says, as it is compared."""
    people = Member.objects.values_list(
        "household__number", "name", "relation", "household__kind", "household__land_mu"
    )
    wages = IncomeRecord.objects.filter(item="wages_labour", told_until=None)
    earned = dict.fromkeys(Household.objects.values_list("number", flat=True), 0)
    for row in wages.select_related("household"):
        earned[row.household.number] += float(row.amount) * (row.end - row.start)
    return sorted(
        (n, folded_text(name), relation, kind, float(land), round(earned[n]))
        for n, name, relation, kind, land in people
    )


def expected(rows):
    relations, kinds = {"户主": "head", "配偶": "spouse", "之子": "son"}, {"脱贫户": "lifted", "一般农户": "general"}
    return sorted(
        (
            row["户编号"],
            folded_text(row["姓名"]),
            relations[row["与户主关系"]],
            kinds[row["户类型"]],
            row["耕地面积"],
            row["工资性收入"],
        )
        for row in rows
    )


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "csv"])
@pytest.mark.parametrize("seed", range(6))
def test_the_same_registry_in_another_dress(tmp_path, county, heyi, kind, seed):
    chance = random.Random(f"{kind} {seed}")
    rows = families(chance)
    lines, merged = dressed(rows, chance, kind)
    batch = files.save(write(tmp_path, lines, merged, kind, chance), county)
    assert batch.state == "saved", (lines, batch.failure, files.complaints(batch))
    assert on_file() == expected(rows), lines
