"""The sheet `work`: one row for each time somebody worked, matched by person, first day and employer. What a visit said
of somebody's work on or after the day of the file holds against it."""

from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from households.choices import WorkChannel, WorkPlace
from households.imports.clean.cells import CellError, CodeCell, DayCell, TextCell
from households.imports.clean.choices import enum_cell
from households.imports.clean.numbers import NumberCell
from households.imports.match import merge
from households.imports.match.people import PERSON_COLUMNS, PersonCell, find_people
from households.imports.match.staging import NO_PARAMS
from households.imports.match.told_later import create_work_said
from households.imports.sheet import ImportColumn, ImportSheet, register_sheet
from households.income.posts import state_post_wages
from households.models import WorkSpell

YUAN = NumberCell(0, "9999999.99", measure="yuan")
PLACE, CHANNEL = enum_cell(WorkPlace), enum_cell(WorkChannel)


@register_sheet
class WorkSheet(ImportSheet):
    name, title = "work", _("Work")
    also: tuple = ("务工",)
    model = WorkSpell
    example = {
        "member": _("Example person"), "started_on": "2026-03-01", "employer": _("Example works"),
        "place": WorkPlace.COUNTY.label, "channel": WorkChannel.OWN.label, "monthly_wage": "3800",
    }  # fmt: skip
    columns = [
        ImportColumn(
            "household", CodeCell(30), _("Number of the household."), needed=True, also=("户编号", "户编码", "户号")
        ),
        ImportColumn(
            "member",
            PersonCell(mask="id_number"),
            _("ID number or name of the person, also of one who has died or left."),
            needed=True,
            also=("姓名或证件号码",),
        ),
        ImportColumn("started_on", DayCell(), _("First day of the work."), needed=True, also=("开始日期",)),
        ImportColumn(
            "ended_on", DayCell(), _("Last day of the work; empty: as on file, or still at work."), also=("结束日期",)
        ),
        ImportColumn(
            "employer", TextCell(100), _("Employer; tells two posts apart that began on one day."), also=("用人单位",)
        ),
        ImportColumn("industry", TextCell(40), _("Industry."), also=("行业",)),
        ImportColumn("place", PLACE, _("Where the work is. Needed for work that is not on file."), also=("务工地点",)),
        ImportColumn(
            "channel", CHANNEL, _("How the work was found; empty: as on file, or on their own."), also=("就业渠道",)
        ),
        ImportColumn("monthly_wage", YUAN, _("Yuan a month."), also=("月工资",)),
        ImportColumn("subsidy", YUAN, _("Subsidy, yuan a month."), also=("月补贴",)),
    ]
    dropped = frozenset({"member"})
    further = PERSON_COLUMNS
    place_column = "place"  # in which a row says where the work is

    def finish(self, row, note, stage):
        if row.get("started_on") and row.get("ended_on") and row["ended_on"] < row["started_on"]:
            note("ended_on", CellError("work_ends_before"))

    def named(self, sql):
        """Return SQL with the tables of this sheet: @person is work_person, @stage its staging table."""
        known = {"@stage": self.stage, "@will": self.will, "@household": self.household, "@": f"{self.name}_"}
        for word, name in known.items():
            sql = sql.replace(word, name)
        return sql

    def find(self, stage, column, code, select, params=(), **more):
        stage.find(self, column, code, self.named(select), params, **more)

    def table(self, stage, name, select):
        stage.table(self.named(name), self.named(select))

    def find_who(self, stage):
        """Create `@person`: who is meant by each row."""
        stage.find_strangers(self)
        find_people(stage, self, "unknown_worker")

    def check(self, stage):
        self.find_who(stage)
        self.match(stage)
        self.find_twice(stage)
        placeless = """SELECT s.n, jsonb_build_object('choices', %s::text)
                       FROM @stage s LEFT JOIN @matched m USING (n)
                       WHERE m.id IS NULL AND s.place IS NULL AND NOT s.bad"""
        self.find(stage, self.place_column, "work_place_needed", placeless, [", ".join(PLACE.offered())])
        self.find(stage, "started_on", "work_too_young", TOO_YOUNG)
        self.heed_visits(stage)
        self.find_overlaps(stage)

    def match(self, stage):
        """Create `@matched`: which row is which work on file. Work of which no employer is known is meant when none
        of this employer began on that day."""
        self.table(stage, "@fits", FITTING_WORK)
        several = f"SELECT n, {NO_PARAMS} FROM @fits GROUP BY n HAVING count(*) > 1"
        self.find(stage, "employer", "ambiguous_work", several)
        self.table(stage, "@matched", "SELECT n, min(id) AS id FROM @fits GROUP BY n HAVING count(*) = 1")

    def find_twice(self, stage):
        """Report rows that are the same work, by what they say or because they match the same work on file."""
        twice = """
            SELECT n, jsonb_build_object('rows', other)
            FROM (SELECT s.n, COALESCE(lag(s.row) OVER same, lead(s.row) OVER same) AS other
                  FROM @stage s JOIN @person p USING (n) LEFT JOIN @matched m USING (n)
                  WHERE p.people = 1 AND s.started_on IS NOT NULL
                  WINDOW same AS (
                      PARTITION BY p.member_n, p.member_id, s.started_on, m.id,
                                   CASE WHEN m.id IS NULL THEN s.employer END
                      ORDER BY s.n)) neighbours
            WHERE other IS NOT NULL"""
        self.find(stage, "started_on", "twice", twice)

    def heed_visits(self, stage):
        """Create `@kept`: rows about the work of which a visit spoke later, so that place, wage and end stay as on
        file. Report those that say otherwise, and new work of somebody whom a later visit left without work."""
        create_work_said(stage)
        self.table(stage, "@kept", KEPT_WORK)
        self.find(stage, "started_on", "visit_told_work", OTHER_THAN_KEPT, is_error=False)
        self.find(stage, "ended_on", "visit_found_no_work", ENDED_BY_VISIT)

    def find_overlaps(self, stage):
        """Report work that shares a day with other work of the same person, in the file or on file, unless both are on
        file with these days already."""
        self.table(stage, "@span", SPANS)
        self.table(stage, "@clash", OVERLAPS)
        rows = "SELECT n, jsonb_build_object('rows', row) FROM @clash WHERE row IS NOT NULL"
        days = "SELECT n, jsonb_build_object('day', day) FROM @clash WHERE row IS NULL"
        self.find(stage, "started_on", "work_overlaps", rows)
        self.find(stage, "started_on", "work_overlaps_on_file", days)

    def plan(self, stage):
        merge.plan_sheet(
            stage,
            self,
            WorkSpell,
            self.named(f"""{WITH_ON_FILE} JOIN home ON home.number = s.@household
                LEFT JOIN will_members w ON w.n = p.member_n WHERE NOT home.held"""),
            member_id="COALESCE(p.member_id, w.id)",
            place="CASE WHEN k.n IS NULL THEN COALESCE(s.place, t.place) ELSE t.place END",
            channel=FUTURE_CHANNEL,
            ended_on=FUTURE_END,
            monthly_wage="CASE WHEN k.n IS NULL THEN COALESCE(s.monthly_wage, t.monthly_wage) "
            "ELSE COALESCE(t.monthly_wage, s.monthly_wage) END",
        )
        merge.mark_changed_rows(stage, self, WorkSpell)

    def write(self, stage):
        """Write the work, and state the wages of posts among it."""
        merge.write_sheet(self, WorkSpell)
        changed = self.named("SELECT member_id FROM @will WHERE is_new OR is_changed")
        people = RawSQL(changed, [])  # nosec B611
        state_post_wages(WorkSpell.objects.filter(member__in=people), stage.day)


