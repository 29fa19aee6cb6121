"""How well an income is known, in the words that every page, sheet and paper uses."""

import datetime as dt

import pytest

from core.dates import add_months
from households.choices import IncomeItem
from households.income.known import facts_known_words, income_known_sentence, income_known_words
from povwatch.tests.factories import household, told

from .known import known

JUNE = dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ((12, 0, True), "12 of 12 months known"),
        ((11, 1, True), "11 of 12 months known, 1 carried forward"),
        ((0, 12, True), "0 of 12 months known, 12 carried forward"),
        ((8, 0, False), "not known (8 of 12 months known)"),
        ((None, None, False), "not known (0 of 12 months known)"),
    ],
)
def test_months_known_in_words(facts, words):
    counted, carried, is_known = facts
    assert income_known_words(counted, carried, is_known=is_known) == words
    assert income_known_sentence(counted, carried, is_known=is_known) == f"Income: {words}."


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (None, ""),
        ({}, ""),
        ({"per_capita": "7000.00"}, ""),  # a decision of an earlier version
        ({"per_capita": "0.00", "income_known": "12", "income_carried": "0"}, "12 of 12 months known"),
        ({"per_capita": "7.00", "income_known": "9", "income_carried": "3"}, "9 of 12 months known, 3 carried forward"),
        ({"per_capita": None, "income_known": "8", "income_carried": "0"}, "not known (8 of 12 months known)"),
        ({"per_capita": None, "income_known": None, "income_carried": None}, "not known (0 of 12 months known)"),
        ({"per_capita": 0, "income_known": 12, "income_carried": 0}, "12 of 12 months known"),
    ],
)
def test_facts_of_a_day_or_of_a_decision_say_it_too(facts, words):
    assert facts_known_words(facts) == words


@pytest.mark.parametrize(
    ("behind", "words"),
    [
        (0, "12 of 12 months known"),
        (1, "11 of 12 months known, 1 carried forward"),
        (2, "10 of 12 months known, 2 carried forward"),
    ],
)
def test_months_nobody_told_of_are_carried(heyi, behind, words):
    """Twelve months were told; the window has gone on by so many."""
    home = household(heyi, people=1)
    told(home, {IncomeItem.WAGES_LABOUR: 12_000}, first=add_months(JUNE, -12 - behind), months=12)
    facts = known("income", home)
    assert facts_known_words(facts | {"per_capita": facts["net"]}) == words
