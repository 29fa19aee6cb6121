"""The only map from the Chinese names of the national export to ours: its columns, and the words in their cells.
national/reader.py and national/writer.py use it."""

import re
from itertools import product

from core.folding import folded_text
from households.choices import IncomeItem, Labour, Relation, RiskType, SchoolStage
from households.imports.clean.cells import (
    AccountCell,
    CellKind,
    ChoiceCell,
    CodeCell,
    DayCell,
    IdNumberCell,
    NumberCell,
    PhoneCell,
    TextCell,
    WholeNumberCell,
    YearCell,
    YuanCell,
    plain_text,
)
from households.imports.clean.names import NameCell

ERRORS_COLUMN = "错误说明"  # column of the error file, ignored when it comes back
PROBLEMS_SHEET = "问题清单"
YES_NO_CELL = ChoiceCell({"是": True, "否": False, "有": True, "无": False, "1": True, "0": False}, "boolean")
YEAR_IN_TITLE = re.compile(r"(20\d\d)年度")


def values_by_word(*pairs) -> dict:
    """Return {word: value} from ("word word", value)."""
    return {word: value for words, value in pairs for word in words.split()}


RELATIONS = values_by_word(
    ("户主 本人 本人或户主 户主本人", Relation.HEAD),
    ("配偶 妻 夫 丈夫 妻子", Relation.SPOUSE),
    ("之子 子 儿子 长子 次子 独生子", Relation.SON),
    ("之女 女 女儿 长女 次女 独生女", Relation.DAUGHTER),
    ("之儿媳 儿媳", Relation.DAUGHTER_IN_LAW),
    ("之女婿 女婿", Relation.SON_IN_LAW),
    ("之孙子 之外孙子 孙子 外孙子", Relation.GRANDSON),
    ("之孙女 之外孙女 孙女 外孙女", Relation.GRANDDAUGHTER),
    ("之父 之父亲 父亲 父", Relation.FATHER),
    ("之母 之母亲 母亲 母", Relation.MOTHER),
    ("之祖父 之祖母 之外祖父 之外祖母 祖父 祖母 外祖父 外祖母", Relation.GRANDPARENT),
    ("之兄弟姐妹 之兄弟 之姐妹 兄弟姐妹 兄弟 姐妹 兄 弟 姐 妹 哥哥 弟弟 姐姐 妹妹", Relation.SIBLING),
    (
        "其他 其它 其他成员 之岳父 之岳母 之公公 之婆婆 之公婆 之侄儿 之侄女 之叔伯 之孙媳 之曾孙子 之曾孙女",
        Relation.OTHER,
    ),
)
EDUCATIONS = values_by_word(
    ("文盲或半文盲 文盲 半文盲", "illiterate"),
    ("小学", "primary"),
    ("初中", "junior"),
    ("高中 中专 高中/中专 高中或中专", "senior"),
    ("大专 专科 大专/高职 高职高专 大专/高职高专", "college"),
    ("本科 本科及以上 大学本科 研究生 硕士 博士", "university"),
)
STAGES = values_by_word(
    ("非在校生 不在校 非在校", SchoolStage.NONE),
    ("学龄前儿童 学前 幼儿园", SchoolStage.PRESCHOOL),
    ("小学 义务教育小学", SchoolStage.PRIMARY),
    ("初中 七年级 八年级 九年级 义务教育初中", SchoolStage.JUNIOR),
    ("普通高中 高中 普高", SchoolStage.SENIOR),
    ("中职 中专 中等职业 技校 技师学院 职业高中", SchoolStage.VOCATIONAL),
    ("高职 大专 专科 高等职业", SchoolStage.COLLEGE),
    ("本科 大学 硕士 博士 研究生", SchoolStage.UNIVERSITY),
)
OUT_OF_SCHOOL = values_by_word(
    ("因病 因病休学 疾病 因病延缓入学", "illness"),
    ("因残 残疾 送教上门 重度残疾", "disability"),
    ("完成义务教育 已完成义务教育 已毕业 毕业", "finished"),
    ("失学 辍学 失学辍学", "dropped_out"),
    ("其他 其它", "other"),
)
LABOUR_CAPACITIES = values_by_word(
    ("普通劳动力 普通劳动能力 普通", Labour.ORDINARY),
    ("技能劳动力 技能", Labour.SKILLED),
    ("弱劳动力或半劳动力 弱劳动力 半劳动力 半劳力 弱劳力", Labour.WEAK),
    ("丧失劳动力 丧失劳动能力", Labour.LOST),
    ("无劳动力 无劳动能力 无", Labour.NONE),
)
ILLNESSES = values_by_word(
    ("健康 良好", {}),
    ("长期慢性病 慢性病 患有慢性病", {"has_chronic_illness": True}),
    ("患有大病 大病 重病", {"has_serious_illness": True}),
    ("残疾 患有残疾", {"disabled": True}),
)
DISABILITIES = values_by_word(
    ("无 无残疾", "none"),
    ("视力 视力残疾", "sight"),
    ("听力 听力残疾", "hearing"),
    ("言语 言语残疾", "speech"),
    ("肢体 肢体残疾", "physical"),
    ("智力 智力残疾", "intellectual"),
    ("精神 精神残疾", "mental"),
    ("多重 多重残疾", "multiple"),
)
DISABILITY_LEVELS = values_by_word(("一级 1级 1", 1), ("二级 2级 2", 2), ("三级 3级 3", 3), ("四级 4级 4", 4))
INSURANCE = values_by_word(
    ("居民 城乡居民 城乡居民基本医疗保险 是 有 已参保", "resident"),
    ("职工 城镇职工 城镇职工基本医疗保险", "employee"),
    ("否 无 未参保 未参加", "none"),
)
HOUSE_GRADES = {grade + end: grade for grade, end in product("ABCD", ("级", ""))}
HOUSEHOLD_TYPES = {  # the household's kind, and the type of its case
    "脱贫户": {"kind": "lifted"},
    "一般脱贫户": {"kind": "lifted"},
    "稳定脱贫户": {"kind": "lifted"},
    "一般农户": {"kind": "general"},
    "脱贫不稳定户": {"kind": "lifted", "case_type": "unstable"},
    "边缘易致贫户": {"kind": "general", "case_type": "marginal"},
    "突发严重困难户": {"case_type": "sudden"},  # whether lifted or general stays as on file
}
MONITORED = {
    **{word: found["case_type"] for word, found in HOUSEHOLD_TYPES.items() if "case_type" in found},
    **dict.fromkeys(["非监测对象", "否", "无"]),
}
RISKS = values_by_word(
    ("因病 患病 疾病", RiskType.ILLNESS),
    ("因灾 自然灾害", RiskType.DISASTER),
    ("洪涝 洪涝灾害", RiskType.FLOOD),
    ("地质灾害", RiskType.GEOLOGICAL),
    ("旱灾 干旱", RiskType.DROUGHT),
    ("生物灾害", RiskType.BIOLOGICAL),
    ("气象灾害", RiskType.WEATHER),
    ("地震 地震灾害", RiskType.EARTHQUAKE),
    ("其他自然灾害", RiskType.DISASTER_OTHER),
    ("因残 残疾", RiskType.DISABILITY),
    ("缺劳动力 缺劳力", RiskType.LACK_OF_LABOUR),
    ("因意外事故 意外事故 因意外", RiskType.ACCIDENT),
    ("生产经营项目失败 产业项目失败 产业失败", RiskType.FAILED_BUSINESS),
    ("务工就业不稳 就业不稳 务工就业不稳定 失业", RiskType.UNSTABLE_WORK),
    ("因学", RiskType.SCHOOLING),
    ("住房出现安全问题 住房不安全 住房安全 危房", RiskType.HOUSING),
    ("饮水不安全 饮水安全 饮水出现安全问题", RiskType.WATER),
    ("义务教育 失学辍学 义务教育失学辍学", RiskType.OUT_OF_SCHOOL),
    ("其他 其它", RiskType.OTHER),
)


