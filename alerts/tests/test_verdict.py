"""All rules judged in one statement."""

import pytest
from django.db.models import Q

from alerts.engine import evaluate
from alerts.models import HouseholdFacts, RiskFlag
from alerts.rules import RULES, Levels, declare
from core import sql
from households.facts import FACTS
from policy import parameters
from povwatch.tests.factories import DAY, household

from .nights import night, standing


def verdicts(p, **households) -> set:
    source = evaluate.verdict_sql(p, **households)
    return {(household, rule, level) for household, rule, level, _evidence in sql.fetch_rows(*source)}


def facts_of(village, **facts) -> int:
    of = household(village, people=0)
    HouseholdFacts.objects.create(household=of, county=of.county, as_of=DAY, **facts)
    return of.pk


@pytest.fixture
def p(county):
    return parameters.parameters_on(DAY, county)


def test_one_statement_judges_every_rule_of_every_household(heyi, p, county, django_assert_num_queries):
    unsafe, uninsured = facts_of(heyi, house_grade="D", uninsured=1), facts_of(heyi, uninsured=1, kind="lifted")
    with django_assert_num_queries(1):
        found = verdicts(p, county=county)
    assert found == {(unsafe, "HOU-01", 2), (unsafe, "MED-04", 1), (uninsured, "MED-04", 2)}


def test_red_comes_before_amber(heyi, p, county):
    assert verdicts(p, pk__in=[facts_of(heyi, uninsured=1, kind="lifted")]) == {
        (HouseholdFacts.objects.get().pk, "MED-04", 2)
    }


def test_only_the_households_asked_for_are_judged(heyi, p, county, neighbour):
    one, other = facts_of(heyi, house_grade="D"), facts_of(heyi, house_grade="D")
    assert {found[0] for found in verdicts(p, pk__in=[one])} == {one}
    assert {found[0] for found in verdicts(p, county=county)} == {one, other}
    assert verdicts(p, county=neighbour) == set()


def test_without_a_rule_to_judge_there_is_no_verdict(heyi, p, county, monkeypatch):
    facts_of(heyi, house_grade="D")
    monkeypatch.setattr(evaluate, "RULES", {})
    assert verdicts(p, county=county) == set()


def test_a_rule_may_look_at_every_fact_there_is(heyi, county, monkeypatch):
    def anything(p):
        return Levels(amber=Q(people__gte=1))

    broad = declare.Rule("ALL-01", "", "", "income", tuple(FACTS), (), "", "", "", anything)
    monkeypatch.setitem(RULES, "ALL-01", broad)
    home = household(heyi, income=50_000)
    night(county)
    assert standing(home) == {"ALL-01": 1}
    assert set(RiskFlag.objects.get().evidence["facts"]) == set(FACTS)
