"""The national table of people who plan to go away for work, as a sheet of the import: what they say they need."""

from django.utils.translation import gettext_lazy as _

from core.sql import execute_sql, fetch_rows
from households.choices import WorkPlace
from households.imports.clean.cells import TextCell
from households.imports.clean.choices import enum_cell, yes_no_cell
from households.imports.sheet import ImportColumn, register_sheet
from work.models import WorkNeed

from .cells import ComingMonthCell
from .people import FOUND_COLUMNS, PERSON_COLUMNS, OfPeople


@register_sheet
class PlannedSheet(OfPeople):
    name, title = "planned", _("People who plan to go away for work")
    also = ("计划外出务工", "外出务工计划")
    model = WorkNeed
    example = {
        "id_number": "999900196802140018", "name": _("Example person"), "wants_work": _("Yes"),
        "where": WorkPlace.OUTSIDE.label, "training": _("Sewing"), "planned_month": "2026-08",
    }  # fmt: skip
    columns = [
        *PERSON_COLUMNS,
        ImportColumn("wants_work", yes_no_cell(), _("Wants work."), also=("是否有务工意愿", "务工意愿")),
        ImportColumn("where", enum_cell(WorkPlace), _("Where they want to work."), also=("意向务工地点", "意向地点")),
        ImportColumn("training", TextCell(60), _("Which training they want."), also=("培训需求", "意向培训")),
        ImportColumn("planned_month", ComingMonthCell(), _("Month in which they plan to go."), also=("计划外出月份",)),
    ]
    dropped = frozenset({"id_number"})
    further = FOUND_COLUMNS

    def finish(self, row, note, stage):
        self.hide_number(row)

    def check(self, stage):
        self.find_people_meant(stage)
        stage.find_twice(self, ["id_hash"], "id_number", where="id_hash IS NOT NULL")

    def plan(self, stage):
        """Compute what each row adds to what was said before; a row that says the same adds nothing."""
        stage.table("will_planned", SAID, [stage.told_on or stage.day])
        stage.counts[self.name].new = fetch_rows("SELECT count(*) FROM will_planned")[0][0]

    def write(self, stage):
        execute_sql(TOLD, [stage.told_on or stage.day, stage.by])
        self.tell_of_unknown(stage)


SAID = """
    SELECT * FROM (
        SELECT s.n, p.member_id, t.id, COALESCE(s.wants_work, t.wants_work) AS wants_work,
               COALESCE(s."where", t."where", '') AS "where", COALESCE(t.skill, '') AS skill,
               COALESCE(s.training, t.training, '') AS training, t.stays_home,
               COALESCE(s.planned_month, t.planned_month) AS planned_month,
               t.wants_work AS wants_work_before, t."where" AS where_before, t.training AS training_before,
               t.planned_month AS month_before
        FROM stage_planned s JOIN planned_person p USING (n) JOIN home ON home.number = s.number
        LEFT JOIN LATERAL (SELECT * FROM work_workneed o WHERE o.member_id = p.member_id AND o.told_on <= %s
                           ORDER BY o.told_on DESC, o.id DESC LIMIT 1) t ON true
        WHERE NOT home.held AND num_nonnulls(s.wants_work, s."where", s.training, s.planned_month) > 0) said
    WHERE (wants_work, "where", training, planned_month)
          IS DISTINCT FROM (wants_work_before, where_before, training_before, month_before)"""
TOLD = """
    INSERT INTO work_workneed
        (member_id, told_on, wants_work, "where", skill, training, stays_home, planned_month, by_id, recorded_at)
    SELECT member_id, %s, wants_work, "where", skill, training, stays_home, planned_month, %s, now()
    FROM will_planned"""
