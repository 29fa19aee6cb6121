"""One row of facts for each household: all fact groups, joined by the database in one statement."""

from django.db.models import DateField, F, Value

from alerts.models import HouseholdFacts
from core import sql
from households.facts import FACT_GROUPS
from households.models import Household

KEY_COLUMNS = ["household_id", "county_id", "as_of"]


def fact_columns() -> list[str]:
    """Return every fact that is written, in the order of the groups."""
    return [fact for group in FACT_GROUPS.values() for fact in group.facts]


def facts_sql(p, **households) -> sql.Sql:
    """Return the SELECT that computes every fact of the households that the filters name (county=..., pk__in=...)."""
    groups = {name: (group.rows(p, **households), group.facts) for name, group in FACT_GROUPS.items()}
    base = (
        Household.objects.active()
        .filter(**households)
        .annotate(household_id=F("pk"), as_of=Value(p.day, DateField()))
        .values_list(*KEY_COLUMNS)
        .order_by()
    )
    return sql.join_groups_sql({name: (rows, facts) for name, (rows, facts) in groups.items()}, base)


def refresh_facts(p, **households) -> dict[str, int]:
    """Compute the facts of these households as of the day of `p`.

    Rows whose numbers did not change are not written; households no longer on file lose their row. Returns how many
    rows were added, changed and removed."""
    added, changed = sql.upsert_rows(
        HouseholdFacts,
        KEY_COLUMNS + fact_columns(),
        facts_sql(p, **households),
        key="household_id",
        stamps=("county_id", "as_of"),
    )
    gone = HouseholdFacts.objects.filter(**{f"household__{key}": value for key, value in households.items()})
    removed, _ = gone.exclude(household__state="active").delete()
    return {"added": added, "changed": changed, "removed": removed}
