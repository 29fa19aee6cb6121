"""The facts of one group for one household, for tests of facts with real records."""

from households.facts import FACT_GROUPS
from policy import parameters
from povwatch.tests.factories import DAY


def known(group, of, day=DAY) -> dict:
    """Return {fact: value}; empty when the group has no row of the household."""
    found = FACT_GROUPS[group]
    rows = list(found.rows(parameters.parameters_on(day, of.county), pk=of.pk))
    return dict(zip(found.facts, rows[0][1:], strict=True)) if rows else {}
