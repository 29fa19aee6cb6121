"""Cells that hold a number: amounts, areas, counts and years."""

import copy
import math
import re
from decimal import ROUND_HALF_UP, Decimal

from core.dates import today

from .cells import CellError, CellKind, plain_text
from .units import UnknownUnit, number_and_unit, unit_factor

THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
SPACE_BESIDE = re.compile(r"\s+(?!\d)|(?<!\d)\s+")  # one between two digits stays: there are two numbers
NUMBER = re.compile(r"-?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?")
LONGEST_UNIT = 8  # letters behind a number; more are no unit


class NumberCell(CellKind):
    """A number between two bounds, with a currency sign and thousands separators (commas or spaces) allowed, rounded
    half up to `digits`. `measure` says what it measures (units.py); a unit behind the number is converted, or else that
    of the header, `factor`."""

    sql = "numeric"
    factor = Decimal(1)

    def __init__(self, low, high, digits=2, mask="", measure=""):
        super().__init__(mask)
        self.low, self.high, self.unit = Decimal(low), Decimal(high), Decimal(1).scaleb(-digits)
        self.measure = measure

    def in_units_of(self, factor: Decimal):
        """Return this kind of cell for a column whose header names another unit."""
        made = copy.copy(self)
        made.factor = factor
        return made

    def __call__(self, raw):
        number = self.parse(raw)
        if not self.low <= number <= self.high:
            raise CellError("out_of_range", low=str(self.low), high=str(self.high))
        return number.quantize(self.unit, ROUND_HALF_UP)

    def parse(self, raw):
        if type(raw) in (int, float) and math.isfinite(raw):
            return Decimal(repr(raw)) * self.factor
        text = SPACE_BESIDE.sub("", THOUSANDS.sub(",", plain_text(raw))).lstrip("$¥€£")
        if NUMBER.fullmatch(text):
            return Decimal(text.replace(",", "")) * self.factor
        return self.parse_with_unit(text)

    def parse_with_unit(self, text):
        number, unit = number_and_unit(text)
        if not 0 < len(unit) <= LONGEST_UNIT or not NUMBER.fullmatch(number):
            raise CellError("not_a_number")
        try:
            return Decimal(number.replace(",", "")) * unit_factor(self.measure, unit)
        except UnknownUnit:
            raise CellError("number_and_unit", unit=unit) from None


class YuanCell(NumberCell):
    """An amount of an item of income or cost in yuan. Below 0 it says what to do."""

    def __init__(self):
        super().__init__(0, "9999999999.99", measure="yuan")

    def parse(self, raw):
        number = super().parse(raw)
        if number < 0:
            raise CellError("negative_amount")
        return number


class WholeNumberCell(NumberCell):
    """A whole number between two bounds."""

    sql = "integer"

    def __init__(self, low, high, measure=""):
        super().__init__(low, high, measure=measure)

    def __call__(self, raw):
        number = super().__call__(raw)
        if number != int(number):
            raise CellError("not_whole")
        return int(number)


class YearCell(WholeNumberCell):
    """A calendar year that is not in the future."""

    def __init__(self, first):
        super().__init__(first, 9999)

    def __call__(self, raw):
        year = super().__call__(raw)
        if year > today().year:
            raise CellError("future")
        return year
