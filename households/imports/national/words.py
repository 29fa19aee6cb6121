"""The words in the cells of the national export, each with what the registry keeps for it; of several words for one
value the first is the one that the national system writes. national/columns.py says which column has which."""

from itertools import product

from households.choices import HouseGrade, Labour, Relation, RiskType, SchoolStage
from households.imports.clean.cells import ChoiceCell


def values_by_word(*pairs) -> dict:
    """Return {word: value} from ("word word", value)."""
    return {word: value for words, value in pairs for word in words.split()}


YES_NO = values_by_word(("是 有 1", True), ("否 无 0", False))
YES_NO_CELL = ChoiceCell(YES_NO, "boolean")

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
    ("学龄前儿童 学前教育 学前 幼儿园", SchoolStage.PRESCHOOL),
    ("小学 义务教育小学", SchoolStage.PRIMARY),
    ("初中 七年级 八年级 九年级 义务教育初中", SchoolStage.JUNIOR),
    ("普通高中 高中 普高", SchoolStage.SENIOR),
    ("中职 中专 中等职业 技校 技师学院 技师 技工 职业高中", SchoolStage.VOCATIONAL),
    ("高职 大专 专科 高等职业", SchoolStage.COLLEGE),
    ("本科 大学 硕士 博士 研究生", SchoolStage.UNIVERSITY),
)
OUT_OF_SCHOOL = values_by_word(
    ("因病 因病休学 疾病 因病延缓入学", "illness"),
    ("因残 残疾 送教上门 重度残疾", "disability"),
    ("完成义务教育 已完成义务教育 已毕业 毕业", "finished"),
    ("失学辍学 失学 辍学 因厌学 厌学", "dropped_out"),
    ("其他 其它", "other"),
)
LABOUR_CAPACITIES = values_by_word(
    ("普通劳动力 普通劳动能力 普通劳动 普通", Labour.ORDINARY),
    ("技能劳动力 技能劳动能力 技能", Labour.SKILLED),
    ("弱劳动力或半劳动力 弱劳动力 半劳动力 半劳力 弱劳力", Labour.WEAK),
    ("丧失劳动力 丧失劳动能力", Labour.LOST),
    ("无劳动力 无劳动能力 无", Labour.NONE),
)
ILLNESSES = values_by_word(
    ("健康 良好", {}),
    ("长期慢性病 慢性病 患有慢性病", {"has_chronic_illness": True}),
    ("患有大病 患大病 大病 重病", {"has_serious_illness": True}),
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
    ("城乡居民基本医疗保险 居民 城乡居民 是 有 已参保", "resident"),
    ("城镇职工基本医疗保险 职工 城镇职工", "employee"),
    ("否 无 未参保 未参加", "none"),
)
HOUSE_GRADES = {grade + end: grade for grade, end in product("ABCD", ("级", ""))}
DANGEROUS_HOUSE = {
    word: HouseGrade.DANGEROUS if is_dangerous else HouseGrade.SAFE for word, is_dangerous in YES_NO.items()
}
CASE_TYPES = {  # of a monitored household, and the kind that follows; a sudden-hardship household keeps its kind
    "脱贫不稳定户": {"kind": "lifted", "case_type": "unstable"},
    "边缘易致贫户": {"kind": "general", "case_type": "marginal"},
    "突发严重困难户": {"case_type": "sudden"},
}
HOUSEHOLD_TYPES = {
    **values_by_word(("脱贫户 一般脱贫户 稳定脱贫户", {"kind": "lifted"}), ("一般农户 非脱贫户", {"kind": "general"})),
    **CASE_TYPES,
}
NOT_MONITORED = ""  # the type of the case of a household that is said to have none
MONITORED = {**CASE_TYPES, **dict.fromkeys(["非监测对象", "否", "无"], {"case_type": NOT_MONITORED})}
# Of an allowance the registry knows whether it is paid, not by which list: 是 is written.
ALLOWANCE = YES_NO | values_by_word(("农村低保 城市低保 低保 享受", True), ("未享受 不享受", False))
DESTITUTE = YES_NO | values_by_word(
    ("农村特困 城市特困 特困供养 集中供养 分散供养 享受", True), ("未享受 不享受", False)
)
RISKS = values_by_word(
    ("因病 患病 疾病", RiskType.ILLNESS),
    ("因自然灾害 因灾 自然灾害", RiskType.DISASTER),
    ("因自然灾害(洪涝灾害) 因洪涝灾害 洪涝 洪涝灾害", RiskType.FLOOD),
    ("因自然灾害(地质灾害) 因地质灾害 地质灾害", RiskType.GEOLOGICAL),
    ("因自然灾害(旱灾) 因旱灾 旱灾 干旱", RiskType.DROUGHT),
    ("因自然灾害(生物灾害) 因生物灾害 生物灾害", RiskType.BIOLOGICAL),
    ("因自然灾害(气象灾害) 因气象灾害 气象灾害", RiskType.WEATHER),
    ("因自然灾害(地震灾害) 因地震灾害 地震 地震灾害", RiskType.EARTHQUAKE),
    ("因自然灾害(其他) 其他自然灾害", RiskType.DISASTER_OTHER),
    ("因残 残疾", RiskType.DISABILITY),
    ("因缺劳动力 缺劳动力 因缺劳力 缺劳力", RiskType.LACK_OF_LABOUR),
    ("因意外事故 意外事故 因意外", RiskType.ACCIDENT),
    ("因产业失败 产业失败 产业项目失败 因产业项目失败 生产经营项目失败 因生产经营项目失败", RiskType.FAILED_BUSINESS),
    ("因务工就业不稳 务工就业不稳 就业不稳 务工就业不稳定 因务工就业不稳定 失业 因失业", RiskType.UNSTABLE_WORK),
    ("因学", RiskType.SCHOOLING),
    ("因安全住房 住房安全 住房出现安全问题 住房不安全 因住房安全 危房", RiskType.HOUSING),
    ("因安全饮水 饮水安全 饮水不安全 饮水出现安全问题 因饮水安全", RiskType.WATER),
    ("因义务教育 义务教育 失学辍学 义务教育失学辍学 因失学辍学", RiskType.OUT_OF_SCHOOL),
    ("其他 其它", RiskType.OTHER),
)
