"""Where two judgements of the same facts differ: by other parameters, household by household, in SQL."""

from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from alerts.levels import Level
from alerts.rules import RULES
from core import sql

from . import evaluate

# A rise or fall of level counts as one flag closed and one opened, as it does in a run.
CHANGES_SQL = """
WITH now AS (SELECT household_id, rule, level FROM ({now}) AS judged),
tried AS (SELECT household_id, rule, level FROM ({tried}) AS judged),
changes AS (
    SELECT household_id, rule, now.level AS before, tried.level AS after
    FROM now FULL JOIN tried USING (household_id, rule)
    WHERE now.level IS DISTINCT FROM tried.level
),
themes (rule, theme) AS (VALUES {themes}),
red_now AS (SELECT household_id FROM now JOIN themes USING (rule) GROUP BY household_id HAVING {red}),
red_tried AS (SELECT household_id FROM tried JOIN themes USING (rule) GROUP BY household_id HAVING {red})
"""
RED_SQL = f"max(level) = {Level.RED:d} OR count(DISTINCT theme) >= %s"  # as flags.colour_expression says
FLAG_CHANGES = {
    "opened_red": f"after = {Level.RED:d}",
    "opened_amber": f"after = {Level.AMBER:d}",
    "closed_red": f"before = {Level.RED:d}",
    "closed_amber": f"before = {Level.AMBER:d}",
}
COLOUR_CHANGES = {
    "turned_red": "SELECT household_id FROM red_tried EXCEPT SELECT household_id FROM red_now",
    "left_red": "SELECT household_id FROM red_now EXCEPT SELECT household_id FROM red_tried",
}
CHANGE_LABELS = {
    "turned_red": _("Households that turn red"),
    "left_red": _("Households that are red no longer"),
    "opened_red": _("Flags that would open, red"),
    "opened_amber": _("Flags that would open, amber"),
    "closed_red": _("Flags that would close, red"),
    "closed_amber": _("Flags that would close, amber"),
}
NEVER = 1_000_000  # more amber groups than any household has


def changes_sql(p, tried, rules=RULES, **households) -> sql.Sql:
    """Return the SQL that names as `changes` where the two judgements of these households differ, and as `red_now` and
    `red_tried` the households that are red by each."""
    now, then = (evaluate.verdict_sql(values, rules, **households) for values in (p, tried))
    themes = [word for code, entry in RULES.items() for word in (code, entry.group)]
    text = CHANGES_SQL.format(now=now.text, tried=then.text, themes=", ".join(["(%s, %s)"] * len(RULES)), red=RED_SQL)
    return sql.Sql(text, (*now.params, *then.params, *themes, groups_that_are_red(p), groups_that_are_red(tried)))


def groups_that_are_red(p) -> int:
    """Return how many different amber groups make a household red."""
    counts = p.in_force("amber_switch", "amber_groups_red") and p.amber_switch
    return int(p.amber_groups_red) if counts else NEVER


def changed_households(p, tried, rule="", change="", **households) -> RawSQL:
    """Return the SQL of the households that the other values would change: in any way or in one of `FLAG_CHANGES`, by
    any rule or by one; or in one way of `COLOUR_CHANGES`, which come of all rules together."""
    changes = changes_sql(p, tried, (rule,) if rule else RULES, **households)
    flags = f"SELECT household_id FROM changes WHERE {FLAG_CHANGES.get(change, 'TRUE')}"
    chosen = f"{changes.text} {COLOUR_CHANGES.get(change, flags)}"
    # Its words are our own, the values travel as parameters.
    return RawSQL(chosen, changes.params, output_field=BigIntegerField())  # nosec B611
