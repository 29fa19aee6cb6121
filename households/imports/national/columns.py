"""The columns of the national export: the names in its header, and what each becomes. With words.py the only map from
its Chinese to ours; national/reader.py and national/writer.py use it."""

import re

from core.folding import folded_text
from households.imports.clean.cells import (
    AccountCell,
    BirthCell,
    ChoiceCell,
    CodeCell,
    DayCell,
    IdNumberCell,
    PhoneCell,
    TextCell,
    plain_text,
)
from households.imports.clean.names import NameCell
from households.imports.clean.numbers import NumberCell, WholeNumberCell, YearCell, YuanCell
from households.imports.clean.units import BRACKETS
from households.imports.read.reader import OWN_COLUMNS

from .cells import GroupNumberCell, HealthCell, HouseholdTypeCell, LiftedYearCell, PrefixCell, RiskTypesCell
from .totals import YEARLY_TOTALS
from .words import (
    ALLOWANCE,
    DANGEROUS_HOUSE,
    DESTITUTE,
    DISABILITIES,
    DISABILITY_LEVELS,
    EDUCATIONS,
    HOUSE_GRADES,
    HOUSEHOLD_TYPES,
    ILLNESSES,
    INSURANCE,
    LABOUR_CAPACITIES,
    MONITORED,
    OUT_OF_SCHOOL,
    RELATIONS,
    STAGES,
    YES_NO_CELL,
    values_by_word,
)