class PrefixCell(ChoiceCell):
    """A known word with more text after it: the grade of a school, a year."""

    def find(self, word):
        starts = [known for known in self.folded if folded_text(word).startswith(known)]
        if not starts:
            raise self.unknown()
        return self.folded[max(starts, key=len)]


class SeveralWordsCell(ChoiceCell):
    """Several known words in one cell, between commas, plus signs or spaces."""

    def all(self, raw) -> list:
        return [
            super(SeveralWordsCell, self).__call__(word) for word in re.split(r"[,、;+/\s]+", plain_text(raw)) if word
        ]


class HealthCell(SeveralWordsCell):
    """Healthy, or one or more of: long illness, serious illness, disability. What is not named counts as no."""

    def __call__(self, raw):
        found = {"has_chronic_illness": False, "has_serious_illness": False, "disabled": False}
        for named in self.all(raw):
            found |= named
        return found


class RiskTypesCell(SeveralWordsCell):
    """The risks of a case, in one column or in several named risk_1, risk_2, …"""

    def __init__(self, name="risk_0"):
        super().__init__(RISKS)
        self.name = name

    def __call__(self, raw):
        return {self.name: self.all(raw)}


class GroupNumberCell(CellKind):
    """The number in the name of a village group; a name without one is left out."""

    def __call__(self, raw):
        digits = re.search(r"\d{1,3}", plain_text(raw))
        return {"group_no": int(digits[0])} if digits else {}


