"""Every parameter: what it accepts, and the value a new county starts with."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from policy import parameters
from policy.keys import PARAMETER_KEYS, PARAMETER_THEMES
from policy.reference import default_parameters
from policy.units import SWITCH, UNITS, VALUE_WORDS
from povwatch.tests.factories import DAY


def test_every_key_is_shipped_with_a_value_it_accepts_and_its_paper():
    for code, key in PARAMETER_KEYS.items():
        rows = [row for named, row in default_parameters() if named == code]
        assert rows and all(key.clean(row["value"]) is not None and row["document"] for row in rows), code
        assert len({(row.get("province"), row["valid_from"]) for row in rows}) == len(rows), code


def test_nothing_is_shipped_that_is_no_key():
    assert {key for key, _row in default_parameters()} == set(PARAMETER_KEYS)


def test_every_key_has_words_and_bounds_in_order():
    for code, key in PARAMETER_KEYS.items():
        assert key.code == code and str(key.label) and key.unit in UNITS and key.least <= key.most, code


@pytest.mark.parametrize("text", ["8800", " 8800 ", "8800.50", "1", "100000", 8800, Decimal("8800")])
def test_a_line_within_its_bounds_is_accepted(text):
    assert PARAMETER_KEYS["line"].clean(text) == Decimal(str(text).strip())


@pytest.mark.parametrize(
    "text", ["", " ", "0.99", "100000.01", "-1", "NaN", "Infinity", "8,800", "8800 yuan", None, "1" * 60]
)
def test_a_line_that_makes_no_sense_says_what_is_expected(text):
    with pytest.raises(ValidationError) as refused:
        PARAMETER_KEYS["line"].clean(text)
    assert "from 1 to 100000" in refused.value.messages[0] and len(refused.value.messages[0]) < 160


@pytest.mark.parametrize(
    ("code", "whole"), [("idle_amber", "30"), ("unstable_months", "12"), ("students", "2.0"), ("amber_switch", "1")]
)
def test_days_months_numbers_and_switches_are_whole(code, whole):
    assert PARAMETER_KEYS[code].clean(whole) == Decimal(whole)
    with pytest.raises(ValidationError, match="whole number"):
        PARAMETER_KEYS[code].clean("0.5" if code == "amber_switch" else "2.5")


def test_every_key_stands_under_one_theme_and_every_unit_is_said_in_words():
    assert len(PARAMETER_KEYS) == sum(len(keys) for _name, keys in PARAMETER_THEMES)
    assert {key.unit for key in PARAMETER_KEYS.values()} == set(UNITS) == {*VALUE_WORDS, SWITCH}


@pytest.mark.parametrize(
    ("code", "value", "words"),
    [
        ("visit_metres", "2000", "2,000 metres"),
        ("crop_loss", "30", "30 %"),
        ("students", "2", "2 people"),
        ("reliefs_many", "3", "3 reliefs"),
        ("read_night", "5", "5 families"),
    ],
)
def test_what_is_counted_is_named(code, value, words):
    assert PARAMETER_KEYS[code].words(value) == words


def test_values_tried_are_cleaned_and_the_parameters_in_force_stay(county):
    p = parameters.parameters_on(DAY, county)
    tried = p.changed(line="9300", near_line="1.2")
    assert (tried.line, tried.near_line, tried.day) == (9300, Decimal("1.2"), DAY)
    assert p.line == 8800 and tried.fall_red == p.fall_red
    assert tried.snapshot()["line"] == {"value": "9300", "since": "2026-06-15", "document": "what-if"}


def test_an_unknown_key_or_a_wrong_value_cannot_be_tried(county):
    p = parameters.parameters_on(DAY, county)
    with pytest.raises(ValidationError, match="Known are: accept_days"):
        p.changed(lime="9300")
    with pytest.raises(ValidationError, match="must be a number"):
        p.changed(line="high")


def test_the_digest_is_the_same_for_the_same_values_however_written(county):
    p = parameters.parameters_on(DAY, county)
    assert p.changed(near_line="1.1").digest == p.digest != p.changed(near_line="1.11").digest
    assert parameters.parameters_on(dt.date(2026, 6, 16), county).digest == p.digest


@pytest.mark.parametrize(
    ("day", "months", "earlier"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-06-15", 12, "2025-06-15"),
        ("2024-02-29", 12, "2023-02-28"),
        ("2026-01-31", 2, "2025-11-30"),
        ("2026-05-01", 0, "2026-05-01"),
    ],
)
def test_months_ago_is_the_same_day_or_the_month_s_last(county, day, months, earlier):
    p = parameters.parameters_on(dt.date.fromisoformat(day), county)
    assert p.months_ago(months) == dt.date.fromisoformat(earlier)


def test_a_word_that_is_no_key_is_no_parameter(county):
    with pytest.raises(AttributeError):
        _ = parameters.parameters_on(DAY, county).lime
