"""The data as it was known at a moment.

The rows that countings read are rebuilt from today's rows and their history, in temporary tables with the same names.
PostgreSQL finds temporary tables first, so every counting reads the past data unchanged. A month is frozen from the
data of one moment, and verified by counting that moment again."""

import time
from contextlib import contextmanager

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext as _

from accounts.models import Area, AreaAttribute
from accounts.reach import beyond_reach
from alerts.models import Alert, AlertTransition
from cases.models import Case, CaseTransition, HelperAssignment, Measure, MeasureTransition
from core import sql
from core.history import kept_fields
from core.locks import lock_halves, wait_for_turn
from core.workflow import ActionRefused
from households.models import GuaranteeCheck, Household, Member, VillageOfHousehold, WorkSpell
from visits.models import Visit, VisitTransition
from work.models import Heard, Placement, Training, WorkNeed

from . import rows

# Tables that countings read and whose earlier versions are all kept; each stands after the one it belongs to.
RECONSTRUCTED_MODELS = (
    Household, Member, WorkSpell, GuaranteeCheck, HelperAssignment, Visit, Alert, Case, Measure, WorkNeed, Training,
    Placement,
)  # fmt: skip
# What these say of a day. All else that they say carries no day.
DATED_FIELDS = {
    Household: ("state", "state_on", "merged_into"),
    Member: ("household", "joined_on", "left_on", "left_reason"),
    Alert: tuple(field.name for field in Alert._meta.concrete_fields if field.name != "village"),
}
# These are only added to: each row says when it was written.
LOG_MODELS = {
    CaseTransition: "at",
    MeasureTransition: "at",
    AlertTransition: "at",
    VisitTransition: "at",
    Heard: "at",
    apps.get_model("cases", "CaseEvent"): "pgh_created_at",
}
KNOWN_SINCE_FIELDS = ("recorded_at", "created_at", "received_at")  # when a row became known
UNCOUNTED_FIELD_TYPES = ("BinaryField", "JSONField")  # no counting reads these, and they are most of the bytes
COUNTED_FIELDS = ("statement_at_identification", "statement_at_clearing")  # but these

# A row not touched since is unchanged; for the others, the first later change has kept the old values.
PAST_ROWS_SQL = """
CREATE TEMPORARY TABLE {table} ON COMMIT DROP AS
WITH later AS (
    SELECT DISTINCT ON (pgh_obj_id) * FROM public.{events} WHERE pgh_created_at > %(moment)s ORDER BY pgh_obj_id, pgh_id
)
SELECT {columns} FROM public.{table}
WHERE {known} AND NOT EXISTS (SELECT FROM later WHERE later.pgh_obj_id = {table}.{key})
UNION ALL
SELECT {columns} FROM later WHERE {known}
"""
# What carries no day, as it was known at an earlier moment: the first change after that has kept it.
UNDATED_SQL = """
UPDATE pg_temp.{table} SET {values} FROM (
    SELECT DISTINCT ON (pgh_obj_id) * FROM public.{events}
    WHERE pgh_created_at > %(undated_at)s AND pgh_created_at <= %(moment)s ORDER BY pgh_obj_id, pgh_id
) AS earlier WHERE earlier.pgh_obj_id = {table}.{key}
"""
# Nothing says since when a person who was entered later without a day belongs to a household that was there before.
LATER_PEOPLE_SQL = """
UPDATE pg_temp.households_member AS one SET joined_on = 'infinity' FROM pg_temp.households_household AS home
WHERE home.id = one.household_id AND one.joined_on IS NULL AND one.created_at > %(undated_at)s
  AND home.created_at <= %(undated_at)s
"""
# Steps keep what held on their day. A month counted before they did reads what its subject said at the moment.
READ_FROM_SUBJECT = {CaseTransition: (Case, ("case_type", "risks")), AlertTransition: (Alert, ("outcome",))}
VILLAGE_THEN_SQL = (
    "(SELECT home.village_id FROM pg_temp.households_household AS home WHERE home.id = household_id) AS village_id"
)