class LiftedYearCell(YearCell):
    """A year, or the year of a date."""

    def __call__(self, raw):
        return super().__call__(plain_text(raw)[:4])


class HouseholdTypeCell(ChoiceCell):
    """The type of a household, which gives its kind and, for a monitored one, the type of its case: `name` picks one of
    them."""

    def __init__(self, name):
        super().__init__(HOUSEHOLD_TYPES)
        self.name = name

    def __call__(self, raw):
        found = super().__call__(raw)
        return {self.name: found[self.name]} if self.name in found else {}


LINE_CELL = NumberCell(0, "9999999999.99")
PER_HEAD_CELL = NumberCell("-9999999.99", "9999999.99")  # costs may exceed what was earned
NUMBER_CELL, NAME_CELL = CodeCell(30), TextCell(80)
NATIONAL_COLUMNS: list[tuple] = [  # names in the header; then for each sheet that needs it: sheet, column, kind of cell
    ("户编号 户编码 户号", ("households", "number", NUMBER_CELL), ("members", "household", NUMBER_CELL)),
    ("村代码 行政村代码 行政区划代码 行政区划", ("households", "village_code", CodeCell(16))),
    ("村 行政村 行政村名称 村名称 村名 所在村", ("households", "village", NAME_CELL)),
    ("乡 乡镇 镇 乡镇名称 乡镇街道 所在乡镇", ("households", "township", NAME_CELL)),
    ("组 村民小组 自然村组 村组 组名", ("households", "group_no", GroupNumberCell())),
    (
        "户类型 户属性 农户类型",
        ("households", "kind", HouseholdTypeCell("kind")),
        ("cases", "case_type", HouseholdTypeCell("case_type")),
    ),
    ("监测对象类别 监测对象类型 监测类别", ("cases", "case_type", ChoiceCell(MONITORED))),
    ("脱贫年度 脱贫年份 脱贫时间", ("households", "lifted_year", LiftedYearCell(1978))),
    ("家庭住址 家庭地址 住址 详细地址", ("households", "address", TextCell(200, mask="hidden"))),
    ("家庭联系电话 户主联系电话 户主电话", ("households", "phone", PhoneCell(30, mask="phone"))),
    ("银行账号 银行卡号 一卡通账号 惠农一卡通账号", ("households", "bank_account", AccountCell(40, mask="last4"))),
    ("经度", ("households", "longitude", NumberCell(73, 136, digits=6, mask="hidden"))),
    ("纬度", ("households", "latitude", NumberCell(3, 54, digits=6, mask="hidden"))),
    ("是否易地扶贫搬迁户 是否易地搬迁户 是否搬迁户 易地搬迁户", ("households", "is_relocated", YES_NO_CELL)),
    (
        "整户无劳动能力兜底保障户 是否整户无劳动能力兜底保障户 是否兜底保障户",
        ("households", "is_safety_net", YES_NO_CELL),
    ),
    ("住房等级 房屋等级 危房等级 住房安全等级 房屋安全等级", ("households", "house_grade", ChoiceCell(HOUSE_GRADES))),
    ("是否解决安全饮用水 是否解决安全饮水 饮水是否安全 安全饮水", ("households", "has_safe_water", YES_NO_CELL)),
    ("是否通生活用电 是否通电 生活用电", ("households", "has_electricity", YES_NO_CELL)),
    ("入户路是否硬化 是否通公路 是否通硬化路", ("households", "has_road", YES_NO_CELL)),
    ("耕地面积", ("households", "land_mu", NumberCell(0, 99_999))),
    ("林地面积", ("households", "forest_mu", NumberCell(0, 99_999))),
    ("家庭人口数 家庭人口 户人口数 家庭成员数", ("households", "size", WholeNumberCell(0, 99))),
    ("人均纯收入 家庭人均纯收入 年人均纯收入", ("households", "per_capita", PER_HEAD_CELL)),
    ("姓名 家庭成员姓名 成员姓名", ("members", "name", NameCell(60))),
    ("证件号码 身份证号码 身份证号 公民身份号码 证件号", ("members", "id_number", IdNumberCell())),
    ("性别", ("members", "sex", ChoiceCell(values_by_word(("男 男性", "male"), ("女 女性", "female"))))),
    ("出生日期 出生年月日", ("members", "birth_date", DayCell(mask="hidden"))),
    ("与户主关系 与户主的关系 家庭关系", ("members", "relation", ChoiceCell(RELATIONS))),
    ("民族", ("members", "ethnicity", TextCell(20))),
    ("文化程度 学历 受教育程度", ("members", "education", PrefixCell(EDUCATIONS))),
    ("在校生状况 在校状况 在校生情况 就学情况", ("members", "school_stage", PrefixCell(STAGES))),
    (
        "未上学原因 失学或辍学原因 失学辍学原因 义务教育阶段未上学原因",
        ("members", "out_of_school_reason", ChoiceCell(OUT_OF_SCHOOL)),
    ),
    ("健康状况 身体状况", ("members", "health", HealthCell(ILLNESSES))),
    ("残疾类别 残疾类型", ("members", "disability_type", ChoiceCell(DISABILITIES))),
    ("残疾等级 残疾级别", ("members", "disability_level", ChoiceCell(DISABILITY_LEVELS))),
    ("劳动能力 劳动技能", ("members", "labour", ChoiceCell(LABOUR_CAPACITIES))),
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
        "是否参加城乡居民基本养老保险 是否参加养老保险 城乡居民基本养老保险 参加养老保险",
        ("members", "has_pension", YES_NO_CELL),
    ),
    ("是否享受低保 是否低保 是否享受农村低保 是否参加低保", ("members", "has_allowance", YES_NO_CELL)),
    ("是否特困供养 是否享受特困供养 是否特困人员 是否享受特困人员救助供养", ("members", "is_destitute", YES_NO_CELL)),
    ("联系电话 手机号码 本人联系电话 电话", ("members", "phone", PhoneCell(30, mask="phone"))),
    ("识别时间 识别日期 监测时间 识别监测时间 纳入监测时间 认定时间", ("cases", "identified_on", DayCell())),
    ("风险消除时间 风险消除日期 消除时间", ("cases", "cleared_on", DayCell())),
    ("风险是否已消除 是否消除风险 风险是否消除 是否风险消除", ("cases", "is_cleared", YES_NO_CELL)),
    (
        "风险消除方式 消除方式",
        ("cases", "clear_method", ChoiceCell(values_by_word(("帮扶消除", "assistance"), ("自然消除", "natural")))),
    ),
    ("监测线 识别时监测线 监测标准", ("cases", "line_at_identification", LINE_CELL)),
    ("消除时监测线 风险消除时监测线", ("cases", "line_at_clearing", LINE_CELL)),
    ("识别时人均纯收入 监测时人均纯收入", ("cases", "income_at_identification", PER_HEAD_CELL)),
    ("消除时人均纯收入 风险消除时人均纯收入", ("cases", "income_at_clearing", PER_HEAD_CELL)),
    ("返贫致贫风险 致贫返贫风险 主要返贫致贫风险 返贫风险 风险类型", ("cases", "risk_0", RiskTypesCell())),
    *(
        (f"返贫致贫风险{n} 致贫返贫风险{n} 风险{n} 返贫风险{n}", ("cases", f"risk_{n}", RiskTypesCell(f"risk_{n}")))
        for n in range(1, 6)
    ),
    ("年度 收入年度 收入所属年度 数据年度", ("income", "year", YearCell(2010))),
]
NEEDED_COLUMNS = {"households": ["number"], "members": ["household", "name", "relation"]}
IGNORED_HEADERS = {"序号", "省", "市", "县", "省份", "区县", "省市区", "户主姓名", "证件类型", ERRORS_COLUMN}
# Yearly amounts of the household: names of the total, the item for what its parts leave over, its parts.
YEARLY_TOTALS = [
    (
        "工资性收入",
        IncomeItem.WAGES_LABOUR,
        [
            ("务工收入 外出务工收入", IncomeItem.WAGES_LABOUR),
            ("部门公益性岗位收入", IncomeItem.WAGES_SECTOR),
            ("乡镇公益性岗位收入", IncomeItem.WAGES_TOWNSHIP),
            ("公益性岗位收入 村级公益性岗位收入", IncomeItem.WAGES_VILLAGE),
        ],
    ),
    (
        "生产经营性收入 经营性收入 家庭经营性收入",
        IncomeItem.BUSINESS_OTHER,
        [
            ("种植业收入", IncomeItem.CROPS),
            ("养殖业收入", IncomeItem.LIVESTOCK),
            ("林果业收入 林业收入", IncomeItem.FOREST_FRUIT),
            ("其他生产经营性收入 其他经营性收入", IncomeItem.BUSINESS_OTHER),
        ],
    ),
    (
        "财产性收入",
        IncomeItem.PROPERTY_OTHER,
        [
            ("资产收益分红 分红收入 资产收益扶贫分红收入", IncomeItem.DIVIDENDS),
            ("土地流转收入 转让承包土地经营权租金", IncomeItem.LAND_TRANSFER),
            ("其他财产性收入", IncomeItem.PROPERTY_OTHER),
        ],
    ),
    (
        "转移性收入",
        IncomeItem.TRANSFER_OTHER,
        [
            ("低保金 最低生活保障金", IncomeItem.ALLOWANCE),
            ("特困供养金 特困人员救助供养金", IncomeItem.DESTITUTE),
            ("养老保险金 养老金", IncomeItem.PENSION),
            ("生态补偿金", IncomeItem.ECOLOGICAL),
            ("移民后扶补助 移民补助", IncomeItem.RESETTLEMENT),
            ("计划生育金 惠农补贴 政策性补贴", IncomeItem.SUBSIDIES),
            ("赡养收入 赡养费", IncomeItem.CHILDREN),
            ("其他转移性收入", IncomeItem.TRANSFER_OTHER),
        ],
    ),
    (
        "生产经营性支出 经营性支出",
        IncomeItem.COST_OTHER,
        [
            ("种植业支出", IncomeItem.COST_CROPS),
            ("养殖业支出", IncomeItem.COST_LIVESTOCK),
            ("林果业支出 林业支出", IncomeItem.COST_FOREST_FRUIT),
            ("其他生产经营性支出", IncomeItem.COST_OTHER),
        ],
    ),
    ("理赔收入 保险理赔 理赔金额", IncomeItem.CLAIM, []),
    ("合规自付支出 合规自付 医疗自付支出 自付医疗费用", IncomeItem.OUT_OF_POCKET, []),
    ("教育自付支出 自付教育费用 非义务教育支出", IncomeItem.SCHOOLING, []),
    ("自然灾害损失 灾害损失", IncomeItem.LOSS, []),
]