# In the SQL, s is a row, p who is meant, t the work on file (or nothing), k set where a visit holds against the row.
WITH_ON_FILE = """FROM @stage s JOIN @person p USING (n) LEFT JOIN @matched m USING (n)
    LEFT JOIN households_workspell t ON t.id = m.id LEFT JOIN @kept k ON k.n = s.n"""
FUTURE_CHANNEL = f"COALESCE(s.channel, t.channel, '{WorkChannel.OWN}')"
FUTURE_END = "CASE WHEN k.n IS NULL THEN COALESCE(s.ended_on, t.ended_on) ELSE t.ended_on END"

FITTING_WORK = """
    SELECT n, id
    FROM (SELECT s.n, t.id, rank() OVER (
              PARTITION BY s.n ORDER BY t.employer = COALESCE(s.employer, '') DESC) AS place
          FROM @stage s JOIN @person p USING (n)
          JOIN households_workspell t ON t.member_id = p.member_id AND t.started_on = s.started_on
          AND (s.employer IS NULL OR t.employer IN (s.employer, ''))
          WHERE p.people = 1) fits
    WHERE place = 1"""
TOO_YOUNG = f"""
    SELECT s.n, {NO_PARAMS}
    FROM @stage s JOIN @person p USING (n) LEFT JOIN stage_members f ON f.n = p.member_n
    LEFT JOIN households_member t ON t.id = p.member_id
    WHERE p.people = 1 AND COALESCE(f.birth_date, t.birth_date) > (s.started_on - interval '16 years')::date"""
