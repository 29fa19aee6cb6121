"""The rules of the nightly run, one file for each theme. `RULES` holds them all by code; cases.rules adds those about
cleared cases."""

from . import education, housing, income, medical, visits, work
from .declare import RULE_GROUPS, RULES, Levels, Rule, risk_rules_digest, rule

THEMES = (income, medical, education, housing, work, visits)

__all__ = ["RULE_GROUPS", "RULES", "THEMES", "Levels", "Rule", "risk_rules_digest", "rule"]
