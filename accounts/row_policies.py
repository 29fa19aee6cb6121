"""Rows that guard themselves: which rows the role of pages is shown, table by table (row-level security). Workers and
commands see all. What a page's villages and counties are, accounts/reach.py tells the database."""

from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey
from pghistory.models import Event

from core.sql import execute_sql, quote_names
from core.workflow import Transition

from .models import Area

APPS = ("households", "visits", "alerts", "departments", "cases", "reports")
# Read once a statement, not once a row.
VILLAGES = "ANY ((SELECT nullif(current_setting('povwatch.villages', true), '')::bigint[])::bigint[])"
COUNTIES = "ANY ((SELECT nullif(current_setting('povwatch.counties', true), '')::bigint[])::bigint[])"
# What a row belongs to, by the name of its key: the first it has decides.
WHOLES = ("pgh_obj", "case", "village", "area", "household", "visit", "alert", "notice", "measure", "change", "request",
          "member")  # fmt: skip
# Filters and orders people keep, how nights went: nothing in them is about a household.
OPEN = {"alerts.SavedFilter", "alerts.RiskRun", "reports.ReportOrder"}
OWN = {"reports.Export"}  # shown to their own person alone
# Shown to whoever sent it too, wherever the person works now: a phone asks what became of its visits and photos.
SENDERS = {"visits.Delivery": "by_id", "visits.Visit": "visited_by_id"}
POLICIES = ("everything", "within_reach", "to_be_ended", "forgotten")
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
    found = [name for name in WHOLES if name in keys]
    if not found and "county" in keys:
        return f"county_id = {COUNTIES}"
    if not found:
        found = [name for name, key in keys.items() if key.related_model._meta.app_label in APPS]
    condition = belongs_to(keys[found[0]])
    if found[0] == "pgh_obj" and len(found) > 1 and keys[found[1]].related_model is not Area:
        return f"{condition} OR {belongs_to(keys[found[1]])}"  # a version of what was deleted since
    if found[:2] == ["case", "village"]:  # a step of a case counts where it was taken, also after a move
        return f"{condition} OR {belongs_to(keys['village'])}"
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
TO_HOUSEHOLD = ("household", "member", "case", "visit", "alert", "measure", "notice", "change", "request", "pgh_obj")


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


def guard_what_is_forgotten(model) -> None:
    """Let the role of retention delete the history, and empty the reasons of steps, of anonymous households alone."""
    name, ends = quote_names(model._meta.db_table), quote_names(settings.DATABASE_RETENTION)
    road = road_to_household(model)
    is_step = issubclass(model, Transition)
    if road is None or not (is_step or issubclass(model, Event)):
        return
    if is_step:
        execute_sql(f"GRANT UPDATE (reason) ON {name} TO {ends}")
    done = "UPDATE" if is_step else "DELETE"
    execute_sql(f"CREATE POLICY forgotten ON {name} FOR {done} TO {ends} USING ({anonymous_condition(road)})")


def guard_rows() -> None:
    """Write the policies. Repeated after every migration, for new tables."""
    if settings.DATABASE_OWNER is None:
        return
    history = {model._meta.db_table for model in apps.get_models() if issubclass(model, Event)}
    application, pages = quote_names(settings.DATABASE_APPLICATION), quote_names(settings.DATABASE_PAGES)
    ends = quote_names(settings.DATABASE_RETENTION)
    for table, condition in row_conditions().items():
        name = quote_names(table)
        execute_sql(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
        for policy in POLICIES:
            execute_sql(f"DROP POLICY IF EXISTS {policy} ON {name}")
        execute_sql(f"CREATE POLICY everything ON {name} TO {application} USING (true)")
        execute_sql(f"CREATE POLICY to_be_ended ON {name} FOR SELECT TO {ends} USING (true)")
        written = "WITH CHECK (true)" if table in history else ""  # by triggers, also of a row that is gone by then
        execute_sql(f"CREATE POLICY within_reach ON {name} TO {pages} USING ({condition}) {written}")
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            guard_what_is_forgotten(model)
