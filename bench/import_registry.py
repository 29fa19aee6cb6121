"""How long a registry import takes, and how much memory: N invented households in both layouts, with the bare COPY
of the same rows beside it.

    python bench/import_registry.py --households 27000 [--layout ours|national] [--file csv|xlsx] [--income 5]

Runs on the database of POVWATCH_HOME or DATABASE_URL, in a county of its own and a transaction that is rolled back."""

import argparse
import csv
import io
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "povwatch.settings")

COUNTY, TOWNSHIPS, VILLAGES = "999009", 12, 15
SIZES, WEIGHTS = (1, 2, 3, 4, 5, 6, 7), (24, 27, 20, 15, 8, 4, 2)
RELATIONS = ("head", "spouse", "son", "daughter", "mother", "father", "other")
NATIONAL = ("户主", "配偶", "之子", "之女", "之母", "之父", "其他")
ITEMS = ("wages_labour", "crops", "land_transfer", "allowance", "cost_crops", "pension", "livestock", "subsidies")
AMOUNTS = (
    "工资性收入",
    "生产经营性收入",
    "财产性收入",
    "转移性收入",
    "生产经营性支出",
    "理赔收入",
    "合规自付支出",
    "教育自付支出",
)


def id_number(rng, sequence):
    from stdnum.cn import ric

    born = f"{rng.randint(1940, 2009)}{rng.randint(1, 12):02}{rng.randint(1, 28):02}"
    body = f"{420000 + sequence // 500 % 900_000:06}{born}{sequence % 500 * 2 + 1:03}"
    return body + ric.calc_check_digit(body + "0")


def families(households, seed=1):
    """Yield (household, its people) one after the other, so that a million need no memory."""
    rng, sequence = random.Random(seed), 0
    for n in range(households):
        village = f"{COUNTY}{101 + n % TOWNSHIPS}{201 + n // TOWNSHIPS % VILLAGES}"
        home = {
            "number": f"B{n:09}",
            "village": village,
            "kind": "lifted",
            "lifted_year": "2017",
            "phone": f"138{n:08}",
            "bank_account": f"6217{n:012}",
            "house_grade": "A",
            "land_mu": f"{rng.random() * 9:.2f}",
            "has_safe_water": "yes",
            "address": f"Lane {n}",
        }
        people = []
        for place in range(rng.choices(SIZES, WEIGHTS)[0]):
            sequence += 1
            people.append(
                {
                    "household": home["number"],
                    "name": f"Sample {sequence}",
                    "id_number": id_number(rng, sequence),
                    "relation": RELATIONS[place],
                    "ethnicity": "Han",
                    "education": "junior",
                    "school_stage": "none",
                    "has_chronic_illness": "no",
                    "has_serious_illness": "no",
                    "disability_type": "none",
                    "labour": "ordinary",
                    "insurance": "resident",
                    "has_pension": "yes",
                    "has_allowance": "no",
                    "is_destitute": "no",
                    "phone": f"139{sequence:08}",
                }
            )
        yield home, people


def ours(directory, households, items, seed=1):
    """Return the number of rows of each CSV file, after writing the folder."""
    sheets = {
        name: (directory / f"{name}.csv").open("w", newline="") for name in ("areas", "households", "members", "income")
    }
    writers = {name: csv.writer(file) for name, file in sheets.items()}
    writers["areas"].writerows(areas())
    writers["income"].writerow(["household", "year", "item", "amount"])
    for n, (home, people) in enumerate(families(households, seed)):
        if n == 0:
            writers["households"].writerow(home)
            writers["members"].writerow(people[0])
        writers["households"].writerow(home.values())
        writers["members"].writerows(person.values() for person in people)
        writers["income"].writerows([home["number"], "2025", item, f"{1000 + n % 900}.50"] for item in ITEMS[:items])
    for file in sheets.values():
        file.close()
    return directory


def areas():
    yield "code", "official_name"
    yield COUNTY, "Bench County"
    for township in range(TOWNSHIPS):
        yield f"{COUNTY}{101 + township}", f"Bench Township {township}"
        yield from ((f"{COUNTY}{101 + township}{201 + v}", f"Bench Village {township}-{v}") for v in range(VILLAGES))


def national(path, households, items):
    """Return the national export: about fifty columns, as .xlsx."""
    import xlsxwriter

    header = [
        "省",
        "市",
        "县",
        "乡镇",
        "村",
        "户编号",
        "人编号",
        "姓名",
        "证件类型",
        "证件号码",
        "性别",
        "民族",
        "与户主关系",
        "文化程度",
        "在校生状况",
        "健康状况",
        "劳动技能",
        "是否参加城乡居民基本医疗保险",
        "是否参加城镇职工基本医疗保险",
        "是否参加城乡居民基本养老保险",
        "是否享受低保",
        "是否特困供养",
        "联系电话",
        "户类型",
        "脱贫年度",
        "行政村代码",
        "银行账号",
        "住房等级",
        "耕地面积",
        "林地面积",
        "是否解决安全饮用水",
        "家庭人口数",
        "务工区域",
        "务工时间",
        "政治面貌",
        "开户银行",
        *AMOUNTS[:items],
    ]
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, "Bench 2025年度")
        row = 2
        sheet.write_row(row, 0, header)
        for n, (home, people) in enumerate(families(households)):
            for place, person in enumerate(people):
                row += 1
                cells = [
                    "",
                    "",
                    "",
                    "",
                    "",
                    home["number"],
                    f"P{row}",
                    person["name"],
                    "1",
                    person["id_number"],
                    "",
                    "汉族",
                    NATIONAL[place],
                    "初中",
                    "非在校生",
                    "健康",
                    "普通劳动力",
                    "是",
                    "否",
                    "是",
                    "否",
                    "否",
                    person["phone"],
                    "脱贫户",
                    "2017",
                    home["village"],
                    home["bank_account"],
                    "A级",
                    home["land_mu"],
                    "1",
                    "是",
                    str(len(people)),
                    "",
                    "",
                    "群众",
                    "x",
                    *[f"{1000 + n % 900}.50"] * items,
                ]
                for column, cell in enumerate(cells):
                    sheet.write_string(row, column, cell)
    return path


