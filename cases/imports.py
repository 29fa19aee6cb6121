"""The sheet `cases` of the registry import: one row for each episode of monitoring.

Also, when the import moves a household to another village, its case moves with it from that day on."""

from django.utils.translation import gettext_lazy as _

from core.sql import execute_sql
from households.choices import RiskType
from households.import_messages import add_problem_words
from households.imports.clean.cells import CellError, CodeCell, DayCell
from households.imports.clean.choices import enum_cell
from households.imports.clean.numbers import NumberCell, WholeNumberCell
from households.imports.clean.risks import RisksCell
from households.imports.match import merge
from households.imports.match.staging import NO_PARAMS
from households.imports.sheet import ImportColumn, ImportSheet, register_sheet

from .choices import IN_CLEARING, IS_CLEARED, ON_FILE, OPEN, PROPOSED, CaseState, CaseType, ClearMethod
from .import_words import CASE_PROBLEMS
from .models import Case, CaseTransition
from .takeover.lists import ask_about_cases, take_over


def states_in_sql(*which) -> str:
    """Return states as a list in SQL."""
    return "(" + ", ".join(f"'{state}'" for state in which) + ")"


OPEN_STATES, PROPOSED_STATES, ON_FILE_STATES = states_in_sql(*OPEN), states_in_sql(*PROPOSED), states_in_sql(*ON_FILE)
CLEARING_STATES, CLEARED_STATES = states_in_sql(*IN_CLEARING), states_in_sql(*IS_CLEARED)
IMPORTED_CASE_STATES = (CaseState.ACTIVE, CaseState.CLEARED, CaseState.ENDED)
LINE_CELL = NumberCell(0, "999999.99", measure="yuan a head")
INCOME_CELL = NumberCell("-9999999.99", "9999999.99", measure="yuan a head")


add_problem_words(CASE_PROBLEMS)


