"""Writing the national layout, for those who must enter our data into the national system: the columns of
national/columns.py in their order, by the first of their names, and each value by the first of its words. Reading such
a file gives the same values again."""

from decimal import Decimal

from households.choices import DANGEROUS_GRADES, DisabilityType, HouseGrade, Insurance
from households.imports.clean.cells import ChoiceCell, plain_text

from .cells import GroupNumberCell, HealthCell, HouseholdTypeCell, RiskTypesCell
from .columns import MOST_RISKS, NATIONAL_COLUMNS
from .totals import YEARLY_TOTALS
from .words import ILLNESSES

# Left out, because other columns say it: each insurance has a column of its own, each risk one, the year is in the
# title; of a pension only whether there is one is known.
DERIVED_COLUMNS = {
    ("members", "insurance"),
    ("members", "resident_pension"),
    ("members", "employee_pension"),
    ("income", "year"),
    ("cases", "risk_0"),
}
UNITS_WRITTEN = {"mu": "（亩）", "yuan a head": "（元）", "yuan": "（元）"}
SEVERAL = "、"  # between several words in one cell


def list_written_columns() -> list:
    """Return [(header, sheet, column, kind of cell)], each thing once."""
    found, seen = [], set(DERIVED_COLUMNS)
    for names, *targets in NATIONAL_COLUMNS:
        sheet, column, cell = targets[0]
        if (sheet, column) not in seen:
            unit = UNITS_WRITTEN.get(getattr(cell, "measure", ""), "")
            found.append((names.split()[0] + unit, sheet, column, cell))
            seen.add((sheet, column))
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
    import's columns (`risks` are those of the case), and {item: yuan} of the year. What nobody asked stays empty."""
    known = {
        "households": household | {"dangerous_house": dangerous_house(household.get("house_grade"))},
        "members": person | insured_by_kind(person.get("insurance")),
        "cases": case | {f"risk_{n}": [risk] for n, risk in enumerate((case.get("risks") or ())[:MOST_RISKS], 1)},
    }
    cells = [national_word(cell, known[sheet].get(column)) for _header, sheet, column, cell in WRITTEN_COLUMNS]
    return cells + [cell for total in YEARLY_TOTALS for cell in yearly_total_cells(total, income)]


def dangerous_house(grade) -> str:
    """Return what the grade of a house says about danger; empty while no grade is known."""
    if not grade:
        return ""
    return HouseGrade.DANGEROUS if grade in DANGEROUS_GRADES else HouseGrade.SAFE


def insured_by_kind(insurance) -> dict:
    """Return for each kind of medical insurance whether it is this one; nothing while none was asked about."""
    if not insurance:
        return {}
    kinds = {"resident_insured": Insurance.RESIDENT, "employee_insured": Insurance.EMPLOYEE}
    return {column: insurance == kind for column, kind in kinds.items()}


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
    if isinstance(cell, HouseholdTypeCell):
        return next((word for word, found in cell.words.items() if found.get(cell.name) == value), "")
    if isinstance(cell, HealthCell):
        return value  # computed below from several fields
    if isinstance(cell, ChoiceCell):
        return first_national_word(cell, value)
    return national_number(value) if isinstance(value, Decimal) else plain_text(str(value))


def first_national_word(cell, value) -> str:
    return next((word for word, kept in cell.words.items() if kept == value), "")


def national_number(value) -> str:
    return "" if value is None else f"{value.normalize():f}"


def national_health(chronic: bool | None, serious: bool | None, disability: str) -> str:
    """Return "healthy", or what a person has; empty while neither illness was asked about."""
    disabled = disability not in ("", DisabilityType.NONE)
    has = {"has_chronic_illness": chronic, "has_serious_illness": serious, "disabled": disabled}
    found = {name: next(w for w, kept in ILLNESSES.items() if kept == {name: True}) for name in has if has[name]}
    if not found and None in (chronic, serious):
        return ""
    return SEVERAL.join(found.values()) or next(iter(ILLNESSES))