def measure(path, rounds):
    """Measure in a process of its own: the time of each round, and the most memory it used."""
    import django

    django.setup()
    from django.db import connection, transaction

    from accounts.models import Area
    from households.imports import actions
    from households.imports import run as import_run
    from households.imports.match.new_county import add_county
    from households.imports.read.files import file_parts_at
    from households.models import ImportBatch

    took = {}
    with transaction.atomic():
        county = add_county({"code": COUNTY, "official_name": "Bench County"})
        make_areas(Area, county)
        for name in rounds:
            state = "checking" if name.startswith("check") else "saving"
            batch = actions.create_import(file_name="bench", county=county, by=None, language="en", state=state)
            steps = Steps()
            getattr(import_run, f"run_import_{name.split()[0]}")(batch, parts=file_parts_at(path), report=steps)
            batch = ImportBatch.objects.get(pk=batch.pk)
            took[name] = {
                **steps.seconds(),
                "state": batch.state,
                "failure": str(batch.failed_because or ""),
                "rows": {
                    c["sheet"]: [c["rows"], c["new"], c["changed"], c["same"], c["warnings"]] for c in batch.counts
                },
            }
            if name == "save":
                with connection.cursor() as cursor:
                    cursor.execute("ANALYZE")
                    took["bare COPY"] = bare_copy(cursor)
        transaction.set_rollback(True)
    took["peak MB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps(took))


def make_areas(model, county):
    known = {COUNTY: county}
    for code, name in list(areas())[2:]:
        level, above = ("township", COUNTY) if len(code) == 9 else ("village", code[:9])
        known[code] = model.objects.create(code=code, level=level, name=name, official_name=name, parent=known[above])


class Steps:
    """A report(step, done, total) callback that keeps the times."""

    def __init__(self):
        self.moments = [("start", time.perf_counter())]

    def __call__(self, step, done=0, total=0):
        if self.moments[-1][0] != step:
            self.moments.append((step, time.perf_counter()))

    def seconds(self):
        ends = [*(moment for _step, moment in self.moments[1:]), time.perf_counter()]
        spent = {}
        for (step, begun), end in zip(self.moments, ends, strict=True):
            spent[step] = round(spent.get(step, 0) + end - begun, 1)
        return {**spent, "all": round(ends[-1] - self.moments[0][1], 1)}


def bare_copy(cursor) -> dict:
    """Copy the same rows again, out into a file and in by COPY into tables without any index or constraint."""
    spent = {}
    for table in (f"households_{name}" for name in ("household", "member", "incomestatement", "incomerecord")):
        cursor.execute(
            "SELECT string_agg(quote_ident(attname), ',' ORDER BY attnum) FROM pg_attribute WHERE "
            "attrelid = %s::regclass "
            "AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
            [table],
        )
        columns = cursor.fetchone()[0]
        cursor.execute(f"CREATE TEMP TABLE bare AS SELECT {columns} FROM {table} WITH NO DATA")
        with tempfile.TemporaryFile() as file:
            cursor.copy_expert(f"COPY {table} ({columns}) TO STDOUT", file)
            file.seek(0, io.SEEK_SET)
            begun = time.perf_counter()
            cursor.copy_expert(f"COPY bare ({columns}) FROM STDIN", file)
            spent[table.partition("_")[2]] = round(time.perf_counter() - begun, 1)
        cursor.execute("DROP TABLE bare")
    return {**spent, "all": round(sum(spent.values()), 1)}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=27_000)
    parser.add_argument("--layout", choices=["ours", "national"], default="ours")
    parser.add_argument("--income", type=int, default=5, help="yearly amounts a household")
    parser.add_argument("--rounds", default="check,save,check again", help="which of them, in this order")
    parser.add_argument("--keep", type=Path, help="keep the file in this folder")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.run:
        return measure(options.run, options.rounds.split(","))
    with tempfile.TemporaryDirectory() as directory:
        place = options.keep or Path(directory)
        make = {
            "ours": lambda: ours(place, options.households, options.income),
            "national": lambda: national(place / "export.xlsx", options.households, options.income),
        }
        begun = time.perf_counter()
        path = make[options.layout]()
        print(
            f"{options.households:,} households, {options.layout}: made in {time.perf_counter() - begun:.0f} s",
            file=sys.stderr,
        )
        command = [sys.executable, __file__, "--run", str(path), "--rounds", options.rounds]
        took = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    print(json.dumps(took, indent=2))


if __name__ == "__main__":
    main()
