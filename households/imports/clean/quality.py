"""The data-quality checks, on the registry as it will be after the import: the same declarations as for the registry
itself, asked of temporary tables in which the rows of the file lie over those on file."""

from core.sql import quoted, rows, run, select
from households.checks import CHECKS
from households.imports import problems
from households.imports.match.staging import NOTHING
from households.imports.sheet import SHEETS
from households.models import Household, Member

problems.add({check.code: (check.what, check.remedy) for check in CHECKS.values()})
UNSEEN = ("BinaryField", "JSONField")  # no check looks into these, and they are most of the bytes
FUTURE = {Household: "future_household", Member: "future_member"}


def find_odd_values(stage):
    """Warn of every row of the file that a check finds. Nothing is held back for it."""
    overlay(stage, Household, "will_households", "on_file.county_id = %s", [stage.county.pk])
    overlay(stage, Member, "will_members", "household_id IN (SELECT id FROM home WHERE NOT is_new)", [])
    run("CREATE INDEX ON future_household (phone_hash)")
    run("CREATE INDEX ON future_member (household_id)")
    for check in CHECKS.values():
        if check.model in FUTURE:
            warn(stage, check)


def overlay(stage, model, will, nearby, params):
    """The rows as they will be, and those on file near them that the file does not touch."""
    columns = quoted(*(f.column for f in model._meta.concrete_fields if f.get_internal_type() not in UNSEEN))
    stage.table(
        FUTURE[model],
        f"""SELECT {columns} FROM {will}
            UNION ALL
            SELECT {columns} FROM {model._meta.db_table} on_file
            WHERE {nearby} AND NOT EXISTS (SELECT FROM {will} w WHERE w.id = on_file.id)""",
        params,
    )
    run(f"CREATE UNIQUE INDEX ON {FUTURE[model]} (id)")


def warn(stage, check):
    """A household is named in its own row; when the file has none, in the row of its first member."""
    stage.table("odd", *in_future(select(check.odd(check.model.objects.all(), stage.day).values("pk"))))
    if not rows("SELECT EXISTS (SELECT FROM odd)")[0][0]:
        return
    if check.model is Member:
        own = f"SELECT w.n, {NOTHING} FROM will_members w JOIN odd USING (id)"
        stage.find(SHEETS["members"], check.column, check.code, own, is_error=False)
        return
    own = f"SELECT w.n, {NOTHING} FROM will_households w JOIN odd USING (id)"
    stage.find(SHEETS["households"], check.column, check.code, own, is_error=False)
    first = f"""SELECT min(w.n), {NOTHING} FROM will_members w JOIN odd ON odd.id = w.household_id
               WHERE NOT EXISTS (SELECT FROM will_households h WHERE h.id = odd.id) GROUP BY odd.id"""
    stage.find(SHEETS["members"], "household", check.code, first, is_error=False)


def in_future(sql):
    """The same question to the tables of the future."""
    text = sql.text
    for model, table in FUTURE.items():
        text = text.replace(quoted(model._meta.db_table), quoted(table))
    return f"SELECT id FROM ({text}) AS odd (id)", sql.params