PAST_AREAS_SQL = """
CREATE TEMPORARY TABLE accounts_area ON COMMIT DROP AS
WITH later AS (
    SELECT DISTINCT ON (area_id) area_id, before FROM public.accounts_areachange WHERE applied_at > %s
    ORDER BY area_id, applied_at
)
SELECT a.id, a.level, a.kind, a.parent_id, a.ended_on, COALESCE(before->>'code', code) AS code,
       COALESCE(before->>'name', name) AS name, COALESCE(before->>'official_name', official_name) AS official_name,
       COALESCE(before->>'path', path) AS path
FROM public.accounts_area a LEFT JOIN later ON later.area_id = a.id
"""

# An entry never changes: it stands from when it was recorded until it was taken back or replaced.
PAST_ATTRIBUTES_SQL = """
CREATE TEMPORARY VIEW accounts_areaattribute AS
SELECT id, area_id, county_id, kind, year, valid_from, valid_until, NULL::timestamptz AS withdrawn_at
FROM public.accounts_areaattribute WHERE recorded_at <= %(moment)s AND (withdrawn_at > %(moment)s) IS NOT FALSE
"""


@transaction.atomic
def count_point_in_time(report) -> int:
    """Count a month from the data of this moment, after waiting for those who are writing, so that all figures are of
    the same moment."""
    wait_for_turn(COUNTING, shared=True)
    moment = sql.fetch_rows("SELECT clock_timestamp()")[0][0]
    wait_for_writers(moment)
    with data_known_at(report.county, moment, rows.undated_moment(report, moment)):
        return rows.count_report_rows(report, at=moment)


@contextmanager
def data_known_at(county, moment, undated_at=None):
    """Answer queries about the households of a county as of `moment`, inside this context, and of what carries no day
    as of `undated_at` (see MonthlyReport)."""
    for model in RECONSTRUCTED_MODELS:
        rebuild_past_rows(model, county, moment)
        if undated_at and undated_at < moment and model in DATED_FIELDS:
            put_undated_back(model, moment, undated_at)
    for model, stamp in LOG_MODELS.items():
        table, columns = sql.quote_names(model._meta.db_table), step_columns_sql(model, undated_at)
        sql.execute_sql(
            f"CREATE TEMPORARY VIEW {table} AS SELECT {columns} FROM public.{table} WHERE {stamp} <= %s", [moment]
        )
    rebuild_past_areas(moment)
    sql.execute_sql(PAST_ATTRIBUTES_SQL, {"moment": moment})
    yield
    # After an error the transaction removes the tables.
    for kind, covered in (("VIEW", [*LOG_MODELS, AreaAttribute]), ("TABLE", [*RECONSTRUCTED_MODELS, Area])):
        sql.execute_sql(
            f"DROP {kind} {', '.join(f'pg_temp.{sql.quote_names(model._meta.db_table)}' for model in covered)}"
        )


def rebuild_past_rows(model, county, moment) -> None:
    """Rebuild the rows of one table as they were, for one county: its households, and what belongs to them."""
    table, key, home = (
        sql.quote_names(model._meta.db_table),
        sql.quote_names(model._meta.pk.column),
        owner_relation(model),
    )
    names = {field.name for field in model._meta.concrete_fields}
    stamp = next(name for name in KNOWN_SINCE_FIELDS if name in names)
    columns = sql.quote_names(*(field.column for field in rebuilt_fields(model)))
    text = PAST_ROWS_SQL.format(
        table=table,
        key=key,
        columns=columns + village_then_sql(model),
        events=sql.quote_names(event_table_of(model)),
        known=f"{stamp} <= %(moment)s AND {sql.quote_names(home.column)} {county_condition_sql(home)}",
    )
    sql.execute_sql(text, {"moment": moment, "county": county.pk})
    sql.execute_sql(f"ALTER TABLE pg_temp.{table} ADD PRIMARY KEY ({key})")
    sql.execute_sql(f"CREATE INDEX ON pg_temp.{table} ({sql.quote_names(home.column)})")
    sql.execute_sql(f"ANALYZE pg_temp.{table}")


def rebuilt_fields(model) -> list:
    """Return the fields of a table that its past rows have."""
    return [
        field
        for field in kept_fields(model)
        if field.name in COUNTED_FIELDS or field.get_internal_type() not in UNCOUNTED_FIELD_TYPES
    ]


