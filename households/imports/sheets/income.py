"""The sheet `income`: one amount in each row, of a month or of a whole accounting year (October to September), of a
member or of the household. The rows of one household and period are one statement of income; what follows for its
months is worked out with everything else that was told (households/income/months.py)."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.dates import accounting_year
from core.sql import execute_sql, fetch_rows
from households.choices import TOPICS_OF_NET_INCOME, IncomeItem
from households.imports.clean.cells import CellError, CodeCell, MonthCell
from households.imports.clean.choices import enum_cell
from households.imports.clean.numbers import YearCell, YuanCell
from households.imports.match.people import PERSON_COLUMNS, PersonCell, find_people
from households.imports.sheet import ImportColumn, ImportSheet, register_sheet
from households.income.leavers import ask_about_leavers
from households.income.months import SLICE, rebuild_income
from households.income.work_tables import ITEM_KINDS


@register_sheet
class IncomeSheet(ImportSheet):
    name, title = "income", _("Income")
    also = ("收入",)
    example = {"year": "2025", "item": IncomeItem.WAGES_LABOUR.label, "amount": "36000"}
    columns = [
        ImportColumn(
            "household", CodeCell(30), _("Number of the household."), needed=True, also=("户编号", "户编码", "户号")
        ),
        ImportColumn(
            "member",
            PersonCell(mask="id_number"),
            _("ID number or name of the member; empty: the household."),
            also=("成员",),
        ),
        ImportColumn("month", MonthCell(), _("Month of the amount."), also=("月份",)),
        ImportColumn(
            "year",
            YearCell(2010),
            _("Instead of month: accounting year (October to September) of a yearly amount."),
            also=("年度",),
        ),
        ImportColumn(
            "item", enum_cell(IncomeItem), _("What was earned, spent or received."), needed=True, also=("收支项目",)
        ),
        ImportColumn(
            "amount",
            YuanCell(),
            _("Yuan, never negative, not even costs: a loss is a cost; 0 means asked and none."),
            needed=True,
            also=("金额",),
        ),
    ]
    dropped = frozenset({"member", "month", "year"})
    further = PERSON_COLUMNS | {"starts": "date", "months": "integer", "header": "text"}
    headers = {"amount": "s.header"}  # the national export has one column for each item

    def finish(self, row, note, stage):
        month, year = row.pop("month", None), row.pop("year", None)
        if note.about("month") or note.about("year"):
            return
        if (month is None) == (year is None):
            note("month", CellError("month_or_year"))
        elif month:
            row["starts"], row["months"] = month, 1
        elif year > accounting_year(stage.day):
            note("year", CellError("year_not_over", year=year))
        else:
            row["starts"], row["months"] = dt.date(year - 1, 10, 1), 12

    def check(self, stage):
        stage.find_strangers(self)
        if stage.repeats:
            stage.fold(self, ["household", "item", "starts"], {"amount": "amount"})
        find_people(stage, self, "unknown_member")
        self.find_twice(stage)

    def find_twice(self, stage):
        """Report two rows for the same person, item and period."""
        twice = """
            SELECT n, jsonb_build_object('rows', COALESCE(before, after))
            FROM (SELECT s.n, lag(row) OVER same AS before, lead(row) OVER same AS after
                  FROM stage_income s LEFT JOIN income_person p USING (n)
                  WHERE starts IS NOT NULL AND (p.people = 1 OR p.people IS NULL)
                  WINDOW same AS (
                      PARTITION BY household, item, starts, months, p.member_n, p.member_id ORDER BY s.n)) times
            WHERE before IS NOT NULL OR after IS NOT NULL"""
        stage.find(self, "amount", "amounts_overlap", twice)

    def plan(self, stage):
        """Create will_income: one statement for each household and period, with its lines and what it asked."""
        stage.table(
            "will_income",
            f"""SELECT min(n) AS n, count(*) AS rows, household_id, starts, months, true AS is_new, false AS is_changed,
                       jsonb_agg(line ORDER BY item, member_id NULLS FIRST) AS lines,
                       to_jsonb(ARRAY(
                           SELECT DISTINCT one FROM unnest(array_agg(topic) || %s::int[]) one ORDER BY one)) AS asked
                FROM (SELECT s.n, home.id AS household_id, s.starts, s.months, s.item, kind.topic,
                             COALESCE(p.member_id, w.id) AS member_id,
                             jsonb_build_object('item', s.item, 'amount', round(s.amount, 2)::text)
                             || CASE WHEN COALESCE(p.member_id, w.id) IS NULL THEN '{{}}'
                                     ELSE jsonb_build_object('member', COALESCE(p.member_id, w.id)) END AS line
                      FROM stage_income s JOIN home ON home.number = s.household JOIN {ITEM_KINDS} ON kind.item = s.item
                      LEFT JOIN income_person p USING (n) LEFT JOIN will_members w ON w.n = p.member_n
                      WHERE NOT home.held AND s.starts IS NOT NULL) told
                GROUP BY household_id, starts, months""",
            [[] if stage.repeats or stage.holds_some else list(map(int, TOPICS_OF_NET_INCOME))],
        )
        # The same amounts once more are the same statement, unless they are said to be of another day.
        execute_sql(
            """UPDATE will_income w SET is_new = false, is_changed = NOT told.same
               FROM (SELECT w.n, bool_or(
                         s.lines = w.lines AND s.asked = w.asked AND s.told_on = COALESCE(%s, s.told_on)) AS same
                     FROM will_income w JOIN households_incomestatement s ON s.household_id = w.household_id
                     AND s.first_month = w.starts AND s.months = w.months AND s.member_id IS NULL
                     AND s.withdrawn_at IS NULL AND s.teller IN ('registry', 'national')
                     GROUP BY w.n) told
               WHERE told.n = w.n""",
            [stage.told_on],
        )
        counts = stage.counts[self.name]
        counts.new, counts.changed = fetch_rows(
            """SELECT COALESCE(sum(rows) FILTER (WHERE is_new), 0)::int,
                      COALESCE(sum(rows) FILTER (WHERE is_changed), 0)::int FROM will_income"""
        )[0]

    def write(self, stage):
        """Keep the statements, and work out the months of their households."""
        told = fetch_rows(
            """INSERT INTO households_incomestatement
                   (county_id, household_id, teller, told_on, first_month, months, asked, lines, source_import)
               SELECT %s, household_id, %s, %s, starts, months, asked, lines, %s FROM will_income
               WHERE is_new OR is_changed ORDER BY household_id, starts RETURNING household_id""",
            [stage.county.pk, stage.teller, stage.told_on or stage.day, stage.number],
        )
        households = sorted({household for (household,) in told})
        for first in range(0, len(households), SLICE):
            stage.report("writing", first, len(households))
            rebuild_income(households[first : first + SLICE])
        left = fetch_rows(
            """SELECT DISTINCT home.id FROM home JOIN households_member m ON m.household_id = home.id
               WHERE m.left_on IS NOT NULL AND NOT home.held"""
        )
        ask_about_leavers([household for (household,) in left])
