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
# Loops have a bound, or cannot begin within themselves: the time of a hostile cell grows as its length, not its square.
BRACKETS = re.compile(r"[(\[{【〔]([^(\[{【〔)\]}】〕]{0,60}+)[)\]}】〕]")
BETWEEN = re.compile(r"[/,、;·]|每(?=.)")
NUMBER_WITH_UNIT = re.compile(r"(\D*\d(?:[\d.,]*\d)?\.?)\s*([^\d\s.,~+-][^~+-]*)")
SAYS_UNIT = re.compile(r"(?:计量|金额|面积|货币)?单位[:为是]?")
BETWEEN_IN_TITLE = re.compile(rf"{SAYS_UNIT.pattern}|{BETWEEN.pattern}|[\s:(){{}}\[\]【】〔〕]")
OF_A_PART = {"yuan": re.compile("元[/每][月日天季人口]"), "yuan a head": re.compile("元[/每][月日天季]")}


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
    """Return what stands in the brackets of a header: of (单位：万元) the unit."""
    return [found for inside in BRACKETS.findall(header) if (found := SAYS_UNIT.sub("", inside.strip()).strip())]


def unit_at_end(measure: str, header: str) -> list[str]:
    """Return the unit with which a header ends without brackets, as in 年收入万元, which a county may explain."""
    bare = folded_text(BRACKETS.sub("", header))
    return [unit for unit in units_measured(measure) if len(unit) > 1 and not unit.isascii() and bare.endswith(unit)]


def header_factor(measure: str, name: str, heading: str = "", title_unit: str = "") -> tuple[Decimal, str]:
    """Return the factor of a column, and the unit that gives it: that of its name, else that of the heading above it,
    else that of the title. Raises UnknownUnit for what the name says; brackets of a heading may say anything."""
    written = units_in_header(name) or sorted(unit_at_end(measure, name), key=len, reverse=True)
    named = [(unit_factor(measure, unit), unit) for unit in written]
    named = [(factor, unit) for factor, unit in named if folded_text(unit) not in SAID_BESIDE.get(measure, ())]
    above = [unit for unit in units_in_header(heading) if folded_text(unit) in units_measured(measure)]
    above += [title_unit] if title_unit else []
    return (named + [(unit_factor(measure, unit), unit) for unit in above] or [(Decimal(1), "")])[0]


def unit_in_titles(measure: str, titles) -> str:
    """Return the unit of this measure that a title gives for the whole table: "单位：万元、公顷", or 万元 alone. Raises
    UnknownUnit for amounts of a part only, such as 元/月."""
    for title in titles:
        whole = folded_text(title)
        if SAYS_UNIT.search(whole) and measure in OF_A_PART and (found := OF_A_PART[measure].search(whole)):
            raise UnknownUnit(found[0])
    parts = [part for title in titles for part in title_parts(title)]
    return next((part for part in parts if part in units_measured(measure)), "")


def title_parts(title: str) -> list[str]:
    """Return the words of a title that may be units; one character only where 单位 says so: 万 is a surname too."""
    whole = folded_text(title)
    parts = {part: None for text in (plain_spaces(title), whole) for part in BETWEEN_IN_TITLE.split(text) if part}
    return [part for part in parts if len(part) > 1 or SAYS_UNIT.search(whole)]


def plain_spaces(title: str) -> str:
    """Return a title folded word by word: its spaces stay."""
    return " ".join(map(folded_text, title.split()))


def number_and_unit(text: str) -> tuple[str, str]:
    """Return a number and the unit written behind it: "2.4万" is 2.4 and 万."""
    found = NUMBER_WITH_UNIT.fullmatch(text)
    return (found[1], found[2]) if found else (text, "")


def is_unit(text: str) -> bool:
    """Whether a text is a unit and nothing else, as in a row of units below a header."""
    bare = folded_text(BRACKETS.sub(r"\1", text))
    return any(bare in units for units in UNITS.values())
