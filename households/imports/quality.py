"""The data-quality checks, on the registry as it will be after the import: the same declarations as for the registry
itself. In one statement the tables of households and members are overlaid, under their own names, with what the file
brings."""

from povwatch.lib.bulk import quoted, rows, select

from ..checks import CHECKS
from ..models import Household, Member
from . import problems
from .sheet import SHEETS

problems.add({check.code: (check.what, check.remedy) for check in CHECKS.values()})
UNSEEN = ("BinaryField", "JSONField")  # no check looks into these


def find_odd_values(stage):
    """Warn of every row of the file that a check finds. Nothing is held back for it."""
    checks = [check for check in CHECKS.values() if check.model in (Household, Member)]
    found = [select(check.odd(check.model.objects.all(), stage.day).values("pk")) for check in checks]
    union = " UNION ALL ".join(
        f"SELECT '{check.code}' AS code, found.id FROM ({sql.text}) found (id)" for check, sql in zip(checks, found, strict=True)
    )
    homes, members = overlay(Household, "will_households"), overlay(Member, "will_members")
    stage.table(
        "odd",
        f"WITH households_household ({names(Household)}) AS ({homes} h WHERE county_id = %s AND NOT EXISTS "
        f"(SELECT FROM will_households w WHERE w.id = h.id)), households_member ({names(Member)}) AS ({members} h WHERE household_id IN "
        f"(SELECT id FROM home WHERE NOT is_new) AND NOT EXISTS (SELECT FROM will_members w WHERE w.id = h.id)) {union}",
        [stage.county.pk, *(param for sql in found for param in sql.params)],
    )
    for (code,) in rows("SELECT DISTINCT code FROM odd ORDER BY code"):
        warn(stage, CHECKS[code])


def names(model) -> str:
    return quoted(*(field.column for field in model._meta.concrete_fields))


def overlay(model, will) -> str:
    """SELECT the rows as they will be, then those on file (the WHERE that leaves out the same ones is still to come).
    What no check looks into is left empty, because it is most of the bytes."""
    fields = model._meta.concrete_fields
    seen = ", ".join("NULL" if f.get_internal_type() in UNSEEN else quoted(f.column) for f in fields)
    return f"SELECT {seen} FROM {will} UNION ALL SELECT {seen} FROM {model._meta.db_table}"


def warn(stage, check):
    """A household is named in its own row; when the file has none, in the row of its first member."""
    if check.model is Member:
        own = "SELECT w.n, '{}'::jsonb FROM will_members w JOIN odd USING (id) WHERE odd.code = %s"
        stage.find(SHEETS["members"], check.column, check.code, own, [check.code], is_error=False)
        return
    own = "SELECT w.n, '{}'::jsonb FROM will_households w JOIN odd USING (id) WHERE odd.code = %s"
    stage.find(SHEETS["households"], check.column, check.code, own, [check.code], is_error=False)
    first = ("SELECT min(w.n), '{}'::jsonb FROM will_members w JOIN odd ON odd.id = w.household_id WHERE odd.code = %s "
             "AND NOT EXISTS (SELECT FROM will_households h WHERE h.id = odd.id) GROUP BY odd.id")  # fmt: skip
    stage.find(SHEETS["members"], "household", check.code, first, [check.code], is_error=False)