RUNNING_NUMBER = "序号"
MOST_RISKS = 5  # of a case
YEAR_IN_TITLE = re.compile(r"(20\d\d)年度")
YEAR_ALONE_IN_TITLE = re.compile(r"(20\d\d)年(?!度|\s*\d)")  # 2023年收入表, and no day of printing
LINE_CELL = NumberCell(0, "9999999.99", measure="yuan a head")
PER_HEAD_CELL = NumberCell("-9999999.99", "9999999.99", measure="yuan a head")  # costs may exceed what was earned
NUMBER_CELL, NAME_CELL = CodeCell(30), TextCell(80)
NATIONAL_COLUMNS: list[tuple] = [  # names in the header; then for each sheet that needs it: sheet, column, kind of cell
    ("户编号 户编码 户号", ("households", "number", NUMBER_CELL), ("members", "household", NUMBER_CELL)),
    ("村代码 行政村代码 行政区划代码 行政区划", ("households", "village_code", CodeCell(16))),
    ("村 行政村 行政村名称 村名称 村名 所在村", ("households", "village", NAME_CELL)),
    ("乡 乡镇 镇 乡镇名称 乡镇街道 所在乡镇", ("households", "township", NAME_CELL)),
    ("组 村民小组 自然村组 村组 组名", ("households", "group_no", GroupNumberCell())),
    (
        "户类型 户属性 农户类型",
        ("households", "kind", HouseholdTypeCell(HOUSEHOLD_TYPES, "kind")),
        ("cases", "case_type", HouseholdTypeCell(HOUSEHOLD_TYPES, "case_type")),
    ),
    (
        "监测对象类别 监测对象类型 监测类别",
        ("cases", "case_type", HouseholdTypeCell(MONITORED, "case_type")),
        ("households", "kind", HouseholdTypeCell(MONITORED, "kind")),
    ),
    ("脱贫年度 脱贫年份 脱贫时间 脱贫日期", ("households", "lifted_year", LiftedYearCell(1978))),
    ("家庭住址 家庭地址 住址 详细地址", ("households", "address", TextCell(200, mask="hidden"))),
    ("户联系电话 家庭联系电话 户主联系电话 户主电话", ("households", "phone", PhoneCell(30, mask="phone"))),
    ("银行账号 银行卡号 一卡通账号 惠农一卡通账号", ("households", "bank_account", AccountCell(40, mask="last4"))),
    ("经度", ("households", "longitude", NumberCell(73, 136, digits=6, mask="hidden"))),
    ("纬度", ("households", "latitude", NumberCell(3, 54, digits=6, mask="hidden"))),
    ("是否易地扶贫搬迁户 是否易地搬迁户 是否搬迁户 易地搬迁户", ("households", "is_relocated", YES_NO_CELL)),
    (
        "整户无劳动能力兜底保障户 是否整户无劳动能力兜底保障户 是否兜底保障户",
        ("households", "is_safety_net", YES_NO_CELL),
    ),
    ("住房等级 房屋等级 危房等级 住房安全等级 房屋安全等级", ("households", "house_grade", ChoiceCell(HOUSE_GRADES))),
    ("是否危房户 是否危房 危房户", ("households", "dangerous_house", ChoiceCell(DANGEROUS_HOUSE))),
    ("是否解决安全饮用水 是否解决安全饮水 饮水是否安全 安全饮水", ("households", "has_safe_water", YES_NO_CELL)),
    ("是否通生活用电 是否通电 生活用电", ("households", "has_electricity", YES_NO_CELL)),
    ("入户道路是否硬化 入户路是否硬化 是否通公路 是否通硬化路", ("households", "has_road", YES_NO_CELL)),
    ("耕地面积", ("households", "land_mu", NumberCell(0, 99_999, measure="mu"))),
    ("林地面积", ("households", "forest_mu", NumberCell(0, 99_999, measure="mu"))),
    ("家庭人口数 家庭人口 户人口数 家庭成员数", ("households", "size", WholeNumberCell(0, 99, measure="people"))),
    ("人均纯收入 家庭人均纯收入 年人均纯收入", ("households", "per_capita", PER_HEAD_CELL)),
    ("姓名 家庭成员姓名 成员姓名", ("members", "name", NameCell(60))),
    ("证件号码 身份证号码 身份证号 公民身份号码 证件号", ("members", "id_number", IdNumberCell())),
    ("性别", ("members", "sex", ChoiceCell(values_by_word(("男 男性", "male"), ("女 女性", "female"))))),
    ("出生日期 出生年月日", ("members", "birth_date", BirthCell(mask="hidden"))),
    ("与户主关系 与户主的关系 家庭关系", ("members", "relation", ChoiceCell(RELATIONS))),
    ("民族", ("members", "ethnicity", TextCell(20))),
    ("文化程度 学历 受教育程度", ("members", "education", PrefixCell(EDUCATIONS))),
    ("在校生状况 在校状况 在校生情况 就学情况", ("members", "school_stage", PrefixCell(STAGES))),
    (
        "义务教育阶段未上学原因 失学或辍学原因 未上学原因 失学辍学原因",
        ("members", "out_of_school_reason", ChoiceCell(OUT_OF_SCHOOL)),
    ),
    ("健康状况 身体状况", ("members", "health", HealthCell(ILLNESSES))),
    ("残疾类别 残疾类型", ("members", "disability_type", ChoiceCell(DISABILITIES))),
    ("残疾等级 残疾级别", ("members", "disability_level", ChoiceCell(DISABILITY_LEVELS))),
    ("劳动技能 劳动能力", ("members", "labour", ChoiceCell(LABOUR_CAPACITIES))),
    (
        "参加医疗保险类型 医疗保险类型 基本医疗保险 是否参加基本医疗保险 参加基本医疗保险情况",
        ("members", "insurance", ChoiceCell(INSURANCE)),
    ),
    (
        "是否参加城乡居民基本医疗保险 是否参加居民医保 城乡居民基本医疗保险",
        ("members", "resident_insured", YES_NO_CELL),
    ),
    (
        "是否参加城镇职工基本医疗保险 是否参加职工医保 城镇职工基本医疗保险",
        ("members", "employee_insured", YES_NO_CELL),
    ),
    (
        "是否参加城乡居民基本养老保险 是否参加居民养老保险 城乡居民基本养老保险",
        ("members", "resident_pension", YES_NO_CELL),
    ),
    (
        "是否参加城镇职工基本养老保险 是否参加职工养老保险 城镇职工基本养老保险",
        ("members", "employee_pension", YES_NO_CELL),
    ),
    ("是否参加基本养老保险 是否参加养老保险 参加养老保险", ("members", "has_pension", YES_NO_CELL)),
    (
        "享受低保政策情况 是否享受低保 是否低保 是否享受农村低保 是否参加低保",
        ("members", "has_allowance", ChoiceCell(ALLOWANCE, "boolean")),
    ),
    (
        "享受特困供养政策情况 是否特困供养 是否享受特困供养 是否特困人员 是否享受特困人员救助供养",
        ("members", "is_destitute", ChoiceCell(DESTITUTE, "boolean")),
    ),
    ("家庭成员联系电话 联系电话 手机号码 本人联系电话 电话", ("members", "phone", PhoneCell(30, mask="phone"))),
    ("识别监测时间 识别时间 识别日期 监测时间 纳入监测时间 认定时间", ("cases", "identified_on", DayCell())),
    ("消除监测时间 风险消除时间 风险消除日期 消除时间", ("cases", "cleared_on", DayCell())),
    ("风险是否已消除 是否消除风险 风险是否消除 是否风险消除", ("cases", "is_cleared", YES_NO_CELL)),
    (
        "风险消除方式 消除方式",
        ("cases", "clear_method", ChoiceCell(values_by_word(("帮扶消除", "assistance"), ("自然消除", "natural")))),
    ),
    ("监测线 识别时监测线 监测标准", ("cases", "line_at_identification", LINE_CELL)),
    ("消除时监测线 风险消除时监测线", ("cases", "line_at_clearing", LINE_CELL)),
    ("识别时人均纯收入 监测时人均纯收入", ("cases", "income_at_identification", PER_HEAD_CELL)),
    ("消除时人均纯收入 风险消除时人均纯收入", ("cases", "income_at_clearing", PER_HEAD_CELL)),
    ("致贫/返贫风险 返贫致贫风险 主要返贫致贫风险 返贫风险 风险类型", ("cases", "risk_0", RiskTypesCell())),
    *(
        (f"致贫/返贫风险{n} 返贫致贫风险{n} 风险{n} 返贫风险{n}", ("cases", f"risk_{n}", RiskTypesCell(f"risk_{n}")))
        for n in range(1, MOST_RISKS + 1)
    ),
    ("年度 收入年度 收入所属年度 数据年度", ("income", "year", YearCell(2010))),
]
NEEDED_COLUMNS = {"households": ["number"], "members": ["household", "name", "relation"]}


