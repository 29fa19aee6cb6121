"""The national table of people who work away, as a sheet of the import: work as the sheet `work` has it, of people
found by their ID numbers. A day on which it was confirmed is a word of the person."""

from django.utils.translation import gettext_lazy as _

from core.sql import execute_sql, fetch_rows
from households.choices import WorkChannel
from households.imports.clean.cells import CellError, DayCell, TextCell
from households.imports.clean.choices import enum_cell
from households.imports.sheet import ImportColumn, register_sheet
from households.imports.sheets.work import YUAN, WorkSheet
from work.choices import HeardAnswer, HeardWay

from .cells import EndCell
from .people import FOUND_COLUMNS, PERSON_COLUMNS, OfPeople
from .provinces import locate

CHANNEL = enum_cell(WorkChannel)


@register_sheet
class AwaySheet(OfPeople, WorkSheet):
    name, title = "away", _("People who work away")
    also = ("外出务工", "外出务工情况")
    example = {
        "id_number": "999900196802140018", "name": _("Example person"), "county_of_work": _("Example county"),
        "employer": _("Example works"), "started_on": "2026-03-01", "monthly_wage": "3800",
        "channel": WorkChannel.OWN.label, "confirmed_on": "2026-05-20",
    }  # fmt: skip
    columns = [
        *PERSON_COLUMNS,
        ImportColumn(
            "county_of_work",
            TextCell(60),
            _("County of the work, with its province before it where it is not the own county."),
            also=("务工地点", "务工县", "务工所在县"),
        ),
        ImportColumn("employer", TextCell(100), _("Employer."), also=("用人单位", "务工单位", "务工企业")),
        ImportColumn("industry", TextCell(40), _("Industry of the employer."), also=("行业", "从事行业")),
        ImportColumn("started_on", DayCell(), _("First day of the work away."), needed=True, also=("开始日期",)),
        ImportColumn(
            "ended_on", EndCell(), _("Last day of the work away; empty or a day to come: it lasts."), also=("结束日期",)
        ),
        ImportColumn("monthly_wage", YUAN, _("Wage, yuan a month."), also=("月工资", "月收入")),
        ImportColumn(
            "channel",
            CHANNEL,
            _("How the work away was found; empty: as on file, or on their own."),
            also=("就业渠道",),
        ),
        ImportColumn("subsidy", YUAN, _("Subsidy for work away, yuan a month."), also=("月补贴", "补贴")),
        ImportColumn("confirmed_on", DayCell(), _("Day on which it was last confirmed."), also=("确认日期",)),
    ]
    dropped = frozenset({"id_number"})
    further = FOUND_COLUMNS | {"place": "text"}
    place_column = "county_of_work"

    def finish(self, row, note, stage):
        super().finish(row, note, stage)
        self.hide_number(row)
        locate(row, note, stage.county)
        if row.get("confirmed_on") and row.get("started_on") and row["confirmed_on"] < row["started_on"]:
            note("confirmed_on", CellError("confirmed_before_it_began"))

    def find_who(self, stage):
        self.find_people_meant(stage)

    def match(self, stage):
        """Match as the sheet `work` does. The own county says less than the village or township on file."""
        super().match(stage)
        execute_sql(CLOSER_ON_FILE)

    def plan(self, stage):
        super().plan(stage)
        stage.table("away_heard", CONFIRMED)
        counts, [(heard,)] = stage.counts[self.name], fetch_rows(ONLY_CONFIRMED)
        counts.changed += heard
        if heard:
            counts.fields["confirmed_on"] = heard

    def write(self, stage):
        super().write(stage)
        execute_sql(HEARD, [HeardAnswer.UNCHANGED, HeardWay.FILE, stage.by])
        self.tell_of_unknown(stage)


CLOSER_ON_FILE = """
    UPDATE stage_away s SET place = NULL FROM away_matched m JOIN households_workspell t USING (id)
    WHERE m.n = s.n AND s.place = 'county' AND t.place IN ('village', 'township')"""
# What is confirmed by the same day or later says nothing new.
CONFIRMED = """
    SELECT w.n, w.member_id, s.confirmed_on FROM will_away w JOIN stage_away s USING (n)
    WHERE s.confirmed_on IS NOT NULL
    AND NOT EXISTS (SELECT FROM work_accountentry e
                    WHERE e.member_id = w.member_id AND e.confirmed_on >= s.confirmed_on)
    AND NOT EXISTS (SELECT FROM work_heard h WHERE h.member_id = w.member_id AND h.on >= s.confirmed_on
                    AND h.answer <> 'not_reached')"""
ONLY_CONFIRMED = """
    SELECT count(*) FROM away_heard JOIN will_away w USING (n) WHERE NOT w.is_new AND NOT w.is_changed"""
HEARD = """
    INSERT INTO work_heard (member_id, "on", answer, way, at, by_id)
    SELECT member_id, max(confirmed_on), %s, %s, now(), %s FROM away_heard GROUP BY member_id"""
