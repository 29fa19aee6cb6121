"""The sheet `members`: one row for each person, matched by ID number within the household, else by name, relation and
birth date. An ID number on file elsewhere is reported, never overwritten; a person missing from the file stays on
file."""

from django.utils.translation import gettext_lazy as _

from core.folding import folded_sql
from core.pinyin import name_initials
from core.sql import execute_sql
from households.choices import (
    DisabilityType,
    Education,
    Insurance,
    Labour,
    LeftReason,
    OutOfSchool,
    Relation,
    SchoolStage,
    Sex,
)
from households.imports.clean.cells import BirthCell, CellError, CodeCell, DayCell, IdNumberCell, PhoneCell, TextCell
from households.imports.clean.choices import enum_cell, yes_no_cell
from households.imports.clean.names import NameCell
from households.imports.clean.numbers import WholeNumberCell
from households.imports.match import merge
from households.imports.match.confirmed import CAME_BACK, SAME_BIRTH, keep_confirmed, match_as_corrected
from households.imports.match.staging import NO_PARAMS
from households.imports.national.words import (
    DISABILITIES,
    EDUCATIONS,
    INSURANCE,
    LABOUR_CAPACITIES,
    OUT_OF_SCHOOL,
    RELATIONS,
    STAGES,
)
from households.imports.sheet import ImportColumn, ImportSheet, register_sheet
from households.models import Member

# A year alone agrees with every day of it, and takes no day away that is known.
KNOWN_BIRTH = """CASE WHEN s.birth_year_only AND date_part('year', t.birth_date) = date_part('year', s.birth_date)
                 THEN {same} ELSE {other} END"""
CERTIFIED = dict(zip("1234567", [kind for kind in DisabilityType if kind != DisabilityType.NONE], strict=True))


