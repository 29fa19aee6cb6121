"""The sheet `members`: one row a person, matched by ID number within the household, else by name, relation and birth
date. An ID number on file elsewhere is reported, never overwritten; who is missing from the file stays on file."""

from django.utils.translation import gettext_lazy as _

from core.sql import run
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
from households.imports.clean.cells import Code, Day, IdNumber, Phone, Text, Whole, Wrong, one_of, yes_no
from households.imports.match import merge
from households.imports.match.staging import NOTHING
from households.imports.sheet import Column, Sheet, register
from households.models import Member

CERTIFIED = dict(zip("1234567", [kind for kind in DisabilityType if kind != DisabilityType.NONE], strict=True))


@register
class Members(Sheet):
    name, title = "members", _("Members")
    columns = [
        Column("household", Code(30), _("Number of the household."), needed=True),
        Column("name", Text(60), _("Name."), needed=True),
        Column("id_number", IdNumber(), _("ID number (18 characters), or disability certificate (20 or 22).")),
        Column("sex", one_of(Sex), _("Sex; empty: as in the ID number.")),
        Column("birth_date", Day(mask="hidden"), _("Birth date; empty: as in the ID number.")),
        Column("relation", one_of(Relation), _("Relation to the head."), needed=True),
        Column("ethnicity", Text(20), _("Ethnicity.")),
        Column("education", one_of(Education), _("Education of those who are out of school.")),
        Column("school_stage", one_of(SchoolStage), _("School stage of those who are in school, or none.")),
        Column("out_of_school_reason", one_of(OutOfSchool), _("Why a child of school age is not in school.")),
        Column("has_chronic_illness", yes_no(), _("Long illness.")),
        Column("has_serious_illness", yes_no(), _("Serious illness.")),
        Column("disability_type", one_of(DisabilityType), _("Disability, or none; empty: as in the certificate.")),
        Column("disability_level", Whole(1, 4), _("Level of the disability; 1 and 2 are severe.")),
        Column("labour", one_of(Labour), _("Capacity to work.")),
        Column("insurance", one_of(Insurance), _("Basic medical insurance.")),
        Column("has_pension", yes_no(), _("Pension insurance.")),
        Column("has_allowance", yes_no(), _("Subsistence allowance.")),
        Column("is_destitute", yes_no(), _("Destitute support.")),
        Column("phone", Phone(30, mask="phone"), _("Phone of the person.")),
        Column("joined_on", Day(), _("Day of joining the household.")),
        Column("left_on", Day(), _("Day of leaving the household.")),
        Column("left_reason", one_of(LeftReason), _("Why the person left.")),
    ]
    further = {"id_hash": "text", "phone_hash": "text", "extra": "jsonb"}

    def finish(self, row, note, stage):
        self.compare_with_id(row, note)
        if certificate := row.pop("certificate", None):
            row.setdefault("disability_type", CERTIFIED[certificate[18]])
            row.setdefault("disability_level", int(certificate[19]))
            row["extra"] = {**row.get("extra", {}), "disability_certificate": certificate}
        if row.get("left_on") and not row.get("left_reason"):
            note("left_reason", Wrong("needs_reason"))
        if row.get("left_reason") and not row.get("left_on"):
            note("left_on", Wrong("needs_left_on"))
        if row.get("joined_on") and row.get("left_on") and row["left_on"] < row["joined_on"]:
            note("left_on", Wrong("left_before_joining"))
        merge.seal(row, "id_number")
        row["id_hash"] = row.pop("id_number_hash", None)
        merge.seal(row, "phone")

    def compare_with_id(self, row, note):
        """Birth date and sex follow from the ID number, and must not contradict it."""
        for column, carried in (("birth_date", row.pop("id_birth", None)), ("sex", row.pop("id_sex", None))):
            if carried and row.setdefault(column, carried) != carried:
                note(column, Wrong(f"{column.removesuffix('_date')}_differs"))

    def check(self, stage):
        stage.find_strangers(self)
        stage.find_twice(self, ["id_hash"], "id_number", where="id_hash IS NOT NULL AND left_on IS NULL")
        nameless = "SELECT household, name, relation FROM stage_members WHERE id_hash IS NULL"
        same = ["household", "name", "relation", "birth_date"]
        stage.find_twice(self, same, "name", where=f"(household, name, relation) IN ({nameless})")
        self.match(stage)
        early = f"""SELECT s.n, {NOTHING}
                    FROM stage_members s JOIN matched USING (n) JOIN households_member t USING (id)
                    WHERE s.joined_on IS NULL AND s.left_on < t.joined_on"""
        stage.find(self, "left_on", "left_before_joining", early)

    def match(self, stage):
        """`matched`: which staged row is which member on file; each member is at most one row."""
        stage.table(
            "matched",
            """SELECT DISTINCT ON (s.n) s.n, t.id
               FROM stage_members s JOIN home ON home.number = s.household
               JOIN households_member t ON t.household_id = home.id AND t.id_hash = s.id_hash
               ORDER BY s.n, t.left_on DESC NULLS FIRST, t.id DESC""",
        )
        run(
            """INSERT INTO matched
               SELECT DISTINCT ON (id) n, id FROM (
                   SELECT DISTINCT ON (s.n) s.n, t.id
                   FROM stage_members s JOIN home ON home.number = s.household
                   JOIN households_member t ON t.household_id = home.id AND t.name = s.name AND t.relation = s.relation
                   AND (t.birth_date = s.birth_date OR t.birth_date IS NULL OR s.birth_date IS NULL)
                   WHERE NOT EXISTS (SELECT FROM matched m WHERE m.n = s.n)
                   AND NOT EXISTS (SELECT FROM matched m WHERE m.id = t.id)
                   ORDER BY s.n, t.birth_date = s.birth_date DESC NULLS LAST, t.left_on DESC NULLS FIRST, t.id) best
               ORDER BY id, n"""
        )
        run("ANALYZE matched")

    def settle(self, stage):
        """An ID number may be on file in another household only when the same file lets that person leave there. A
        household that is held back lets nobody leave, so this goes on until it finds nothing more."""
        stage.make("told", "n integer")
        while self.find_elsewhere(stage):
            stage.hold_back()

    def find_elsewhere(self, stage) -> int:
        """Report ID numbers that are on file elsewhere; how many were not told before."""
        stage.table(
            "elsewhere",
            """SELECT DISTINCT ON (s.n) s.n, h.county_id, h.number
               FROM stage_members s JOIN home ON home.number = s.household
               JOIN households_member t ON t.id_hash = s.id_hash AND t.left_on IS NULL AND t.household_id <> home.id
               JOIN households_household h ON h.id = t.household_id
               WHERE s.left_on IS NULL AND NOT EXISTS (SELECT FROM told WHERE told.n = s.n)
               AND NOT EXISTS (
                   SELECT FROM matched m JOIN stage_members o USING (n) JOIN home there ON there.number = o.household
                   WHERE m.id = t.id AND o.left_on IS NOT NULL AND NOT there.held)""",
        )
        here = "SELECT n, jsonb_build_object('household', number) FROM elsewhere WHERE county_id = %s"
        away = f"SELECT n, {NOTHING} FROM elsewhere WHERE county_id <> %s"
        found = stage.find(self, "id_number", "id_elsewhere", here, [stage.county.pk])
        found += stage.find(self, "id_number", "id_elsewhere_county", away, [stage.county.pk])
        run("INSERT INTO told SELECT n FROM elsewhere")
        return found

    def plan(self, stage):
        gone = """SELECT s.n, jsonb_build_object('day', t.left_on)
                  FROM stage_members s JOIN matched USING (n) JOIN households_member t USING (id)
                  WHERE t.left_on IS NOT NULL AND s.left_on IS NULL"""
        stage.find(self, "name", "already_left", gone, is_error=False)
        merge.plan(
            stage,
            self,
            Member,
            """FROM stage_members s JOIN home ON home.number = s.household LEFT JOIN matched USING (n)
               LEFT JOIN households_member t ON t.id = matched.id
               WHERE NOT home.held AND (t.left_on IS NULL OR s.left_on IS NOT NULL)""",
            household_id="home.id",
            id_number=merge.by_hash("id_number", "id_hash"),
        )
        merge.calm(self, Member, "phone")
        merge.compare(stage, self, Member)

    def write(self, stage):
        merge.write(self, Member)
