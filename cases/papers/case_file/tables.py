"""What a case file is made of: chapters of tables, every cell already in words."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from households.registry.history import field_value_words


@dataclass(frozen=True)
class CaseFileTable:
    """Rows of words. Without heads each row is a term and its value."""

    rows: list[tuple]
    heads: tuple = ()
    caption: str = ""

    def cells(self) -> list:
        """Return each row as (head, words): on a phone every cell says what it is."""
        return [list(zip(self.heads, row, strict=True)) for row in self.rows]


@dataclass(frozen=True)
class CaseFileChapter:
    """One part of the file; without tables nothing is on record for it."""

    title: str
    tables: list[CaseFileTable]


def terms_table(*pairs, caption="") -> CaseFileTable:
    """Terms with their values; what is not known is left out."""
    return CaseFileTable(
        [(str(term), field_value_words(value)) for term, value in pairs if value not in (None, "", [])], caption=caption
    )


def headed_tables(heads, rows, caption="") -> list[CaseFileTable]:
    """Return one table with heads, or none when there are no rows."""
    made = [tuple(field_value_words(cell) for cell in row) for row in rows]
    return [CaseFileTable(made, tuple(map(str, heads)), str(caption))] if made else []


def case_file_yuan(amount) -> str | None:
    """Return an amount in words: 8,800 yuan; nothing when it is not known."""
    if amount in (None, ""):
        return None
    amount = Decimal(amount)
    words = number_format(amount, 0 if amount == int(amount) else 2, use_l10n=True, force_grouping=True)
    return _("%(amount)s yuan") % {"amount": words}
