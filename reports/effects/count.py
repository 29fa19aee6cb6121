"""Counting what became of incomes after measures, for a whole county at once (docs/indicators.md, Did it help?).

measures that began ─► incomes of the years before and after ─► pairs ─► changes of the peers ─► MeasureEffect"""

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Least, TruncMonth

from cases.choices import MeasureState
from cases.models import Case, Measure, MeasureTransition
from core import sql
from core.dates import add_months, first_of_month, today
from households.models import Household
from policy import parameters
from reports.indicators.stock import member_count_on
from reports.models import MeasureEffect

from .years import YEAR_COLUMNS, note_year

START_MONTHS = 24  # months of a beginning whose year after is over
MONTHS_AFTER = 13  # a year after begins with the month after the beginning
FEWEST = 5  # households of which nothing is averaged below this number

TABLES = {  # what the steps put down for one another
    "effect_year": YEAR_COLUMNS,
    "effect_begun": "measure_id bigint, household_id bigint, offer_id bigint, offer_kind text, grp text, month date, "
    "people int, yuan numeric",
    "effect_home": "household_id bigint PRIMARY KEY, kind text, monitored_since date",
    "effect_held": "household_id bigint, grp text, since date, until date",
    "effect_pair": "month date, household_id bigint, kind text, size int, before numeric, after numeric, carried int",
    "effect_peers": "grp text, month date, kind text, size int, number int, quarters numeric[]",
}
# Of the same kind: under monitoring by then, else lifted or general; alone, two, three or four, five and more.
PAIR_SQL = """
    INSERT INTO effect_pair
    SELECT month, household_id,
           CASE WHEN monitored_since < month + interval '1 month' THEN 'monitored' ELSE kind END,
           CASE WHEN before.people < 3 THEN before.people WHEN before.people < 5 THEN 3 ELSE 5 END,
           before.a_head, after.a_head, after.carried
    FROM (SELECT DISTINCT month FROM effect_begun) AS begun
    JOIN effect_year AS before ON before.day = month
    JOIN effect_year AS after USING (household_id) JOIN effect_home USING (household_id)
    WHERE after.day = month + interval '13 months'"""
# Once for each size, and once for all sizes together, where size is 0.
PEERS_SQL = """
    INSERT INTO effect_peers
    SELECT grp, month, kind, coalesce(size, 0), count(*),
           percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY after - before)
    FROM (SELECT DISTINCT grp, month FROM effect_begun) AS asked JOIN effect_pair AS pair USING (month)
    WHERE NOT EXISTS (
        SELECT FROM effect_held AS held
        WHERE (held.household_id, held.grp) = (pair.household_id, asked.grp)
            AND held.since < month + interval '13 months'
            AND (held.until IS NULL OR held.until >= month - interval '12 months'))
    GROUP BY GROUPING SETS ((grp, month, kind, size), (grp, month, kind))"""
EFFECT_SQL = f"""
    INSERT INTO reports_measureeffect
        (county_id, household_id, measure_id, offer_id, "group", month, people, yuan, state, before, after, carried,
         peers, peers_low, peers_middle, peers_high, first_in_group, first_in_kind, first_in_offer, as_of)
    SELECT %(county)s, household_id, measure_id, offer_id, begun.grp, month, begun.people, yuan,
           CASE WHEN month > %(last)s THEN 'not_over' WHEN before IS NULL THEN 'unknown' ELSE 'counted' END,
           before, after, carried, number, quarters[1], quarters[2], quarters[3],
           row_number() OVER (PARTITION BY household_id, begun.grp ORDER BY month, measure_id) = 1,
           offer_id IS NOT NULL
               AND row_number() OVER (PARTITION BY household_id, offer_kind ORDER BY month, measure_id) = 1,
           offer_id IS NOT NULL
               AND row_number() OVER (PARTITION BY household_id, offer_id ORDER BY month, measure_id) = 1,
           %(day)s
    FROM effect_begun AS begun LEFT JOIN effect_pair AS pair USING (month, household_id)
    LEFT JOIN LATERAL (
        SELECT number, quarters FROM effect_peers AS peers
        WHERE (peers.grp, peers.month, peers.kind) = (begun.grp, begun.month, pair.kind)
            AND peers.size IN (pair.size, 0) AND number >= {FEWEST}
        ORDER BY peers.size DESC LIMIT 1) AS compared ON true"""


@transaction.atomic
def count_effects(county, day=None) -> int:
    """Count anew what became of incomes after the measures of a county; return how many measures were counted."""
    day = day or today()
    last = add_months(first_of_month(day), -MONTHS_AFTER)
    make_tables()
    note_beginnings(county, add_months(last, 1 - START_MONTHS), first_of_month(day))
    for noted in days_of_years(last):
        note_year(county, parameters.parameters_on(noted, county))
    fill_table(PAIR_SQL, "effect_begun", "effect_held", "effect_year")
    fill_table(PEERS_SQL, "effect_pair")
    MeasureEffect.objects.filter(county=county).delete()
    return sql.execute_sql(EFFECT_SQL, {"county": county.pk, "last": last, "day": day})


def make_tables() -> None:
    for name, columns in TABLES.items():
        sql.execute_sql(f"DROP TABLE IF EXISTS pg_temp.{name}")
        sql.execute_sql(f"CREATE TEMPORARY TABLE {name} ({columns}) ON COMMIT DROP")


def fill_table(statement, *read) -> None:
    """Take one step, after telling the planner how much there is in the tables that it reads."""
    for table in read:
        sql.execute_sql(f"ANALYZE {table}")
    sql.execute_sql(statement)


def note_beginnings(county, first, this_month) -> None:
    """Note which measures began from a month up to this one, which households have had one of a group from when until
    when, and of which kind each household is."""
    measures = begun_measures(county)
    insert_rows(
        "effect_begun",
        measures.filter(month__range=(first, this_month)).values_list(
            "pk", "household", "placement__offer", "placement__offer__kind", "group", "month", "people", "cost"
        ),
    )
    insert_rows("effect_held", measures.values_list("household", "group", "began_on", "ended_on"))
    since = Case.objects.filter(household=OuterRef("pk"), identified_on__isnull=False).order_by("identified_on")
    homes = Household.objects.filter(county=county).annotate(since=Subquery(since.values("identified_on")[:1]))
    insert_rows("effect_home", homes.order_by().values_list("pk", "kind", "since"))


def begun_measures(county):
    """Return the measures of a county that began, with the day and the month: the day on which one was started, or
    delivered, whichever came first."""
    started = MeasureTransition.objects.filter(measure=OuterRef("pk"), step="start").order_by("effective_on")
    began = Least(Subquery(started.values("effective_on")[:1]), F("delivered_on"))
    mine = Measure.objects.filter(household__county=county).exclude(state=MeasureState.CANCELLED).order_by()
    found = mine.annotate(began_on=began).filter(began_on__isnull=False).annotate(month=TruncMonth("began_on"))
    return found.annotate(people=member_count_on(OuterRef("began_on"), "household"))


def insert_rows(table, rows) -> None:
    found = sql.queryset_sql(rows)
    sql.execute_sql(f"INSERT INTO {table} {found.text}", found.params)


def days_of_years(last) -> list:
    """Return the first days of months with whose end a year before, or after, a beginning is over; only months in which
    something began, and which are over."""
    rows = sql.fetch_rows("SELECT DISTINCT month FROM effect_begun WHERE month <= %s", [last])
    return sorted({add_months(month, later) for [month] in rows for later in (0, MONTHS_AFTER)})
