"""The sheet `households`: one row for each household, matched by county and number."""

from django.utils.translation import gettext_lazy as _

from households.choices import HouseGrade, HouseholdKind, HouseholdState
from households.imports.clean.cells import AccountCell, CellError, CodeCell, DayCell, PhoneCell, TextCell
from households.imports.clean.choices import enum_cell, yes_no_cell
from households.imports.clean.numbers import NumberCell, WholeNumberCell, YearCell
from households.imports.match import merge
from households.imports.match.confirmed import keep_confirmed
from households.imports.match.staging import NO_PARAMS
from households.imports.national.words import HOUSE_GRADES
from households.imports.sheet import ImportColumn, ImportSheet, register_sheet
from households.models import Household

# What says only whether the house is dangerous leaves the grade on file.
HOUSE_GRADE = """CASE WHEN s.house_grade = 'S' AND t.house_grade IN ('A', 'B') THEN t.house_grade
                      WHEN s.house_grade = 'U' AND t.house_grade IN ('C', 'D') THEN t.house_grade
                      ELSE COALESCE(s.house_grade, t.house_grade, '') END"""


@register_sheet
class HouseholdsSheet(ImportSheet):
    name, title = "households", _("Households")
    also = ("农户",)
    household = "number"
    model = Household
    example = {
        "village": _("Example village"), "township": _("Example township"), "group_no": "1",
        "kind": HouseholdKind.LIFTED.label, "lifted_year": "2017", "phone": "13800000000",
        "is_relocated": _("No"), "is_safety_net": _("No"), "house_grade": HouseGrade.A.label,
        "has_safe_water": _("Yes"), "has_electricity": _("Yes"), "has_road": _("Yes"), "land_mu": "3.5",
        "forest_mu": "10",
    }  # fmt: skip
    columns = [
        ImportColumn(
            "number",
            CodeCell(30),
            _("National number of the household, unique in the county."),
            needed=True,
            also=("户编号", "户编码", "户号"),
        ),
        ImportColumn(
            "village",
            TextCell(80),
            _("12-digit code of the village, or its name. Needed for a new household."),
            also=("行政村", "村", "村名"),
        ),
        ImportColumn(
            "township",
            TextCell(80),
            _("Name or 9-digit code of the township, where the village's name is not unique."),
            also=("乡镇",),
        ),
        ImportColumn("group_no", WholeNumberCell(0, 999), _("Number of the village group."), also=("村民小组", "组")),
        ImportColumn(
            "kind",
            enum_cell(HouseholdKind, lifted="一般脱贫户 稳定脱贫户", general="非脱贫户"),
            _("Kind; empty: lifted when the year lifted is given, otherwise general."),
            also=("户类型", "农户类型"),
        ),
        ImportColumn(
            "lifted_year",
            YearCell(1978),
            _("Year in which the household was lifted out of poverty."),
            also=("脱贫年度", "脱贫年份"),
        ),
        ImportColumn(
            "address", TextCell(200, mask="hidden"), _("Address below the village."), also=("家庭住址", "详细地址")
        ),
        ImportColumn(
            "phone",
            PhoneCell(30, mask="phone"),
            _("Phone of the household, 11 digits."),
            also=("户联系电话", "联系电话"),
        ),
        ImportColumn(
            "bank_account",
            AccountCell(40, mask="last4"),
            _("Bank account, 8 to 30 digits."),
            also=("银行账号", "银行卡号"),
        ),
        ImportColumn(
            "longitude", NumberCell(73, 136, digits=6, mask="hidden"), _("Degrees east (WGS 84)."), also=("经度",)
        ),
        ImportColumn(
            "latitude", NumberCell(3, 54, digits=6, mask="hidden"), _("Degrees north (WGS 84)."), also=("纬度",)
        ),
        ImportColumn(
            "is_relocated", yes_no_cell(), _("Relocated for poverty alleviation."), also=("是否易地扶贫搬迁户",)
        ),
        ImportColumn(
            "resettled_project",
            TextCell(80),
            _("Reservoir for which the household was resettled."),
            also=("移民水库名称",),
        ),
        ImportColumn(
            "resettled_year",
            YearCell(1949),
            _("Year in which it was resettled for the reservoir."),
            also=("移民搬迁年份",),
        ),
        ImportColumn(
            "is_safety_net",
            yes_no_cell(),
            _("Safety-net household: nobody able to work."),
            also=("是否兜底保障户", "整户无劳动能力兜底保障户"),
        ),
        ImportColumn(
            "house_grade",
            enum_cell(HouseGrade).with_words(HOUSE_GRADES),
            _("Grade of the house; C and D are dangerous. If only that is known: one of the last two words."),
            also=("住房等级", "房屋等级"),
        ),
        ImportColumn("has_safe_water", yes_no_cell(), _("Safe drinking water."), also=("是否解决安全饮用水",)),
        ImportColumn("has_electricity", yes_no_cell(), _("Electricity."), also=("是否通生活用电",)),
        ImportColumn("has_road", yes_no_cell(), _("A road leads to the house."), also=("入户道路是否硬化",)),
        ImportColumn("land_mu", NumberCell(0, 99_999, measure="mu"), _("Farmland in mu."), also=("耕地面积",)),
        ImportColumn("forest_mu", NumberCell(0, 99_999, measure="mu"), _("Forest in mu."), also=("林地面积",)),
        ImportColumn(
            "state",
            enum_cell(HouseholdState),
            _("On file, merged, moved away, or nobody left; empty: on file."),
            also=("在册状态",),
        ),
        ImportColumn(
            "state_on", DayCell(), _("Day since which the household is in this state."), also=("状态起始日期",)
        ),
    ]
    dropped = frozenset({"village", "township"})
    further = {
        "village_id": "bigint",
        "phone_hash": "text",
        "phone_tails": "text",
        "bank_account_hash": "text",
        "key": "bigint",
        "extra": "jsonb",
        "per_capita": "numeric",
        "size": "integer",
    }

    def finish(self, row, note, stage):
        if row.get("village"):
            try:
                row["village_id"] = stage.places.village(row["village"], row.get("township"))
            except CellError as wrong:
                note("village", wrong)
        if row.get("lifted_year") and row.get("kind") == HouseholdKind.GENERAL:
            note("lifted_year", CellError("lifted_year_general"))
        row["key"] = stage.next_key(Household)
        merge.encrypt_secret(row, Household, "phone")
        merge.encrypt_secret(row, Household, "bank_account")

    def check(self, stage):
        if stage.repeats:
            compared = {"phone": "phone_hash", "bank_account": "bank_account_hash", "extra": "number"}
            names = self.staged.keys() - {"number", "key"}
            stage.fold(self, ["number"], {name: compared.get(name, name) for name in self.staged if name in names})
        else:
            stage.find_twice(self, ["number"], "number", where="number IS NOT NULL")
        homeless = f"""SELECT s.n, {NO_PARAMS} FROM stage_households s JOIN home USING (number)
                       WHERE home.is_new AND s.village_id IS NULL AND NOT s.bad"""
        stage.find(self, "village", "village_needed", homeless)

    def plan(self, stage):
        kind = "COALESCE(s.kind, CASE WHEN s.lifted_year IS NOT NULL THEN 'lifted' END, t.kind, 'general')"
        merge.plan_sheet(
            stage,
            self,
            Household,
            """FROM stage_households s JOIN home USING (number) LEFT JOIN households_household t ON t.id = home.id
               WHERE NOT home.held""",
            id="home.id",
            county_id=str(stage.county.pk),
            kind=kind,
            lifted_year=f"CASE WHEN {kind} = 'lifted' THEN COALESCE(s.lifted_year, t.lifted_year) END",
            phone=merge.same_secret_sql("phone", "phone_hash"),
            house_grade=HOUSE_GRADE,
            has_provisional_number="false",  # the file says its number
        )
        merge.keep_same_secrets(self, Household, "bank_account")
        keep_confirmed(stage, self, Household)
        merge.bind_to_rows(self, Household, "phone", "bank_account")
        merge.mark_changed_rows(stage, self, Household)

    def write(self, stage):
        merge.write_sheet(self, Household)
