"""What every declared rule keeps to: its evidence is complete, unknown never becomes true, and its words fit."""

import re
from types import MappingProxyType

import pytest
from django.db.models import Q
from django.utils import translation

from alerts.models import RiskFlag
from alerts.rules import RULE_GROUPS, RULES, declare
from households.ending.kinds import ENDINGS
from households.facts import FACTS
from policy import parameters
from policy.keys import PARAMETER_KEYS
from policy.reading import READING_KEYS
from povwatch.tests.factories import DAY

NOT_OF_RULES = {
    "amber_switch",
    "amber_groups_red",
    "income_stale_months",  # of colours and of facts
    "visit_days_followed",
    "visit_days_lifted",
    "visits_a_day",
    "visit_metres",  # of visits
    "work_age_least",
    "work_age_most",
    "returned_days",
    "offer_days",
    "unheard_days",
    "unpaid_months",
    "pay_days",
    "course_days",
    "equipment_days",
    "claim_days",  # of people's work
    *READING_KEYS.values(),  # of the access log
    *(kind.key for kind in ENDINGS.values()),  # of data that ends
    "request_days",  # of requests about one's own data
    "accept_days",
    "verify_days_red",
    "verify_days_amber",
    "answer_days",
    "working_days",
    "quiet_days",
    "red_direct",
    "second_look_share",
    "decision_days",
    "notice_days",  # of alerts
    "department_days",  # of answers to departments
    "comparison_days",  # of inquiries
    "plan_days",
    "first_measure_days",
    "judgement_months",  # of cases
    "clear_months",  # of cases
}


class Noted(dict):
    """Values that remember which keys were asked for."""

    def __init__(self, values):
        super().__init__(values)
        self.asked = set()

    def __getitem__(self, key):
        self.asked.add(key)
        return super().__getitem__(key)


def conditions(entry, p):
    levels = entry.levels(p)
    return [condition for condition in (levels.red, levels.amber) if condition is not None]


def parts(condition):
    """The condition and every condition inside it."""
    inside = [child for child in condition.children if isinstance(child, Q)]
    return [condition, *(part for child in inside for part in parts(child))]


def placeholders(text) -> set:
    return set(re.findall(r"%\((\w+)\)s", str(text)))


@pytest.fixture
def p(county):
    return parameters.parameters_on(DAY, county)


def test_a_rule_is_declared_with_known_words():
    for code, entry in RULES.items():
        assert entry.code == code and len(code) <= RiskFlag._meta.get_field("rule").max_length
        assert entry.group in RULE_GROUPS and set(entry.facts) <= set(FACTS), code
        assert set(entry.uses) <= set(PARAMETER_KEYS), code
        assert all(str(text) for text in (entry.name, entry.about, *entry.says, entry.clears, entry.basis)), code


def test_the_evidence_names_every_fact_that_the_condition_looks_at(p):
    for code, entry in RULES.items():
        looked_at = {fact for condition in conditions(entry, p) for fact in condition.referenced_base_fields}
        assert looked_at <= set(entry.facts), code


def test_the_evidence_names_exactly_the_parameters_that_the_condition_asks_for(p):
    for code, entry in RULES.items():
        noted = Noted(p.values)
        entry.levels(parameters.Parameters(p.day, noted, MappingProxyType({})))
        assert noted.asked == set(entry.uses), code


def test_no_condition_negates_because_not_unknown_is_not_true(p):
    for code, entry in RULES.items():
        assert not any(part.negated for condition in conditions(entry, p) for part in parts(condition)), code


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_sentence_speaks_only_of_its_own_evidence_in_both_languages(language):
    with translation.override(language):
        for code, entry in RULES.items():
            assert placeholders(" ".join(map(str, entry.says))) <= {*entry.facts, *entry.uses}, code


def test_every_parameter_is_used_somewhere():
    assert {key for entry in RULES.values() for key in entry.uses} | NOT_OF_RULES == set(PARAMETER_KEYS)


def test_what_rules_and_colours_compare_with_can_be_tried_but_not_what_facts_are_computed_by():
    tried = {code for code, key in PARAMETER_KEYS.items() if key.what_if}
    compared = {key for entry in RULES.values() for key in entry.uses} | {"amber_switch", "amber_groups_red"}
    assert tried == compared - {"income_stale_months", "earner_lost_days"}


def test_the_digest_tells_when_a_rule_s_text_changes(monkeypatch):
    def house_of_grade_d(p):
        return declare.Levels(red=Q(house_grade="D"))

    before = declare.risk_rules_digest()
    assert declare.risk_rules_digest() == before
    monkeypatch.setitem(declare.RULES, "HOU-01", _with(RULES["HOU-01"], house_of_grade_d))
    assert declare.risk_rules_digest() != before


def _with(entry, condition):
    return declare.Rule(**{**entry.__dict__, "condition": condition})


def test_two_rules_cannot_bear_one_code():
    with pytest.raises(ValueError, match="There already is a rule called INC-01"):
        declare.rule("INC-01", "", group="", facts=[], about="", says="", clears="", basis="")(lambda p: None)
