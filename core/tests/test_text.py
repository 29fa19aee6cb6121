"""Numbers as pages write them: half up, and only where they are shown."""

from decimal import Decimal

import pytest

from core.text import rounded_half_up, written_amount, written_number, written_share


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (Decimal("0.1249"), 2, "0.12"),
        (Decimal("0.125"), 2, "0.13"),  # round() and format() say 0.12
        (0.125, 2, "0.13"),
        (Decimal("0.1251"), 2, "0.13"),
        (Decimal("-0.125"), 2, "-0.13"),
        (Decimal("12345.5"), 0, "12,346"),
        (12344.5, 0, "12,345"),
    ],
)
def test_half_is_rounded_up(value, decimals, shown):
    assert written_number(value, decimals) == shown
    assert f"{rounded_half_up(value, decimals):,f}" == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [("8800", "8,800"), ("8799.6", "8,799.60"), ("8799.995", "8,800.00"), ("8799.994", "8,799.99"), ("-200", "-200")],
)
def test_an_amount_below_the_line_never_reads_as_the_line(value, shown):
    assert written_amount(Decimal(value)) == shown


@pytest.mark.parametrize(("value", "shown"), [("0.12344", "12.34%"), ("0.12345", "12.35%"), ("1", "100.00%")])
def test_a_share_is_rounded_in_percent(value, shown):
    assert written_share(Decimal(value), 2) == shown
