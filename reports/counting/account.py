"""The employment account at the end of the month: how many people of working age stand where, by the same statement as
the account of today."""

from core import sql
from reports.indicators import stock
from work.people.entries import account_entries_sql, members_of_working_age

from .declare import counting
from .work import lifted_or_monitored

ACCOUNT_SQL = """
    SELECT 'work.account.' || state, village_id, household_id, count(*), 1, NULL::numeric, NULL::date, '{{}}'::jsonb
    FROM ({entries}) AS entries GROUP BY 1, 2, 3"""


@counting("account")
def account_report_rows(month):
    """Yield the rows of the employment account: work.account.<state>; `people` counts those of the household who stand
    so. A month without a working age in force, as those before there was an account, has none."""
    if not month.p.in_force("work_age_least", "work_age_most"):
        return
    people = members_of_working_age(month.p).filter(lifted_or_monitored(month, "household"))
    village = stock.village_of_household_on(month.as_of, "household")
    entries = account_entries_sql(month.p, people, village, county=month.county)
    yield sql.Sql(ACCOUNT_SQL.format(entries=entries.text), entries.params)
