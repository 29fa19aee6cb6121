"""Why a flag stands, in words: the facts with their numbers, the parameters, since when, by which document, and what
would clear it. The proof: the stored evidence, judged again, gives the same level."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from django.db.models import BooleanField, Q, Value
from django.db.models.functions import Coalesce
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from alerts.levels import Level
from alerts.models import HouseholdFacts
from alerts.rules import RULES
from alerts.rules.declare import Rule
from core.text import join_words
from households.facts import COUNT, DATE, FACTS, WORD, WORDS, YES_NO, YUAN, YUAN_A_HEAD
from households.income.known import income_known_sentence
from households.income.words import income_words, yuan_words
from policy.keys import PARAMETER_KEYS
from policy.parameters import Parameters


@dataclass(frozen=True)
class FlagExplanation:
    """A flag explained: `facts` are (label, words); `parameters` are (label, value in words, since, document)."""

    rule: Rule
    sentence: str
    facts: list
    parameters: list
    clears: str


def explain_flag(flag) -> FlagExplanation:
    """Return the explanation of a flag, from its own evidence and the parameters of the run that judged it."""
    entry, evidence = RULES[flag.rule], flag.evidence
    facts = {fact: fact_value_words(fact, evidence["facts"].get(fact)) for fact in entry.facts}
    sources = flag.judged_by.parameters
    values = {key: parameter_value_words(key, value) for key, value in evidence["parameters"].items()}
    return FlagExplanation(
        rule=entry,
        sentence=" ".join([*told_sentences(flag, {**facts, **values}), *income_sentences(flag)]),
        facts=[(FACTS[fact].label, words) for fact, words in facts.items()],
        parameters=[
            (PARAMETER_KEYS[key].label, values[key], *parameter_source(sources.get(key, {}))) for key in values
        ],
        clears=entry.clears,
    )


def told_sentences(flag, words: dict) -> list[str]:
    """Return what the rule says of a flag, in `words`, without the sentences that name a fact nobody knows; all of them
    when nobody knows any."""
    facts, says = flag.evidence["facts"], [str(one) for one in RULES[flag.rule].says]
    unknown = [name for name in RULES[flag.rule].facts if facts.get(name) in (None, "")]
    told = [one for one in says if not any(f"%({name})s" in one for name in unknown)]
    return [one % words for one in told or says]


def income_sentences(flag) -> list[str]:
    """Return how well the income behind a flag is known, and whether the flag is amber only because too many months are
    carried forward. A flag of an earlier version does not know how many were."""
    facts = flag.evidence["facts"]
    if "income_known" not in facts:
        return []
    is_known = facts.get("per_capita", facts.get("net", 0)) is not None
    known = income_known_sentence(facts["income_known"], facts["income_carried"], is_known=is_known)
    return [known, _("By estimate: ask the family.")] if is_by_estimate(flag) else [known]


def is_by_estimate(flag) -> bool:
    facts, limits = flag.evidence["facts"], flag.evidence["parameters"]
    carried, limit = facts.get("income_carried"), limits.get("income_carried_red")
    return flag.level == Level.AMBER and None not in (carried, limit) and carried > Decimal(limit)


def parameter_source(row: dict):
    since = row.get("since")
    return (dt.date.fromisoformat(since) if since else None), row.get("document", "")


def fact_value_words(fact: str, value) -> str:
    """Return a fact's value in words; a fact that is not known reads "not known"."""
    declared = FACTS[fact]
    if value is None or value == "":
        return _("not known")
    if declared.choices:
        words = {str(code): str(label) for code, label in declared.choices}
        codes = value if isinstance(value, list) else [value]
        return join_words(words.get(str(code), str(code)) for code in codes) or _("nothing")
    return WORDS_BY_UNIT[declared.unit](value)


WORDS_BY_UNIT: dict[str, Callable] = {
    YUAN: yuan_words,
    YUAN_A_HEAD: income_words,
    COUNT: lambda value: f"{Decimal(value).normalize():f}",
    DATE: lambda value: date_format(dt.date.fromisoformat(str(value)), "DATE_FORMAT"),
    YES_NO: lambda value: _("yes") if value else _("no"),
    WORD: str,
    WORDS: join_words,
}


def parameter_value_words(key: str, value: str) -> str:
    """Return a parameter's value in words."""
    return PARAMETER_KEYS[key].words(Decimal(value))


def rejudge_flag(flag) -> Level | None:
    """Return the level that the stored evidence gives, judged by the database with the rule's own condition."""
    levels = RULES[flag.rule].levels(evidence_parameters(flag.evidence))
    facts = {fact: evidence_fact_value(fact, value) for fact, value in flag.evidence["facts"].items()}
    for condition, level in ((levels.red, Level.RED), (levels.amber, Level.AMBER)):
        if condition is not None and unknown_as_false(condition).check(facts):
            return level
    return None


def unknown_as_false(condition: Q) -> Q:
    """Return the condition with unknown counted as false, because a check constraint accepts unknown."""
    return Q(Coalesce(condition, False, output_field=BooleanField()))


def evidence_parameters(evidence: dict) -> Parameters:
    """Return the parameters that the evidence was judged by."""
    values = {key: Decimal(value) for key, value in evidence["parameters"].items()}
    return Parameters(dt.date.fromisoformat(evidence["as_of"]), MappingProxyType(values), MappingProxyType({}))


def evidence_fact_value(fact, value):
    """Return a stored fact in the type of its database column."""
    column = HouseholdFacts._meta.get_field(fact)
    column = getattr(column, "output_field", None) or column
    return Value(column.to_python(value) if not isinstance(column, BooleanField) else value, output_field=column)
