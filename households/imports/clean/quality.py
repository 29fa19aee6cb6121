"""The data-quality checks on the registry as it will be after the import: the same declarations as for the registry
itself, run on temporary tables in which the rows of the file replace those on file."""

from core.sql import execute_sql, fetch_rows, queryset_sql, quote_names
from households import import_messages
from households.checks import QUALITY_CHECKS
from households.imports.match.merge import written_fields
from households.imports.match.staging import NO_PARAMS
from households.imports.sheet import IMPORT_SHEETS
from households.models import Household, Member, WorkSpell

import_messages.add_problem_words({check.code: (check.what, check.remedy) for check in QUALITY_CHECKS.values()})
UNSEEN = ("BinaryField", "JSONField")  # no check reads these, and they are most of the bytes
FUTURE_TABLES = {Household: "future_household", Member: "future_member", WorkSpell: "future_work"}


def find_odd_values(stage):
    """Warn about every row of the file that a check finds. It holds nothing back."""
    create_future_table(stage, Household, "on_file.county_id = %s", [stage.county.pk])
    create_future_table(stage, Member, "household_id IN (SELECT id FROM home WHERE NOT is_new)", [])
    create_future_table(stage, WorkSpell, "member_id IN (SELECT member_id FROM will_be)", [])
    execute_sql("CREATE INDEX ON future_household (phone_hash)")
    execute_sql("CREATE INDEX ON future_member (household_id)")
    execute_sql("CREATE INDEX ON future_work (member_id)")
    for check in QUALITY_CHECKS.values():
        warn_of_odd_rows(stage, check)


def sheets_of(model) -> list:
    """Return the sheets whose rows become rows of a model."""
    return [sheet for sheet in IMPORT_SHEETS.values() if sheet.model is model]


def create_future_table(stage, model, nearby, params):
    """Create a table of the rows as they will be, and of related rows on file that the file does not change."""
    columns = quote_names(*(f.column for f in written_fields(model) if f.get_internal_type() not in UNSEEN))
    will_be = " UNION ALL ".join(f"SELECT {columns} FROM {sheet.will}" for sheet in sheets_of(model))
    stage.table(
        FUTURE_TABLES[model],
        f"""WITH will_be AS ({will_be})
            SELECT {columns} FROM will_be
            UNION ALL
            SELECT {columns} FROM {model._meta.db_table} on_file
            WHERE {nearby} AND NOT EXISTS (SELECT FROM will_be w WHERE w.id = on_file.id)""",
        params,
    )
    execute_sql(f"CREATE UNIQUE INDEX ON {FUTURE_TABLES[model]} (id)")


def warn_of_odd_rows(stage, check):
    """Report what one check finds. A household is reported at its own row, or at the row of its first member when the
    file has none."""
    stage.table("odd", *future_tables_sql(queryset_sql(check.odd(check.model.objects.all(), stage.day).values("pk"))))
    if not fetch_rows("SELECT EXISTS (SELECT FROM odd)")[0][0]:
        return
    for sheet in sheets_of(check.model):
        own = f"SELECT w.n, {NO_PARAMS} FROM {sheet.will} w JOIN odd USING (id)"
        stage.find(sheet, check.column, check.code, own, is_error=False)
    if check.model is Household:
        first = f"""SELECT min(w.n), {NO_PARAMS} FROM will_members w JOIN odd ON odd.id = w.household_id
                    WHERE NOT EXISTS (SELECT FROM will_households h WHERE h.id = odd.id) GROUP BY odd.id"""
        stage.find(IMPORT_SHEETS["members"], "household", check.code, first, is_error=False)


def future_tables_sql(sql):
    """Return the same query on the tables of the future registry."""
    text = sql.text
    for model, table in FUTURE_TABLES.items():
        text = text.replace(quote_names(model._meta.db_table), quote_names(table))
    return f"SELECT id FROM ({text}) AS odd (id)", sql.params
