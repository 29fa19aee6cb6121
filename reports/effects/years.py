"""The income a head of every household of a county in twelve full months, by the same functions as the rules: what a
household had in the year that ends with a day, divided by the people who shared it on that day."""

from django.db.models import Count

from core import sql
from core.dates import twelve_full_months
from households.facts import carried_months, net_sum, stale_months
from households.models import IncomeRecord, Member

YEAR_COLUMNS = "day date, household_id bigint, people int, a_head numeric(14, 2), carried int"
YEAR_SQL = """
    INSERT INTO effect_year
    SELECT %s::date, household_id, people, round(net / people, 2), carried
    FROM ({incomes}) AS income (household_id, net, carried) JOIN ({people}) AS home (household_id, people)
        USING (household_id)
    WHERE net IS NOT NULL AND carried <= %s"""


def note_year(county, p) -> None:
    """Note the income a head of the twelve full months before the month of the day of `p`, of all households of which
    it is known: what is mostly carried forward from earlier says nothing of this year."""
    window, stale = twelve_full_months(p.day), stale_months(p)
    net, carried = net_sum(window, p.day, stale), carried_months(window, stale)
    incomes = IncomeRecord.objects.filter(county=county).between(*window).order_by().values("household")
    people = Member.objects.filter(household__county=county).present(p.day).order_by().values("household")
    told = sql.queryset_sql(incomes.annotate(net=net, months=carried).values_list("household", "net", "months"))
    shared = sql.queryset_sql(people.annotate(number=Count("pk")).values_list("household", "number"))
    statement = YEAR_SQL.format(incomes=told.text, people=shared.text)
    sql.execute_sql(statement, (p.day, *told.params, *shared.params, most_carried(p)))


def most_carried(p) -> int:
    """Return how many of the twelve months may be carried forward, as for a red flag."""
    return int(p.income_carried_red) if p.in_force("income_carried_red") else 0
