"""A catalogue never holds two entries under one code."""

import pytest

from core.catalogue import Catalogue


def test_an_entry_is_found_under_its_code_in_the_order_of_declaration():
    rules = Catalogue("rule")
    assert rules.add("B-01", "second letter") == "second letter"
    rules.add("A-01", "first letter")
    assert rules["B-01"] == "second letter" and list(rules) == ["B-01", "A-01"]


def test_a_second_entry_under_the_same_code_is_refused_and_the_first_stays():
    rules = Catalogue("rule")
    rules.add("INC-01", "income below the line")
    with pytest.raises(ValueError, match="There already is a rule called INC-01: choose another code."):
        rules.add("INC-01", "income far below the line")
    assert rules == {"INC-01": "income below the line"}
