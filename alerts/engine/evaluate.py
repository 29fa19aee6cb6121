"""All rules judged in one SQL statement: which household, which rule, which level, and by what evidence."""

import json

from django.db.models import Case, IntegerField, When

from alerts.levels import Level
from alerts.models import HouseholdFacts
from alerts.rules import RULES
from core import sql

FACTS_A_CALL = 40  # a PostgreSQL function takes at most 100 arguments


def judged_rules(p) -> list:
    """Return the rules whose parameters are all in force; the others are not judged."""
    return [entry for entry in RULES.values() if entry.is_judged(p)]


def rule_level_expression(entry, p):
    """Return the level of a rule: red before amber, otherwise null."""
    levels = entry.levels(p)
    whens = [
        When(condition, then=number)
        for condition, number in ((levels.red, Level.RED), (levels.amber, Level.AMBER))
        if condition is not None
    ]
    return Case(*whens, output_field=IntegerField())


def verdict_sql(p, rules=RULES, **households) -> sql.Sql:
    """Return the SELECT of household_id, rule, level and evidence by these `rules`, for the households that the filters
    name (county=..., pk__in=...).

    Each rule becomes one column of levels over the facts; a lateral join turns the columns into rows, and evidence is
    built only for rows with a level. OFFSET 0 stops PostgreSQL from copying the rules into the join, where it would
    prepare each of them again for every household."""
    entries = [entry for entry in judged_rules(p) if entry.code in rules]
    if not entries:
        return sql.Sql(
            "SELECT 0::bigint AS household_id, ''::varchar AS rule, 0 AS level, '{}'::jsonb AS evidence LIMIT 0"
        )
    names = {f"level_{index}": entry for index, entry in enumerate(entries)}
    facts = sorted({fact for entry in entries for fact in entry.facts})
    levels = sql.queryset_sql(
        HouseholdFacts.objects.filter(**{f"household__{key}": value for key, value in households.items()})
        .annotate(**{name: rule_level_expression(entry, p) for name, entry in names.items()})
        .values_list("household_id", *facts, *names)
        .order_by()
    )
    standing = ", ".join(f"(%s, f.{sql.quote_names(name)})" for name in names)
    evidence = " ".join(f"WHEN %s THEN {evidence_sql(entry)}" for entry in entries)
    params = [value for entry in entries for value in (entry.code, json.dumps(rule_parameter_values(entry, p)))]
    return sql.Sql(
        "SELECT f.household_id, v.rule, v.level, "
        f"CASE v.rule {evidence} END || jsonb_build_object('as_of', %s) AS evidence "
        f"FROM ({levels.text} OFFSET 0) AS f CROSS JOIN LATERAL (VALUES {standing}) AS v(rule, level) "
        "WHERE v.level IS NOT NULL",
        (*params, p.day.isoformat(), *levels.params, *(entry.code for entry in entries)),
    )


def rule_parameter_values(entry, p) -> dict:
    """Return the parameter values that the rule compares with."""
    return {key: str(p.values[key]) for key in entry.uses}


def evidence_sql(entry) -> str:
    """Return SQL for the evidence: the rule's facts, and the parameters it was judged by."""
    parts = [entry.facts[start : start + FACTS_A_CALL] for start in range(0, len(entry.facts), FACTS_A_CALL)]
    facts = " || ".join(f"jsonb_build_object({', '.join(map(fact_pair_sql, part))})" for part in parts)
    return f"jsonb_build_object('facts', {facts}, 'parameters', %s::jsonb)"


def fact_pair_sql(fact) -> str:
    return f"'{fact}', f.{sql.quote_names(fact)}"
