"""Rows that guard themselves: which rows the role of pages is shown, table by table (row-level security). Workers and
commands see all. What a page's villages and counties are, accounts/reach.py tells the database."""

import hashlib
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey
from pghistory.models import Event

from core.sql import execute_sql, fetch_rows, quote_names
from core.workflow import Transition

from .models import Area

APPS = ("households", "visits", "alerts", "departments", "cases", "work", "reports")
# Read once a statement into a hash, in which each row is looked up: an array would be searched from its start.
VILLAGES = "ANY (SELECT unnest(nullif(current_setting('povwatch.villages', true), '')::bigint[]))"
COUNTIES = "ANY (SELECT unnest(nullif(current_setting('povwatch.counties', true), '')::bigint[]))"
AROUND = f"(SELECT parent_id FROM accounts_area WHERE id = {VILLAGES})"  # townships, above villages
# What a row belongs to, by the name of its key: the first it has decides.
WHOLES = ("pgh_obj", "village", "area", "household", "case", "visit", "alert", "notice", "measure", "change", "request",
          "member")  # fmt: skip
# Orders people give, how nights went: nothing in them is about a household.
OPEN = {"alerts.RiskRun", "reports.ReportOrder"}
OWN = {"reports.Export"}  # shown to their own person alone
# Also shown to those who work below their area: an offer of the county is for every village of it, a sale or project of
# a township for several.
SHARED = {"work.Offer", "work.Enterprise", "work.PaymentList", "work.Sale", "work.Project"}
# Shown to whoever sent it too, wherever the person works now: a phone asks what became of its visits and photos.
SENDERS = {"visits.Delivery": "by_id", "visits.Visit": "visited_by_id"}
PERSON = "(SELECT nullif(current_setting('povwatch.person', true), '')::bigint)"


def row_conditions() -> dict:
    """Return {table: condition} for every table with household data."""
    models = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return {model._meta.db_table: condition_of(model) for model in models if model._meta.label not in OPEN}


def condition_of(model) -> str:
    """Return the condition under which a page is shown a row of a model."""
    if model._meta.label in OWN:
        return f"user_id = {PERSON}"
    sent = f" OR {SENDERS[model._meta.label]} = {PERSON}" if model._meta.label in SENDERS else ""
    return place_condition(model) + sent


def place_condition(model) -> str:
    """Return the condition that what a row belongs to is shown, or that its village lies within reach; where it belongs
    to nothing smaller, its county."""
    keys = {field.name: field for field in model._meta.local_fields if isinstance(field, ForeignKey)}
    if model._meta.label in SHARED:
        return f"{belongs_to(keys['area'])} OR area_id = {COUNTIES} OR area_id IN {AROUND}"
    found = [name for name in WHOLES if name in keys]
    if not found and "county" in keys:
        return f"county_id = {COUNTIES}"
    if not found:
        found = [name for name, key in keys.items() if key.related_model._meta.app_label in APPS]
    condition = belongs_to(keys[found[0]])
    if found[0] == "pgh_obj" and len(found) > 1 and keys[found[1]].related_model is not Area:
        return f"{condition} OR {belongs_to(keys[found[1]])}"  # a version of what was deleted since
    if found[:2] == ["village", "case"]:  # a step of a case counts where it was taken, also after a move
        return f"{condition} OR {belongs_to(keys['case'])}"  # the cheaper first: it decides nearly always
    if keys[found[0]].null and "county" in keys:
        return f"{condition} OR {quote_names(keys[found[0]].column)} IS NULL AND county_id = {COUNTIES}"
    return condition


def belongs_to(key) -> str:
    """Return the condition that the place a key names is within reach, or that the row it points to is shown, which the
    table of that row decides."""
    if key.related_model is Area:
        return f"{quote_names(key.column)} = {VILLAGES}"
    own, other = quote_names(key.model._meta.db_table), quote_names(key.related_model._meta.db_table)
    return f"EXISTS (SELECT FROM {other} AS whole WHERE whole.id = {own}.{quote_names(key.column)})"


# By which key a row belongs to a household, the nearest first; a version may outlive its row, so its row comes last.
TO_HOUSEHOLD = ("household", "member", "case", "visit", "alert", "measure", "notice", "change", "request",
                "claim", "contract", "pgh_obj")  # fmt: skip


def road_to_household(model) -> list | None:
    """Return the keys that lead from a row to its household; None when it belongs to none."""
    keys = {field.name: field for field in model._meta.local_fields if isinstance(field, ForeignKey)}
    for key in (keys[name] for name in TO_HOUSEHOLD if name in keys):
        if key.related_model._meta.label == "households.Household":
            return [key]
        if key.related_model is not model and (road := road_to_household(key.related_model)):
            return [key, *road]
    return None


