"""How a rule's situations are written and judged: a row of facts, not a life history."""

from alerts.engine import evaluate
from alerts.models import HouseholdFacts
from core import sql
from policy import parameters
from povwatch.tests.factories import DAY, household

PER_PERSON = {  # a household of one: its net income is the income per person
    "per_capita": ("net", "people"),
    "per_capita_before": ("net_before", "people_before"),
    "per_capita_before2": ("net_before2", "people_before2"),
    "per_capita_before3": ("net_before3", "people_before3"),
}


def where(**facts) -> dict:
    """Columns of a facts row. `per_capita` and its like are computed by the database, so they are spelled out here.
    Where there is an income, each of its months is known unless said otherwise."""
    row = {name: value for name, value in facts.items() if name not in PER_PERSON}
    for name in PER_PERSON.keys() & facts.keys():
        amount, people = PER_PERSON[name]
        row |= {amount: facts[name], people: 1}
    return {"income_carried": 0, **row} if "net" in row else row


def standing(village, rows) -> list[dict]:
    """For each row of facts the rules that stand, {rule: level}, judged together by the parameters of DAY."""
    county = village.parent.parent
    homes = [household(village, people=0).pk for _row in rows]
    HouseholdFacts.objects.bulk_create(
        HouseholdFacts(household_id=pk, county=county, as_of=DAY, **row) for pk, row in zip(homes, rows, strict=True)
    )
    source = evaluate.verdict_sql(parameters.parameters_on(DAY, county), pk__in=homes)
    found = sql.fetch_rows(source.text, source.params)
    return [{rule: level for pk, rule, level, _evidence in found if pk == home} for home in homes]


def outcome(village, code, situations) -> dict:
    """{what: level} of one rule."""
    found = standing(village, [facts for _what, _level, facts in situations])
    return {what: rules.get(code) for (what, _level, _facts), rules in zip(situations, found, strict=True)}


def expected(situations) -> dict:
    return {what: level for what, level, _facts in situations}