@register_sheet
class MembersSheet(ImportSheet):
    name, title = "members", _("Members")
    also = ("家庭成员",)
    model = Member
    example = {
        "name": _("Example person"), "id_number": "999900196802140018", "relation": Relation.HEAD.label,
        "ethnicity": _("Han"), "education": Education.JUNIOR.label, "school_stage": SchoolStage.NONE.label,
        "has_chronic_illness": _("No"), "has_serious_illness": _("No"), "disability_type": DisabilityType.NONE.label,
        "labour": Labour.ORDINARY.label, "insurance": Insurance.RESIDENT.label, "has_pension": _("Yes"),
        "has_allowance": _("No"), "is_destitute": _("No"), "phone": "13800000000",
    }  # fmt: skip
    columns = [
        ImportColumn(
            "household", CodeCell(30), _("Number of the household."), needed=True, also=("户编号", "户编码", "户号")
        ),
        ImportColumn("name", NameCell(60), _("Name."), needed=True, also=("姓名",)),
        ImportColumn(
            "id_number",
            IdNumberCell(),
            _("ID number (18 characters), or disability certificate (20 or 22)."),
            also=("证件号码", "身份证号", "身份证号码"),
        ),
        ImportColumn("sex", enum_cell(Sex), _("Sex; empty: as in the ID number."), also=("性别",)),
        ImportColumn(
            "birth_date",
            BirthCell(mask="hidden"),
            _("Birth date, or its year alone; empty: as in the ID number."),
            also=("出生日期",),
        ),
        ImportColumn(
            "relation",
            enum_cell(Relation).with_words(RELATIONS),
            _("Relation to the head."),
            needed=True,
            also=("与户主关系",),
        ),
        ImportColumn("ethnicity", TextCell(20), _("Ethnicity."), also=("民族",)),
        ImportColumn(
            "education",
            enum_cell(Education).with_words(EDUCATIONS),
            _("Education of those who are out of school."),
            also=("文化程度",),
        ),
        ImportColumn(
            "school_stage",
            enum_cell(SchoolStage).with_words(STAGES),
            _("School stage of those who are in school, or none."),
            also=("在校生状况",),
        ),
        ImportColumn(
            "out_of_school_reason",
            enum_cell(OutOfSchool).with_words(OUT_OF_SCHOOL),
            _("Why a child of school age is not in school."),
            also=("义务教育阶段未上学原因",),
        ),
        ImportColumn("has_chronic_illness", yes_no_cell(), _("Long illness."), also=("是否患长期慢性病",)),
        ImportColumn("has_serious_illness", yes_no_cell(), _("Serious illness."), also=("是否患大病",)),
        ImportColumn(
            "disability_type",
            enum_cell(DisabilityType).with_words(DISABILITIES),
            _("Disability, or none; empty: as in the certificate."),
            also=("残疾类别",),
        ),
        ImportColumn(
            "disability_level",
            WholeNumberCell(1, 4),
            _("Level of the disability; 1 and 2 are severe."),
            also=("残疾等级",),
        ),
        ImportColumn(
            "labour",
            enum_cell(Labour).with_words(LABOUR_CAPACITIES),
            _("Capacity to work."),
            also=("劳动能力", "劳动技能"),
        ),
        ImportColumn(
            "insurance",
            enum_cell(Insurance).with_words(INSURANCE),
            _("Basic medical insurance."),
            also=("基本医疗保险",),
        ),
        ImportColumn("has_pension", yes_no_cell(), _("Pension insurance."), also=("是否参加基本养老保险",)),
        ImportColumn("has_allowance", yes_no_cell(), _("Subsistence allowance."), also=("是否享受低保",)),
        ImportColumn("is_destitute", yes_no_cell(), _("Destitute support."), also=("是否特困供养",)),
        ImportColumn("phone", PhoneCell(30, mask="phone"), _("Phone of the person."), also=("联系电话",)),
        ImportColumn("joined_on", DayCell(), _("Day of joining the household."), also=("入户日期",)),
        ImportColumn("left_on", DayCell(), _("Day of leaving the household."), also=("离户日期",)),
        ImportColumn("left_reason", enum_cell(LeftReason), _("Why the person left."), also=("离户原因",)),
    ]
    further = {
        "name_initials": "text",
        "key": "bigint",
        "id_hash": "text",
        "id_tails": "text",
        "phone_hash": "text",
        "phone_tails": "text",
        "birth_year_only": "boolean",
        "extra": "jsonb",
    }

    def finish(self, row, note, stage):
        self.compare_with_id(row, note)
        if certificate := row.pop("certificate", None):
            row.setdefault("disability_type", CERTIFIED[certificate[18]])
            row.setdefault("disability_level", int(certificate[19]))
            row["extra"] = {**row.get("extra", {}), "disability_certificate": certificate}
        if row.get("left_on") and not row.get("left_reason"):
            note("left_reason", CellError("needs_reason"))
        if row.get("left_reason") and not row.get("left_on"):
            note("left_on", CellError("needs_left_on"))
        if row.get("joined_on") and row.get("left_on") and row["left_on"] < row["joined_on"]:
            note("left_on", CellError("left_before_joining"))
        row["name_initials"] = name_initials(row.get("name") or "")
        row["key"] = stage.next_key(Member)
        merge.encrypt_secret(row, Member, "id_number")
        row["id_hash"], row["id_tails"] = row.pop("id_number_hash", None), row.pop("id_number_tails", None)
        merge.encrypt_secret(row, Member, "phone")

    def compare_with_id(self, row, note):
        """Fill in birth date and sex from the ID number, and report a contradiction."""
        born = row.pop("id_birth", None)
        if born and row.get("birth_year_only") and row["birth_date"].year == born.year:
            row["birth_date"] = born  # the number says which day of the year
        if born:
            row["birth_year_only"] = False
        for column, carried in (("birth_date", born), ("sex", row.pop("id_sex", None))):
            if carried and row.setdefault(column, carried) != carried:
                note(column, CellError(f"{column.removesuffix('_date')}_differs"))

    def check(self, stage):
        stage.find_strangers(self)
        stage.find_twice(self, ["id_hash"], "id_number", where="id_hash IS NOT NULL AND left_on IS NULL")
        nameless = f"SELECT household, {folded_sql('name')}, relation FROM stage_members WHERE id_hash IS NULL"
        same = ["household", folded_sql("name"), "relation", "birth_date"]
        stage.find_twice(self, same, "name", where=f"(household, {folded_sql('name')}, relation) IN ({nameless})")
        self.match(stage)
        early = f"""SELECT s.n, {NO_PARAMS}
                    FROM stage_members s JOIN matched USING (n) JOIN households_member t USING (id)
                    WHERE s.joined_on IS NULL AND s.left_on < t.joined_on
                    AND NOT EXISTS ({CAME_BACK} AND c.member_id = t.id)"""
        stage.find(self, "left_on", "left_before_joining", early)

    def match(self, stage):
        """Create `matched`: which staged row is which member on file; each member matches at most one row."""
        stage.table(
            "matched",
            """SELECT DISTINCT ON (s.n) s.n, t.id
               FROM stage_members s JOIN home ON home.number = s.household
               JOIN households_member t ON t.household_id = home.id AND t.id_hash = s.id_hash
               ORDER BY s.n, t.left_on DESC NULLS FIRST, t.id DESC""",
        )
        execute_sql(
            f"""INSERT INTO matched
               SELECT DISTINCT ON (id) n, id FROM (
                   SELECT DISTINCT ON (s.n) s.n, t.id
                   FROM stage_members s JOIN home ON home.number = s.household
                   JOIN households_member t
                   ON t.household_id = home.id AND t.name_folded = {folded_sql("s.name")} AND t.relation = s.relation
                   AND ({SAME_BIRTH} OR t.birth_date IS NULL OR s.birth_date IS NULL)
                   WHERE NOT EXISTS (SELECT FROM matched m WHERE m.n = s.n)
                   AND NOT EXISTS (SELECT FROM matched m WHERE m.id = t.id)
                   ORDER BY s.n, t.birth_date = s.birth_date DESC NULLS LAST, t.left_on DESC NULLS FIRST, t.id) best
               ORDER BY id, n"""
        )
        match_as_corrected()
        execute_sql("ANALYZE matched")

    def settle(self, stage):
        """Report ID numbers that are on file in another household, unless the same file lets that person leave there. A
        household that is held back lets nobody leave, so this is repeated until it finds nothing more."""
        stage.make("told", "n integer")
        while self.find_elsewhere(stage):
            stage.hold_back()

    def find_elsewhere(self, stage) -> int:
        """Report ID numbers that are on file elsewhere, and return how many were not reported before."""
        stage.table(
            "elsewhere",
            f"""SELECT DISTINCT ON (s.n) s.n, h.county_id, h.number
               FROM stage_members s JOIN home ON home.number = s.household
               JOIN households_member t ON t.id_hash = s.id_hash AND t.left_on IS NULL AND t.household_id <> home.id
               JOIN households_household h ON h.id = t.household_id
               WHERE s.left_on IS NULL AND NOT EXISTS (SELECT FROM told WHERE told.n = s.n)
               AND NOT EXISTS (SELECT FROM matched m WHERE m.n = s.n AND EXISTS ({CAME_BACK} AND c.member_id = m.id))
               AND NOT EXISTS (
                   SELECT FROM matched m JOIN stage_members o USING (n) JOIN home there ON there.number = o.household
                   WHERE m.id = t.id AND o.left_on IS NOT NULL AND NOT there.held)""",
        )
        here = "SELECT n, jsonb_build_object('household', number) FROM elsewhere WHERE county_id = %s"
        away = f"SELECT n, {NO_PARAMS} FROM elsewhere WHERE county_id <> %s"
        found = stage.find(self, "id_number", "id_elsewhere", here, [stage.county.pk])
        found += stage.find(self, "id_number", "id_elsewhere_county", away, [stage.county.pk])
        execute_sql("INSERT INTO told SELECT n FROM elsewhere")
        return found

    def plan(self, stage):
        gone = """SELECT s.n, jsonb_build_object('day', t.left_on)
                  FROM stage_members s JOIN matched USING (n) JOIN households_member t USING (id)
                  WHERE t.left_on IS NOT NULL AND s.left_on IS NULL"""
        stage.find(self, "name", "already_left", gone, is_error=False)
        same = f"t.name_folded = {folded_sql('s.name')}"
        merge.plan_sheet(
            stage,
            self,
            Member,
            """FROM stage_members s JOIN home ON home.number = s.household LEFT JOIN matched USING (n)
               LEFT JOIN households_member t ON t.id = matched.id
               WHERE NOT home.held AND (t.left_on IS NULL OR s.left_on IS NOT NULL)""",
            household_id="home.id",
            birth_date=KNOWN_BIRTH.format(same="t.birth_date", other="COALESCE(s.birth_date, t.birth_date)"),
            birth_year_only=KNOWN_BIRTH.format(
                same="t.birth_year_only", other="COALESCE(s.birth_year_only, t.birth_year_only, false)"
            ),
            id_number=merge.same_secret_sql("id_number", "id_hash"),
            name=f"CASE WHEN {same} THEN t.name ELSE COALESCE(s.name, t.name) END",
            name_initials=f"CASE WHEN {same} THEN t.name_initials ELSE COALESCE(s.name_initials, '') END",
        )
        merge.keep_same_secrets(self, Member, "phone")
        keep_confirmed(stage, self, Member)
        merge.bind_to_rows(self, Member, "id_number", "phone")
        merge.mark_changed_rows(stage, self, Member)

    def write(self, stage):
        merge.write_sheet(self, Member)