@register_sheet
class CasesSheet(ImportSheet):
    name, title = "cases", _("Cases")
    also = ("监测对象",)
    model = Case
    example = {
        "case_type": CaseType.UNSTABLE.label, "risks": RiskType.ILLNESS.label, "identified_on": "2025-03-15",
        "line_at_identification": "8800", "income_at_identification": "7600",
    }  # fmt: skip
    columns = [
        ImportColumn(
            "household", CodeCell(30), _("Number of the household."), needed=True, also=("户编号", "户编码", "户号")
        ),
        ImportColumn(
            "episode",
            WholeNumberCell(1, 99),
            _("Number of the episode; empty: the one identified that day, or a new one."),
            also=("监测次序",),
        ),
        ImportColumn("case_type", enum_cell(CaseType), _("Type of the case."), also=("监测对象类型",)),
        ImportColumn(
            "risks",
            RisksCell(),
            _("One to five risks, the main one first, parted by semicolons."),
            also=("致贫返贫风险",),
        ),
        ImportColumn(
            "state",
            enum_cell(CaseState, IMPORTED_CASE_STATES),
            _("State; empty: as the dates tell."),
            also=("监测状态",),
        ),
        ImportColumn("identified_on", DayCell(), _("Day of identification."), also=("识别日期",)),
        ImportColumn(
            "line_at_identification",
            LINE_CELL,
            _("Monitoring line of that day; empty: as enacted here."),
            also=("识别时监测线",),
        ),
        ImportColumn(
            "income_at_identification", INCOME_CELL, _("Yuan per person at identification."), also=("识别时人均纯收入",)
        ),
        ImportColumn("cleared_on", DayCell(), _("Day of clearing."), also=("风险消除日期",)),
        ImportColumn(
            "clear_method",
            enum_cell(ClearMethod),
            _("How it was cleared; empty: by assistance."),
            also=("风险消除方式",),
        ),
        ImportColumn(
            "line_at_clearing",
            LINE_CELL,
            _("Monitoring line of that day; empty: as enacted here."),
            also=("消除时监测线",),
        ),
        ImportColumn("income_at_clearing", INCOME_CELL, _("Yuan per person at clearing."), also=("消除时人均纯收入",)),
        ImportColumn("ended_on", DayCell(), _("Day on which the case ended."), also=("终止监测日期",)),
    ]

    def finish(self, row, note, stage):
        identified, cleared, ended = (row.get(f"{moment}_on") for moment in ("identified", "cleared", "ended"))
        state = row["state"] = row.get("state") or ("ended" if ended else "cleared" if cleared else None)
        if row.get("risks", "").count(",") > 4:
            note("risks", CellError("too_many_risks"))
        if state == CaseState.CLEARED and not cleared:
            note("cleared_on", CellError("clearing_undated"))
        if state == CaseState.ACTIVE and cleared:
            note("cleared_on", CellError("clearing_unstated"))
        if state == CaseState.ENDED and not ended:
            note("ended_on", CellError("ending_undated"))
        moments = [day for day in (identified, cleared, ended) if day]
        if moments != sorted(moments):
            note("cleared_on" if cleared else "ended_on", CellError("cleared_before"))

    def check(self, stage):
        stage.find_strangers(self)
        if stage.repeats:
            stage.fold(self, ["household"], {name: name for name in self.staged if name != "household"})
        stage.find_twice(self, ["household", "episode"], "episode", where="episode IS NOT NULL")
        stage.find_twice(self, ["household", "identified_on"], "identified_on", where="episode IS NULL")
        self.find_episodes(stage)
        new = f"SELECT n, {NO_PARAMS} FROM episode e JOIN stage_cases s USING (n) WHERE e.id IS NULL AND NOT s.bad"
        stage.find(self, "case_type", "type_needed", f"{new} AND s.case_type IS NULL")
        stage.find(self, "risks", "risks_needed", f"{new} AND s.risks IS NULL", is_error=not stage.repeats)
        self.find_lines(stage)
        self.find_steps_back(stage)
        self.find_second_open(stage)

    def find_episodes(self, stage):
        """Fill `episode`: which case each staged row is, or the number of a new one.

        A row without a number is the case identified on the same day, otherwise the candidate; a row without a day is
        the latest case."""
        stage.table(
            "episode",
            f"""SELECT DISTINCT ON (s.n) s.n, t.id, t.episode_no, home.id AS household_id
               FROM stage_cases s JOIN home ON home.number = s.household
               LEFT JOIN cases_case t ON t.household_id = home.id AND CASE
                   WHEN s.episode IS NOT NULL THEN t.episode_no = s.episode
                   WHEN s.identified_on IS NOT NULL THEN (t.identified_on = s.identified_on
                                                           OR t.state IN {PROPOSED_STATES})
                   ELSE true END
               ORDER BY s.n, t.identified_on = s.identified_on DESC NULLS LAST, t.episode_no DESC""",
        )
        undated = f"""SELECT e.n, {NO_PARAMS} FROM episode e JOIN stage_cases s USING (n)
                      WHERE e.id IS NULL AND s.identified_on IS NULL AND NOT s.bad"""
        stage.find(self, "identified_on", "case_undated", undated, is_error=not stage.repeats)
        execute_sql(
            "DELETE FROM episode e USING stage_cases s WHERE s.n = e.n AND e.id IS NULL AND s.identified_on IS NULL"
        )
        execute_sql(
            """UPDATE episode SET episode_no = new.no
               FROM (SELECT e.n, COALESCE(s.episode, COALESCE(latest.no, 0) + row_number() OVER (
                         PARTITION BY e.household_id, s.episode IS NULL ORDER BY s.identified_on)) AS no
                     FROM episode e JOIN stage_cases s USING (n)
                     LEFT JOIN (SELECT household_id, max(episode_no) AS no FROM cases_case GROUP BY household_id) latest
                     USING (household_id)
                     WHERE e.id IS NULL) new
               WHERE new.n = episode.n"""
        )

    def find_lines(self, stage):
        """Report rows for which no monitoring line of the case's own day is known, neither in the file nor in the
        parameters in force then."""
        for moment, column in (("identification", "identified_on"), ("clearing", "cleared_on")):
            lineless = f"""SELECT s.n, jsonb_build_object('day', s.{column})
                           FROM episode e JOIN stage_cases s USING (n) LEFT JOIN cases_case t ON t.id = e.id
                           WHERE s.{column} IS NOT NULL AND {monitoring_line_sql(moment, column, stage)} IS NULL"""
            stage.find(self, column, "no_line", lineless)

    def find_steps_back(self, stage):
        back = f"""SELECT s.n, jsonb_build_object('state', t.state)
                  FROM episode e JOIN stage_cases s USING (n) JOIN cases_case t ON t.id = e.id
                  WHERE s.state <> t.state AND (t.state IN ('refused', 'ended')
                      OR (t.state IN {CLEARED_STATES} AND s.state = 'active'))"""
        stage.find(self, "state", "case_went_back", back)
        self.find_stale_day(stage, "cleared_on", "t.cleared_on IS DISTINCT FROM s.cleared_on")
        self.find_stale_day(stage, "ended_on", "t.state <> 'ended'")

    def find_stale_day(self, stage, column, not_on_file):
        """Report a clearing or an end that is older than the last change of the case, so that an old file does not undo
        a later decision such as a rollback. Repeating what is on file is allowed."""
        stale = f"""SELECT s.n, jsonb_build_object('state', t.state)
                    FROM episode e JOIN stage_cases s USING (n) JOIN cases_case t ON t.id = e.id
                    WHERE {not_on_file} AND NOT s.bad AND EXISTS (
                        SELECT FROM {CaseTransition._meta.db_table} later WHERE later.case_id = t.id
                        AND (later.effective_on > s.{column}
                             OR later.effective_on = s.{column} AND later.step = 'roll_back'))"""
        stage.find(self, column, "case_went_back", stale)

    def find_second_open(self, stage):
        """Report a second open episode of a household: two in the file, or one in the file besides one on file."""
        others = f"""SELECT t.household_id, min(t.episode_no) AS no FROM cases_case t
                     WHERE t.state IN {OPEN_STATES} AND NOT EXISTS (SELECT FROM episode e WHERE e.id = t.id)
                     GROUP BY t.household_id"""
        open_now = f"""SELECT e.* FROM episode e JOIN stage_cases s USING (n) LEFT JOIN cases_case t ON t.id = e.id
                       WHERE COALESCE(s.state, t.state, 'active') IN {OPEN_STATES}"""
        second = f"""SELECT n, jsonb_build_object('episode', other)
                     FROM (SELECT e.n,
                                  COALESCE(o.no, lag(e.episode_no) OVER same, lead(e.episode_no) OVER same) AS other
                           FROM ({open_now}) e LEFT JOIN ({others}) o USING (household_id)
                           WINDOW same AS (PARTITION BY e.household_id ORDER BY e.episode_no)) both_open
                     WHERE other IS NOT NULL"""
        stage.find(self, "identified_on", "another_open", second)

    def plan(self, stage):
        cleared = "COALESCE(s.cleared_on, t.cleared_on)"
        merge.plan_sheet(
            stage,
            self,
            Case,
            """FROM stage_cases s JOIN episode e USING (n) JOIN home ON home.id = e.household_id
               LEFT JOIN cases_case t ON t.id = e.id WHERE NOT home.held""",
            household_id="home.id",
            episode_no="e.episode_no",
            risks=f"COALESCE(string_to_array(s.risks, ','), t.risks, ARRAY['{RiskType.OTHER}'])",
            state=f"""CASE WHEN t.state IN {PROPOSED_STATES} AND s.identified_on IS NULL THEN t.state
                           WHEN t.state IN {PROPOSED_STATES} THEN COALESCE(s.state, 'active')
                           WHEN t.state IN {CLEARING_STATES} AND s.state = 'active' THEN t.state
                           WHEN t.state = 'rollback' AND s.state = 'cleared' THEN t.state
                           ELSE COALESCE(s.state, t.state, 'active') END""",
            clear_method=f"""CASE WHEN {cleared} IS NULL THEN ''
                                  ELSE COALESCE(s.clear_method, NULLIF(t.clear_method, ''), 'assistance') END""",
            line_at_identification=monitoring_line_sql("identification", "identified_on", stage),
            line_at_clearing=monitoring_line_sql("clearing", "cleared_on", stage),
        )
        merge.mark_changed_rows(stage, self, Case)

    def ask(self, stage):
        stage.takeover = ask_about_cases(stage)

    def write(self, stage):
        takeover = take_over(stage)
        stage.table(
            "step",
            """SELECT w.*, s.ended_on, COALESCE(t.state, '') AS old_state, t.identified_on IS NULL AS is_first
               FROM will_cases w JOIN stage_cases s USING (n) LEFT JOIN cases_case t ON t.id = w.id
               WHERE w.is_new OR w.is_changed""",
        )
        merge.write_sheet(self, Case)
        for step, source, target, day, when in IMPORTED_STEPS:
            add_case_transitions(
                stage,
                f"""SELECT w.id, h.village_id, {step}, {source}, '{target}', {day},
                           CASE WHEN '{target}' = 'cleared' THEN w.clear_method ELSE '' END
                    FROM step w JOIN households_household h ON h.id = w.household_id WHERE {when}""",
                taken_over=takeover,
            )
        add_case_transitions(stage, MOVED_CASES_SQL, [stage.day])


