"""Writing the national layout, for those who must enter our data into the national system: the columns of
national/words.py in their order, by the first of their names, and each value by the first of its words. Reading such a
file gives the same values again."""

from decimal import Decimal

from households.choices import DisabilityType
from households.imports.clean.cells import ChoiceCell, plain_text

from .words import (
    HOUSEHOLD_TYPES,
    ILLNESSES,
    NATIONAL_COLUMNS,
    YEARLY_TOTALS,
    GroupNumberCell,
    HealthCell,
    HouseholdTypeCell,
    RiskTypesCell,
)

# Left out, because other columns say it: insurance and risks each have one column, the year is in the title.
DERIVED_COLUMNS = {
    ("members", "resident_insured"),
    ("members", "employee_insured"),
    ("income", "year"),
    *(("cases", f"risk_{n}") for n in range(1, 6)),
}
SEVERAL = "、"  # between several words in one cell


def list_written_columns() -> list:
    """Return [(header, sheet, column, kind of cell)], each thing once."""
    found, seen = [], set(DERIVED_COLUMNS)
    for names, *targets in NATIONAL_COLUMNS:
        sheet, column, cell = targets[0]
        if (sheet, column) not in seen:
            found.append((names.split()[0], sheet, column, cell))
            seen |= {(sheet, column) for sheet, column, _cell in targets}
    return found


WRITTEN_COLUMNS = list_written_columns()
NATIONAL_HEADERS = [header for header, *_rest in WRITTEN_COLUMNS] + [
    name.split()[0] for total, _rest, parts in YEARLY_TOTALS for name in (total, *(words for words, _item in parts))
]


def national_title(place: str, year: int) -> str:
    """Return the title above the header, which names the accounting year of the income."""
    return f"{place} {year}年度"


def national_row(household: dict, person: dict, case: dict, income: dict) -> list[str]:
    """Return the cells of one person: what is known of the household, the person and the case by the names of the
    import's columns, and {item: yuan} of the year. What nobody asked stays empty."""
    known = {"households": household, "members": person, "cases": case}
    cells = [national_word(cell, known[sheet].get(column)) for _header, sheet, column, cell in WRITTEN_COLUMNS]
    return cells + [cell for total in YEARLY_TOTALS for cell in yearly_total_cells(total, income)]


def yearly_total_cells(total, income) -> list[str]:
    """Return a yearly total and its parts."""
    _names, rest, parts = total
    items = [item for _words, item in parts] or [rest]
    known = [income[item] for item in items if income.get(item) is not None]
    whole = [national_number(sum(known, Decimal(0)))] if known else [""]
    return whole + [national_number(income.get(item)) for _words, item in parts]


def national_word(cell, value) -> str:
    """Return the word that the layout has for a value."""
    if value is None or value == "":
        return ""
    if isinstance(cell, RiskTypesCell):
        return SEVERAL.join(first_national_word(cell, one) for one in value)
    if isinstance(cell, GroupNumberCell):
        return f"{value}组"
    if isinstance(cell, HouseholdTypeCell | HealthCell):
        return value  # computed below from several fields
    if isinstance(cell, ChoiceCell):
        return first_national_word(cell, value)
    return national_number(value) if isinstance(value, Decimal) else plain_text(str(value))


def first_national_word(cell, value) -> str:
    return next((word for word, kept in cell.words.items() if kept == value), "")


def national_number(value) -> str:
    return "" if value is None else f"{value.normalize():f}"


def national_household_type(kind: str, case_type: str = "") -> str:
    """Return the type of a household, which for a monitored one is the type of its case."""
    wanted = {"case_type": case_type} if case_type else {"kind": kind}
    return next(word for word, found in HOUSEHOLD_TYPES.items() if wanted.items() <= found.items())


def national_health(chronic: bool | None, serious: bool | None, disability: str) -> str:
    """Return "healthy", or what a person has; empty while neither illness was asked about."""
    disabled = disability not in ("", DisabilityType.NONE)
    has = {"has_chronic_illness": chronic, "has_serious_illness": serious, "disabled": disabled}
    found = {name: next(w for w, kept in ILLNESSES.items() if kept == {name: True}) for name in has if has[name]}
    if not found and None in (chronic, serious):
        return ""
    return SEVERAL.join(found.values()) or next(iter(ILLNESSES))
