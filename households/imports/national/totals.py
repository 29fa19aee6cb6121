"""The yearly amounts of a household in the national export: totals, their parts, and the item of each."""

from households.choices import IncomeItem

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
