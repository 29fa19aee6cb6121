"""The sheet `income`: one amount in each row, of a month or of a whole accounting year, of a member or of the
household. A yearly amount is spread evenly over the twelve months from October to September, the remainder in the last.

What a visit, a department or the family itself said is more reliable than the registry, so it is kept."""

import datetime as dt

from django.utils.translation import gettext_lazy as _

from core.crypto.fields import keyed_hash
from core.sql import execute_sql, fetch_rows
from households.choices import IncomeItem
from households.imports.clean.cells import (
    CERTIFICATE,
    ID_NUMBER,
    CellError,
    CellKind,
    CodeCell,
    MonthCell,
    NumberCell,
    TextCell,
    YearCell,
    enum_cell,
)
from households.imports.match.merge import count_new_and_changed
from households.imports.match.staging import NO_PARAMS
from households.imports.sheet import ImportColumn, ImportSheet, register_sheet

INCOME_SLICE = 50_000  # staged rows in one INSERT, which limits the memory that the database needs
EVEN = "trunc(w.amount / w.months, 2)"
REST = f"w.amount - {EVEN} * (w.months - 1)"
PART = f"CASE WHEN r.month = w.starts + make_interval(months => w.months - 1) THEN {REST} ELSE {EVEN} END"


class PersonCell(CellKind):
    """A member of the household, by ID number or by name."""

    def __call__(self, raw):
        number = CodeCell(60)(raw)
        if CERTIFICATE.fullmatch(number) or ID_NUMBER.fullmatch(number):
            return {"member_hash": keyed_hash(number[:18])}
        return {"member_name": TextCell(60)(raw)}


def accounting_year(day: dt.date) -> int:
    """Return the accounting year that ended last before `day`: 2025 ends on 30 September 2025."""
    return day.year if day.month >= 10 else day.year - 1