def bare_header(cell, brackets=False) -> str:
    """Return a header without spaces, line breaks, stars and brackets; `brackets` also drops the text inside them
    (units)."""
    text = folded_text(plain_text("" if cell is None else cell))
    if brackets:
        text = BRACKETS.sub("", text)
    return re.sub(r"[^\w]|_", "", text)


# Said by other columns, or by the county that the file is sent to. The head's ID number stands in the head's own row.
IGNORED_HEADERS = {
    *(RUNNING_NUMBER, "省", "市", "县", "省份", "区县", "省市区", "省自治区直辖市", "市区州盟", "县市区旗"),
    *("户主姓名", "户主证件号码", "户主身份证号码", "户主身份证号", "户主证件类型", "证件类型"),
    *(bare_header(name) for name in OWN_COLUMNS),
}


def is_note(cell) -> bool:
    """Whether a cell of the running numbers holds a text instead, such as 注：以上金额单位为万元."""
    return cell is not None and not re.fullmatch(r"\d+([.、)]\d*)?", plain_text(cell))


def header_spellings(cell) -> list[str]:
    return [bare_header(cell), bare_header(cell, brackets=True)]


def targets_by_header() -> dict[str, list]:
    """Return {name: [(sheet, column, kind of cell)]} of all columns; yearly amounts are columns of `income` by their
    item."""
    known = {bare_header(name): list(targets) for names, *targets in NATIONAL_COLUMNS for name in names.split()}
    for place, (names, _rest, parts) in enumerate(YEARLY_TOTALS):
        known |= {name: [("income", f"total_{place}", YuanCell())] for name in names.split()}
        known |= {
            name: [("income", f"{item}_{place}_{nth}", YuanCell())]
            for nth, (words, item) in enumerate(parts)
            for name in words.split()
        }
    return known


def fields_by_header() -> dict[str, str]:
    """Return the field of each known header, by the first of its names; the numbered risks are one field."""
    groups = [names.split() for names, *_targets in NATIONAL_COLUMNS]
    for total, _rest, parts in YEARLY_TOTALS:
        groups += [total.split(), *(words.split() for words, _item in parts)]
    return {bare_header(name): re.sub(r"风险\d$", "风险", names[0]) for names in groups for name in names}


KNOWN_HEADERS = targets_by_header()
FIELD_OF_HEADER = fields_by_header()
FIELDS = list(dict.fromkeys(FIELD_OF_HEADER.values()))
CELL_OF_FIELD = {  # whose cells hold one of some words
    FIELD_OF_HEADER[bare_header(names.split()[0])]: targets[0][2]
    for names, *targets in NATIONAL_COLUMNS
    if isinstance(targets[0][2], ChoiceCell)
}


def known_header_name(cell) -> str | None:
    """Return the known name that a header means, if any."""
    return next((name for name in header_spellings(cell) if name in KNOWN_HEADERS), None)