# What a change means in the log of a case, each on its own day: step, from, to, day, when.
IMPORTED_STEPS = [
    (
        "CASE WHEN w.episode_no > 1 THEN 'remark' ELSE 'identify' END",
        "'candidate'",
        CaseState.ACTIVE,
        "w.identified_on",
        "w.is_first AND w.identified_on IS NOT NULL",
    ),
    (
        "'clear'",
        "'clearing'",
        CaseState.CLEARED,
        "w.cleared_on",
        "w.cleared_on IS NOT NULL AND w.old_state NOT IN ('cleared', 'rollback', 'ended')",
    ),
    (
        "'end'",
        "CASE WHEN w.cleared_on IS NULL THEN 'active' ELSE 'cleared' END",
        CaseState.ENDED,
        "w.ended_on",
        "w.state = 'ended' AND w.old_state <> 'ended'",
    ),
]
MOVED_CASES_SQL = f"""SELECT c.id, h.village_id, 'move', c.state, c.state, %s::date, ''
           FROM home JOIN households_household h USING (id) JOIN cases_case c ON c.household_id = h.id
           WHERE NOT home.held AND home.old_village_id <> h.village_id
           AND c.state IN {ON_FILE_STATES}"""


def add_case_transitions(stage, steps, params=(), *, taken_over=None):
    """Add transitions: case, village, step, from, to, day, how it was cleared; `taken_over` is their list."""
    execute_sql(
        f"""INSERT INTO {CaseTransition._meta.db_table} (case_id, village_id, step, source, target, effective_on,
                clear_method, at, by_id, reason, taken_over_id)
            SELECT steps.*, now(), %s::bigint, '', %s::bigint FROM ({steps}) steps ORDER BY 1""",
        [stage.by, taken_over and taken_over.pk, *params],
    )


def monitoring_line_sql(moment, column, stage) -> str:
    """Return SQL for the monitoring line of a moment of the case: in the file, on file, or in force on that day."""
    in_force = f"""SELECT p.value::numeric FROM policy_parameter p
                   WHERE p.area_id = {stage.county.pk} AND p.key = 'line' AND p.valid_from <= s.{column}
                   ORDER BY p.valid_from DESC, p.id DESC LIMIT 1"""
    line = f"COALESCE(s.line_at_{moment}, t.line_at_{moment}, ({in_force}))"
    return f"CASE WHEN COALESCE(s.{column}, t.{column}) IS NOT NULL THEN {line} END"