def bare_header(cell, brackets=False) -> str:
    """Return a header without spaces, line breaks, stars and brackets; `brackets` also drops the text inside them
    (units)."""
    text = folded_text(plain_text("" if cell is None else cell))
    if brackets:
        text = re.sub(r"[(\[{【〔].*?[)\]}】〕]", "", text)
    return re.sub(r"[^\w]|_", "", text)


def header_spellings(cell) -> list[str]:
    return [bare_header(cell), bare_header(cell, brackets=True)]


def targets_by_header() -> dict[str, list]:
    """Return {name: [(sheet, column, kind of cell)]} of all columns; yearly amounts are columns of `income` by their
    item."""
    known = {name: list(targets) for names, *targets in NATIONAL_COLUMNS for name in names.split()}
    for place, (names, _rest, parts) in enumerate(YEARLY_TOTALS):
        known |= {name: [("income", f"total_{place}", YuanCell())] for name in names.split()}
        known |= {
            name: [("income", f"{item}_{place}_{nth}", YuanCell())]
            for nth, (words, item) in enumerate(parts)
            for name in words.split()
        }
    return known


KNOWN_HEADERS = targets_by_header()


def known_header_name(cell) -> str | None:
    """Return the known name that a header means, if any."""
    return next((name for name in header_spellings(cell) if name in KNOWN_HEADERS), None)
