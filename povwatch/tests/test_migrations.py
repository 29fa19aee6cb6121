"""A migration fits the version that runs while it is applied: decision 0032."""

import pytest
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader
from django_migration_linter import MigrationLinter
from django_migration_linter.sql_analyser import analyse_sql_statements
from django_migration_linter.sql_analyser.postgresql import PostgresqlAnalyser

from policy.models import Parameter

from .test_house import OURS

pytestmark = pytest.mark.django_db
LOOKED_AT = {  # migrations the linter complains of and that are safe nevertheless: {"app.0002_name": "why"}
    "accounts.0006_saved_filters": "a small table; what was once a person is once a person and list all the more",
    "alerts.0003_second_looks": "its indexes are those of a new table, which nobody reads or writes yet",
    "cases.0004_measures_without_a_case": "a small table; the database itself fills the household, whoever writes",
    "work.0002_calls_from_phones": "the column is new and empty: nothing is compared while the table is held",
    "households.0002_people_by_initials": "one index, made concurrently: no story inside a transaction can read that",
}
LOCKS = ["CREATE_INDEX", "DROP_INDEX", "REINDEX"]  # warnings of the linter: they hold up whoever writes


def complaints(capsys) -> list:
    """What the linter says of the migrations after the first of each app."""
    apps = [app.rpartition(".")[2] for app in OURS]
    looked_at = [name.partition(".")[2] for name in LOOKED_AT]
    quiet = {"ignore_initial_migrations": True, "ignore_name": looked_at, "quiet": ["ok", "ignore"]}
    linter = MigrationLinter(include_apps=apps, warnings_as_errors_tests=LOCKS, **quiet)
    linter.lint_all_migrations()
    told = capsys.readouterr().out
    return [told] if linter.has_errors else []


def test_every_migration_after_the_first_is_safe_beside_the_version_before(capsys):
    assert complaints(capsys) == [], "take it apart as docs/upgrading.md says, or name it here with the reason"


def test_what_was_looked_at_exists():
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    assert LOOKED_AT.keys() <= known and all(LOOKED_AT.values())


def judged(change) -> set:
    """The codes of what the linter finds in one change of a table, made as a migration would."""
    with connection.schema_editor(collect_sql=True, atomic=False) as editor:
        change(editor)
    errors, _ignored, warnings = analyse_sql_statements(PostgresqlAnalyser, editor.collected_sql)
    return {issue.code for issue in errors} | {issue.code for issue in warnings} & set(LOCKS)


def named(field, name="more"):
    field.set_attributes_from_name(name)
    field.model = Parameter
    return field


def add(**options):
    return lambda editor: editor.add_field(Parameter, named(models.TextField(**options)))


VALUE = Parameter._meta.get_field("value")
UNIQUE = models.UniqueConstraint(fields=["area", "value"], name="once")
CHANGES = {  # what is done: (how, what the linter finds)
    "a column that may be empty": (add(null=True), set()),
    "a column that the database fills": (add(db_default=""), set()),
    "a column that only the new program fills": (add(default=""), {"NOT_NULL"}),
    "a column with an index": (add(null=True, db_index=True), {"CREATE_INDEX"}),
    "a rule that each is there once": (lambda editor: editor.add_constraint(Parameter, UNIQUE), {"ADD_UNIQUE"}),
    "a column less": (lambda editor: editor.remove_field(Parameter, VALUE), {"DROP_COLUMN"}),
    "a column of another name": (
        lambda editor: editor.alter_field(Parameter, VALUE, named(VALUE.clone(), "amount")), {"RENAME_COLUMN"}),
    "a column of another kind": (
        lambda editor: editor.alter_field(Parameter, VALUE, named(models.TextField(), "value")), {"ALTER_COLUMN"}),
}  # fmt: skip


@pytest.mark.parametrize("what", CHANGES)
def test_what_only_adds_is_safe_and_what_takes_away_is_not(what):
    change, found = CHANGES[what]
    assert judged(change) == found