def put_undated_back(model, moment, undated_at) -> None:
    """Give the rebuilt rows of a table what they said without a day at an earlier moment."""
    kept = [field for field in rebuilt_fields(model) if field.name not in DATED_FIELDS[model] and not field.primary_key]
    names = [sql.quote_names(field.column) for field in kept]
    text = UNDATED_SQL.format(
        table=sql.quote_names(model._meta.db_table),
        key=sql.quote_names(model._meta.pk.column),
        values=", ".join(f"{name} = earlier.{name}" for name in names),
        events=sql.quote_names(event_table_of(model)),
    )
    sql.execute_sql(text, {"moment": moment, "undated_at": undated_at})
    if model is Member:
        sql.execute_sql(LATER_PEOPLE_SQL, {"undated_at": undated_at})


def step_columns_sql(model, undated_at) -> str:
    """Return SQL for the columns of a log; for a month counted before its steps kept these, some are its subject's."""
    if undated_at or model not in READ_FROM_SUBJECT:
        return "*"
    subject, names = READ_FROM_SUBJECT[model]
    table, of = sql.quote_names(subject._meta.db_table), sql.quote_names(f"{subject._meta.model_name}_id")
    said = {name: f"(SELECT s.{name} FROM pg_temp.{table} AS s WHERE s.id = {of}) AS {name}" for name in names}
    columns = (field.column for field in model._meta.concrete_fields)
    return ", ".join(said.get(column, sql.quote_names(column)) for column in columns)


def village_then_sql(model) -> str:
    """Return SQL for the village that the household of a row had then, where the row carries it."""
    carried = any(isinstance(field, VillageOfHousehold) for field in model._meta.concrete_fields)
    return f", {VILLAGE_THEN_SQL}" if carried else ""


def rebuild_past_areas(moment) -> None:
    """Rebuild the areas with the names, codes and paths that they had."""
    sql.execute_sql(PAST_AREAS_SQL, [moment])
    sql.execute_sql("ALTER TABLE pg_temp.accounts_area ADD PRIMARY KEY (id)")
    sql.execute_sql("ANALYZE pg_temp.accounts_area")


def owner_relation(model):
    """Return the foreign key to the owner of a row; a household belongs to its county."""
    if model is Household:
        return model._meta.get_field("county")
    return next(
        field
        for field in model._meta.concrete_fields
        if (field.many_to_one or field.one_to_one) and field.remote_field.on_delete is models.CASCADE
    )


def county_condition_sql(home) -> str:
    """Return SQL for the condition that this owner is in the county."""
    if home.model is Household:
        return "= %(county)s"
    table, key = sql.quote_names(home.related_model._meta.db_table), sql.quote_names(home.target_field.column)
    return f"IN (SELECT {key} FROM pg_temp.{table})"


def event_table_of(model) -> str:
    """Return the table that holds the earlier versions of a model's rows."""
    return model._meta.get_field("events").related_model._meta.db_table


# Transactions that began to write before the moment and are not finished would still change what was known then. A
# transaction that only reads, such as a backup, may last for hours: after a few seconds without writing it is ignored.
# Other countings write nothing that is counted; two countings that waited for each other would wait forever. Nor does
# the database's own upkeep (autovacuum), which begins at any time and has a transaction too.
WRITERS_SQL = """
SELECT EXISTS (
    SELECT FROM pg_stat_activity WHERE datname = current_database() AND backend_type = 'client backend'
    AND pid <> pg_backend_pid() AND xact_start <= %s
    AND (backend_xid IS NOT NULL OR clock_timestamp() - xact_start < interval '5 seconds')
    AND NOT pg_backend_pid() = ANY (pg_blocking_pids(pid))
    AND pid NOT IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND (classid, objid) = (%s, %s)
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))
)
"""
COUNTING = "months are counted"  # a lock that all countings share
WRITERS_PATIENCE, PAUSE = 600, 0.2  # seconds


@beyond_reach("a session is shown in full to the role that signed it in")
def wait_for_writers(moment) -> None:
    """Wait until everything that was begun before `moment` is written. Raises ActionRefused when a writer does not
    finish in time."""
    until = time.monotonic() + WRITERS_PATIENCE
    while sql.fetch_rows(WRITERS_SQL, [moment, *lock_halves(COUNTING)])[0][0]:
        if time.monotonic() > until:
            raise ActionRefused(
                _("Data is still being written, perhaps by an import. Please try again when that is done.")
            )
        time.sleep(PAUSE)
        # within a transaction, the list of activity stays the same until it is cleared
        sql.execute_sql("SELECT pg_stat_clear_snapshot()")
