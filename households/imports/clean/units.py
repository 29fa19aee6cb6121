"""Units of numbers: in a header, such as income in 万元 or land in 公顷, and in a cell, such as 2.4万. What is known is
converted exactly, what is not known is refused: a number without its unit is another number."""

import re
from decimal import Decimal

from core.folding import folded_text

MONEY: dict[str, int | Decimal] = {
    "元": 1,
    "人民币元": 1,
    "yuan": 1,
    "rmb": 1,
    "百元": 100,
    "千": 1000,
    "千元": 1000,
    "万": 10_000,
    "万元": 10_000,
    "百万元": 1_000_000,
    "亿元": 100_000_000,
}
YEARLY = frozenset({"年", "每年", "全年", "一年", "年度", "year"})
UNITS: dict[str, dict[str, int | Decimal]] = {  # what a column measures: its units, each with the number of ours in it
    "yuan": MONEY,
    "mu": {
        "亩": 1,
        "市亩": 1,
        "mu": 1,
        "分": Decimal("0.1"),
        "公亩": Decimal("0.15"),
        "公顷": 15,
        "hm2": 15,
        "ha": 15,
        "平方米": Decimal("0.0015"),
        "m2": Decimal("0.0015"),
        "平方公里": 1500,
        "平方千米": 1500,
        "万亩": 10_000,
    },
    "people": {"人": 1, "口": 1, "名": 1},
}
SAID_BESIDE = {  # words beside a unit that change nothing, by what a column measures and of whom
    "yuan": YEARLY | {"户", "每户", "全户", "家庭"},
    "yuan a head": YEARLY | {"人", "每人", "人均"},
}
BRACKETS = re.compile(r"[(\[{【〔]([^)\]}】〕]*)[)\]}】〕]")
BETWEEN = re.compile(r"[/,、;·]|每(?=.)")
NUMBER_WITH_UNIT = re.compile(r"(\D*[\d.,]*\d\.?)\s*([^\d\s.,~+-][^~+-]*)")
UNIT_IN_TITLE = re.compile(r"单位[:：]?\s*([^\s)）]+)")


class UnknownUnit(ValueError):
    """A unit that is not known for what a column measures."""


def units_measured(measure: str) -> dict[str, int | Decimal]:
    """Return the units of what a column measures; "yuan a head" is measured in yuan."""
    return UNITS.get(measure.removesuffix(" a head"), {})


def unit_factor(measure: str, unit: str) -> Decimal:
    """Return how many of ours one of this unit is. Raises UnknownUnit."""
    parts = [part for part in BETWEEN.split(folded_text(unit)) if part]
    beside = SAID_BESIDE.get(measure, frozenset())
    telling = [part for part in parts if part not in beside]
    known = units_measured(measure)
    if len(telling) > 1 or not all(part in known for part in telling):
        raise UnknownUnit(unit)
    return Decimal(known[telling[0]]) if telling else Decimal(1)


def units_in_header(header: str) -> list[str]:
    """Return what stands in the brackets of a header."""
    return [found.strip() for found in BRACKETS.findall(header) if found.strip()]


def header_factor(measure: str, name: str, heading: str = "", title_unit: str = "") -> tuple[Decimal, str]:
    """Return the factor of a column, and the unit that gives it: that of its name, else that of the heading above it,
    else that of the title. Raises UnknownUnit for what the name says; brackets of a heading may say anything."""
    named = [(unit_factor(measure, unit), unit) for unit in units_in_header(name)]
    named = [(factor, unit) for factor, unit in named if folded_text(unit) not in SAID_BESIDE.get(measure, ())]
    above = [unit for unit in units_in_header(heading) if folded_text(unit) in units_measured(measure)]
    above += [title_unit] if title_unit else []
    return (named + [(unit_factor(measure, unit), unit) for unit in above] or [(Decimal(1), "")])[0]


def unit_in_titles(measure: str, titles) -> str:
    """Return the unit that a title gives for the whole table ("单位：万元"), when it is one of this measure."""
    said = [found[1] for title in titles if (found := UNIT_IN_TITLE.search(title))]
    parts = [part for words in said for part in BETWEEN.split(folded_text(words)) if part]
    return next((part for part in parts if part in units_measured(measure)), "")


def number_and_unit(text: str) -> tuple[str, str]:
    """Return a number and the unit written behind it: "2.4万" is 2.4 and 万."""
    found = NUMBER_WITH_UNIT.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else, as in a row of units below a header."""
    bare = folded_text(BRACKETS.sub(r"\1", text))
    return any(bare in units for units in UNITS.values())