def anonymous_condition(road) -> str:
    """Return the condition that the household at the end of a road was made anonymous."""
    key, *further = road
    own, other = quote_names(key.model._meta.db_table), quote_names(key.related_model._meta.db_table)
    there = anonymous_condition(further) if further else f"{other}.anonymous_since IS NOT NULL"
    return f"EXISTS (SELECT FROM {other} WHERE {other}.id = {own}.{quote_names(key.column)} AND {there})"


def forgotten_policies() -> dict[str, str]:
    """Return {table: the policy by which the role of retention deletes history, and empties the reasons of steps, of
    anonymous households alone}."""
    found, ends = {}, quote_names(settings.DATABASE_RETENTION)
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
        done = "UPDATE" if issubclass(model, Transition) else "DELETE" if issubclass(model, Event) else ""
        if done and (road := road_to_household(model)):
            name = quote_names(model._meta.db_table)
            policy = f"CREATE POLICY forgotten ON {name} FOR {done} TO {ends} USING ({anonymous_condition(road)});"
            found[model._meta.db_table] = policy
    return found


def grant_emptying() -> None:
    """Let the role of retention empty the reasons of steps, as far as the policies let it."""
    for model in (model for app in APPS for model in apps.get_app_config(app).get_models()):
        if issubclass(model, Transition) and road_to_household(model):
            table, ends = quote_names(model._meta.db_table), quote_names(settings.DATABASE_RETENTION)
            execute_sql(f"GRANT UPDATE (reason) ON {table} TO {ends}")


def guard_rows() -> None:
    """Write the policies, after every migration: those of new tables, and those that are not as they should be. The
    others are left alone, because to write one waits for everybody who reads its table."""
    if settings.DATABASE_OWNER is None:
        return
    grant_emptying()
    wanted, standing = policy_statements(), standing_policies()
    outdated = [table for table, text in wanted.items() if not is_as_written(text, standing[table])]
    for table in outdated:
        drop_policies(table, standing[table].names)
        execute_sql(wanted[table])
    for table, found in standing_policies().items():
        if table in outdated:
            execute_sql(f"COMMENT ON POLICY within_reach ON {quote_names(table)} IS %s", [seal(wanted[table], found)])


def policy_statements() -> dict[str, str]:
    """Return {table: the statements that guard its rows}."""
    history = {model._meta.db_table for model in apps.get_models() if issubclass(model, Event)}
    application, pages = quote_names(settings.DATABASE_APPLICATION), quote_names(settings.DATABASE_PAGES)
    ends, forgotten, found = quote_names(settings.DATABASE_RETENTION), forgotten_policies(), {}
    for table, condition in row_conditions().items():
        name = quote_names(table)
        written = "WITH CHECK (true)" if table in history else ""  # by triggers, also of a row that is gone by then
        found[table] = (
            f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY;"
            f"CREATE POLICY everything ON {name} TO {application} USING (true);"
            f"CREATE POLICY to_be_ended ON {name} FOR SELECT TO {ends} USING (true);"
            f"CREATE POLICY within_reach ON {name} TO {pages} USING ({condition}) {written};"
            f"{forgotten.get(table, '')}"
        )
    return found


class Standing(NamedTuple):
    """The policies of a table as the database tells them, and what was sealed when they were written."""

    names: list
    told: str
    sealed: str


STANDING_SQL = """
SELECT t.relname, coalesce(array_agg(p.polname::text) FILTER (WHERE p.oid IS NOT NULL), '{}'),
       concat_ws(E'\\n', t.relrowsecurity, string_agg(concat_ws(E'\\n', p.polname, p.polcmd, p.polpermissive,
           p.polroles::regrole[]::text, pg_get_expr(p.polqual, t.oid), pg_get_expr(p.polwithcheck, t.oid)),
           E'\\n' ORDER BY p.polname)),
       coalesce(max(obj_description(p.oid, 'pg_policy')) FILTER (WHERE p.polname = 'within_reach'), '')
FROM pg_class AS t LEFT JOIN pg_policy AS p ON p.polrelid = t.oid
WHERE t.relnamespace = 'public'::regnamespace AND t.relkind = 'r' GROUP BY t.oid, t.relname, t.relrowsecurity
"""


def standing_policies() -> dict[str, Standing]:
    """Return {table: its policies as they are}."""
    return {table: Standing(*more) for table, *more in fetch_rows(STANDING_SQL)}


def is_as_written(wanted, found) -> bool:
    """Whether a table's policies are those that are wanted, and nobody altered them since they were written."""
    return found.sealed == seal(wanted, found)


def seal(wanted, found) -> str:
    """Return what stands beside a policy: a digest of what was written, and of how the database tells it."""
    return hashlib.sha256(f"{wanted}\n{found.told}".encode()).hexdigest()


def drop_policies(table, names) -> None:
    for name in names:
        execute_sql(f"DROP POLICY {quote_names(name)} ON {quote_names(table)}")
