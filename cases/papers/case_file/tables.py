"""Building blocks of a case file: chapters of tables whose cells are already words."""

from dataclasses import dataclass

from households.income.words import income_words, yuan_words
from households.registry.history import field_value_words


@dataclass(frozen=True)
class CaseFileTable:
    """Rows of words. Without heads, each row is a term and its value. A table `to_sign` has room in its empty cells."""

    rows: list[tuple]
    heads: tuple = ()
    caption: str = ""
    to_sign: bool = False

    def cells(self) -> list:
        """Return each row as (head, words), because on a phone every cell shows its head."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class CaseFileChapter:
    """One part of the file; without tables it says that there is nothing."""

    title: str
    tables: list[CaseFileTable]


def terms_table(*pairs, caption="") -> CaseFileTable:
    """Return terms with their values, without unknown ones."""
    return CaseFileTable(
        [(str(term), field_value_words(value)) for term, value in pairs if value not in (None, "", [])], caption=caption
    )


def headed_tables(heads, rows, caption="") -> list[CaseFileTable]:
    """Return one table with heads, or none when there are no rows."""
    made = [tuple(field_value_words(cell) for cell in row) for row in rows]
    return [CaseFileTable(made, tuple(map(str, heads)), str(caption))] if made else []


def case_file_yuan(amount) -> str | None:
    """Return an amount in words, such as 8,800 yuan; empty when it is not known."""
    return None if amount in (None, "") else yuan_words(amount)


def case_file_income(amount) -> str | None:
    """Return an income per person in words; empty when it is not known."""
    return None if amount in (None, "") else income_words(amount)