@register_sheet
class IncomeSheet(ImportSheet):
    name, title = "income", _("Income")
    columns = [
        ImportColumn("household", CodeCell(30), _("Number of the household."), needed=True),
        ImportColumn(
            "member", PersonCell(mask="id_number"), _("ID number or name of the member; empty: the household.")
        ),
        ImportColumn("month", MonthCell(), _("Month of the amount.")),
        ImportColumn(
            "year", YearCell(2010), _("Instead of month: accounting year (October to September) of a yearly amount.")
        ),
        ImportColumn("item", enum_cell(IncomeItem), _("What was earned, spent or received."), needed=True),
        ImportColumn(
            "amount",
            NumberCell(0, "9999999999.99"),
            _("Yuan, never negative, not even costs; 0 means asked and none."),
            needed=True,
        ),
    ]
    dropped = frozenset({"member", "month", "year"})
    further = {"member_hash": "text", "member_name": "text", "starts": "date", "months": "integer", "header": "text"}
    headers = {"amount": "s.header"}  # the national export has one column for each item

    def finish(self, row, note, stage):
        month, year = row.pop("month", None), row.pop("year", None)
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
        self.find_people(stage)
        self.find_overlaps(stage)

    def find_people(self, stage):
        """Create `payee`: the member, in the file or on file, that a row means when it names one."""
        stage.make("payee", "n integer, member_n integer, member_id bigint, people bigint")
        named = "s.member_hash IS NOT NULL OR s.member_name IS NOT NULL"
        if not fetch_rows(f"SELECT EXISTS (SELECT FROM stage_income s WHERE {named})")[0][0]:
            return
        stage.table(
            "person",
            """SELECT s.household AS number, s.id_hash, s.name, s.n, m.id
               FROM stage_members s LEFT JOIN matched m USING (n) WHERE s.left_on IS NULL
               UNION ALL
               SELECT home.number, t.id_hash, t.name, NULL, t.id
               FROM households_member t JOIN home ON home.id = t.household_id
               WHERE t.left_on IS NULL AND NOT EXISTS (SELECT FROM matched m WHERE m.id = t.id)""",
        )
        execute_sql(
            f"""INSERT INTO payee
                SELECT s.n, min(p.n), min(p.id), count(p.number)
                FROM stage_income s LEFT JOIN person p
                ON p.number = s.household AND (p.id_hash = s.member_hash OR p.name = s.member_name)
                WHERE {named} GROUP BY s.n"""
        )
        stage.find(self, "member", "unknown_member", f"SELECT n, {NO_PARAMS} FROM payee WHERE people = 0")
        stage.find(self, "member", "ambiguous_member", f"SELECT n, {NO_PARAMS} FROM payee WHERE people > 1")

    def find_overlaps(self, stage):
        """Report two rows for the same person, item and time, as a month or as part of a year."""
        ends = "starts + make_interval(months => months)"
        overlaps = f"""
            SELECT n, jsonb_build_object('rows', CASE WHEN before_ends > starts THEN before ELSE after END)
            FROM (SELECT s.n, starts, {ends} AS ends, lag(row) OVER same AS before, lead(row) OVER same AS after,
                         max({ends}) OVER (same ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_ends,
                         lead(starts) OVER same AS after_starts
                  FROM stage_income s LEFT JOIN payee p USING (n)
                  WHERE starts IS NOT NULL AND (p.people = 1 OR p.people IS NULL)
                  WINDOW same AS (PARTITION BY household, item, p.member_n, p.member_id ORDER BY starts, s.n)) times
            WHERE before_ends > starts OR ends > after_starts"""
        stage.find(self, "amount", "amounts_overlap", overlaps)

    def plan(self, stage):
        stage.table(
            "will_income",
            """SELECT s.n, s.row, home.id AS household_id, COALESCE(p.member_id, w.id) AS member_id, s.item, s.starts,
                      s.months, s.amount, true AS is_new, false AS is_changed
               FROM stage_income s JOIN home ON home.number = s.household
               LEFT JOIN payee p USING (n) LEFT JOIN will_members w ON w.n = p.member_n
               WHERE NOT home.held""",
        )
        execute_sql("CREATE INDEX ON will_income (n)")
        known = "SELECT EXISTS (SELECT FROM households_incomerecord r JOIN home ON home.id = r.household_id)"
        if fetch_rows(known)[0][0]:
            self.leave_closer_sources(stage)
            self.compare(stage)
        counts = stage.counts[self.name]
        counts.new, counts.changed = count_new_and_changed(self)

    def leave_closer_sources(self, stage):
        stage.table(
            "closer",
            """SELECT w.n, bool_and(w.months = 1 AND r.amount = w.amount) AS agrees
               FROM will_income w JOIN households_incomerecord r
               ON r.household_id = w.household_id AND r.item = w.item AND r.source <> 'registry'
               AND r.month >= w.starts AND r.month < w.starts + make_interval(months => w.months)
               AND (w.member_id IS NULL OR r.member_id IS NULL OR r.member_id = w.member_id)
               GROUP BY w.n""",
        )
        differing = f"SELECT n, {NO_PARAMS} FROM closer WHERE NOT agrees"
        stage.find(self, "amount", "closer_source", differing, is_error=False)
        execute_sql("DELETE FROM will_income w USING closer c WHERE c.n = w.n")

    def compare(self, stage):
        """Mark the rows of which some month is on file, and those of which one month is missing there or differs."""
        for first, last in self.slices(stage, "comparing"):
            execute_sql(
                f"""UPDATE will_income SET is_new = false,
                           is_changed = on_file.months < will_income.months OR on_file.differs
                    FROM (SELECT w.n, count(*) AS months, bool_or(r.amount <> {PART}) AS differs
                          FROM will_income w JOIN households_incomerecord r ON r.household_id = w.household_id
                          AND r.item = w.item AND r.month >= w.starts
                          AND r.month < w.starts + make_interval(months => w.months)
                          AND r.member_id IS NOT DISTINCT FROM w.member_id
                          WHERE w.n BETWEEN %s AND %s GROUP BY w.n) on_file
                    WHERE will_income.n = on_file.n""",
                [first, last],
            )

    def write(self, stage):
        for first, last in self.slices(stage, "writing"):
            execute_sql(
                f"""INSERT INTO households_incomerecord AS r (household_id, member_id, item, month, amount, source)
                    SELECT w.household_id, w.member_id, w.item, (w.starts + make_interval(months => nth))::date,
                           CASE WHEN nth = w.months - 1 THEN {REST} ELSE {EVEN} END, 'registry'
                    FROM will_income w CROSS JOIN generate_series(0, w.months - 1) nth
                    WHERE w.n BETWEEN %s AND %s AND (w.is_new OR w.is_changed)
                    ORDER BY w.household_id, 4
                    ON CONFLICT (household_id, month, item, member_id) DO UPDATE SET amount = excluded.amount
                    WHERE r.amount <> excluded.amount""",
                [first, last],
            )

    def slices(self, stage, step):
        last = stage.numbers[self.name]
        for first in range(1, last + 1, INCOME_SLICE):
            stage.report(step, first - 1, last)
            yield first, first + INCOME_SLICE - 1
