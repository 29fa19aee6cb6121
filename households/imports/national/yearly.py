"""What one row of the national export tells of the household's income of a year: totals, and the parts of each."""

from decimal import Decimal

from households.choices import COSTS, EARNINGS, TOPIC_OF_ITEM, TOPICS_OF_NET_INCOME
from households.imports.clean.cells import CellError

from .totals import YEARLY_TOTALS


def yearly_amounts(said, note) -> dict:
    """Return {item: (yuan, column it came from)} of what the row says."""
    amounts: dict = {}
    for place, total in enumerate(YEARLY_TOTALS):
        split_yearly_total(place, total, said, amounts, note)
    return amounts


def split_yearly_total(place, total, said, amounts, note):
    """Put one yearly total and its parts into `amounts`; what the parts leave of the total goes to the item for the
    rest."""
    _names, rest, parts = total
    column = f"total_{place}"
    whole, explained = said.get(column), 0
    for nth, (_words, item) in enumerate(parts):
        part = f"{item}_{place}_{nth}"
        if part in said:
            amounts[item] = (amounts.get(item, (0, ""))[0] + said[part], part)
            explained += said[part]
    if whole is not None and whole < explained:
        note(column, CellError("parts_exceed_total"))
    elif whole is not None and (whole > explained or not any(item in amounts for _words, item in parts)):
        amounts[rest] = (amounts.get(rest, (0, ""))[0] + whole - explained, column)


def is_sum_of_the_row(home, amounts) -> bool:
    """Whether the row's own income per person is the sum of what it names: then what it leaves empty is nothing."""
    stated, people = home.get("per_capita"), home.get("size")
    if not amounts or stated is None or not people:
        return False
    told = [(item, yuan) for item, (yuan, _column) in amounts.items() if item in EARNINGS + COSTS]
    net = sum(-yuan if item in COSTS else yuan for item, yuan in told)
    return abs(stated - net / people) <= 1


def fill_empty_groups(amounts, known, *, in_file_only):
    """Name a zero for each group of net income without an amount in the row, or of those with a column only; `known`
    are the columns of the file."""
    for place, (_names, rest, parts) in enumerate(YEARLY_TOTALS):
        items = {rest, *(item for _words, item in parts)}
        columns = {f"total_{place}", *(f"{item}_{place}_{nth}" for nth, (_words, item) in enumerate(parts))}
        asked = bool(columns & known) or not in_file_only
        if TOPIC_OF_ITEM[rest] in TOPICS_OF_NET_INCOME and not items & amounts.keys() and asked:
            amounts[rest] = (Decimal(0), min(columns & known, default="year"))