# The work of which a visit spoke is the open one of that person, or the last that ended.
KEPT_WORK = """
    SELECT m.n, said.said_on
    FROM @matched m JOIN households_workspell t USING (id) JOIN work_said said USING (member_id)
    WHERE t.id = (SELECT o.id FROM households_workspell o WHERE o.member_id = t.member_id
                  ORDER BY o.ended_on IS NULL DESC, o.started_on DESC, o.id DESC LIMIT 1)"""
OTHER_THAN_KEPT = """
    SELECT s.n, jsonb_build_object('day', k.said_on)
    FROM @stage s JOIN @kept k USING (n) JOIN @matched m USING (n)
    JOIN households_workspell t ON t.id = m.id
    WHERE s.place <> t.place OR s.monthly_wage <> t.monthly_wage
    OR (s.ended_on IS NOT NULL AND s.ended_on IS DISTINCT FROM t.ended_on)"""
ENDED_BY_VISIT = """
    SELECT s.n, jsonb_build_object('day', said.said_on)
    FROM @stage s JOIN @person p USING (n) JOIN work_said said USING (member_id)
    WHERE s.ended_on IS NULL AND NOT s.bad AND NOT EXISTS (SELECT FROM @matched m WHERE m.n = s.n)
    AND NOT EXISTS (SELECT FROM households_workspell t WHERE t.member_id = p.member_id AND t.ended_on IS NULL)"""
SPANS = f"""
    SELECT s.n, s.row, COALESCE(p.member_id, -p.member_n) AS person, s.employer, s.started_on AS starts,
           COALESCE({FUTURE_END}, 'infinity'::date) AS ends, {FUTURE_CHANNEL} AS channel,
           t.id IS NULL OR t.ended_on IS DISTINCT FROM {FUTURE_END} AS is_told
    {WITH_ON_FILE} WHERE p.people = 1 AND s.started_on IS NOT NULL
    UNION ALL
    SELECT NULL, NULL, t.member_id, NULLIF(t.employer, ''), t.started_on, COALESCE(t.ended_on, 'infinity'), t.channel,
           false
    FROM households_workspell t
    WHERE t.member_id IN (SELECT member_id FROM @person) AND NOT EXISTS (
        SELECT FROM @matched m WHERE m.id = t.id)"""
OVERLAPS = f"""
    SELECT s.n, min(o.row) AS row, min(o.starts) AS day
    FROM @span s JOIN @span o USING (person)
    WHERE s.n IS NOT NULL AND o.n IS DISTINCT FROM s.n AND o.starts <= s.ends AND s.starts <= o.ends
    AND (s.is_told OR o.is_told)
    AND (s.starts <> o.starts OR s.employer IS DISTINCT FROM o.employer)  -- otherwise twice
    AND s.channel <> '{WorkChannel.PUBLIC_POST}' AND o.channel <> '{WorkChannel.PUBLIC_POST}'
    GROUP BY s.n"""
