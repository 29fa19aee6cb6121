"""The columns of a list: what a column says of a row, how that is written on a page, and where it links to."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import ObjectDoesNotExist
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from core import masks
from core.templatetags import pw
from core.text import Label

TEXT, NUMBER, YUAN, SHARE, DAY, MOMENT = "text", "number", "yuan", "share", "day", "moment"
WITH_WORDS_UNDER = '<span>{} <small class="pw-muted d-block">{}</small></span>'
FIGURES = (NUMBER, YUAN, SHARE)


def text_or_dash(value) -> str:
    return pw.NOTHING if value is None else str(value)


def moment_in_words(value) -> str:
    """Write a date with its time of day in the reader's language."""
    return date_format(localtime(value), "DATETIME_FORMAT") if value else pw.NOTHING


WRITTEN = {
    TEXT: text_or_dash,
    DAY: text_or_dash,  # a text may stand where no day is known
    YUAN: pw.money,
    SHARE: pw.percent,
    MOMENT: moment_in_words,
}


@dataclass(frozen=True)
class Column:
    """One column of a list.

    `value` is what it says of a row: a path ("household.number") or a function of the row; None is written as a dash,
    "" as nothing. `url` (a path or a function too) is what it links to; `under` is written small below. A `template`
    draws the cell instead. A column without `value` is on the page only, one that is not `on_page` in files only. One
    that `identifies` the row stays whatever else somebody leaves out.

    `sort` names the field or fields it sorts by; `alias` what must be computed for sorting only; `prefetch` what its
    cells read for the rows of one page. `mask` is the kind of personal data it holds: pages and files hide it."""

    code: str
    label: Label
    value: str | Callable = ""
    kind: str = TEXT
    decimals: int = 0
    url: str | Callable = ""
    under: str | Callable = ""
    template: str = ""
    sort: str | Sequence[str] = ""
    css: str = ""
    mask: str = ""
    on_page: bool = True
    in_file: bool = True
    identifies: bool = False
    order: int = 0
    alias: dict = field(default_factory=dict)
    prefetch: tuple = ()

    @property
    def is_figure(self) -> bool:
        """Whether the cells are numbers, which are aligned to the right."""
        return self.kind in FIGURES or "pw-number" in self.css

    @property
    def cell_class(self) -> str:
        return f"pw-number {self.css}".strip() if self.kind in FIGURES else self.css

    def read(self, row):
        """Return what the column says of a row, before it is formatted."""
        return read_value(row, self.value)

    def written(self, row):
        """Return the content of a cell: text, a link where there is one, and a day that machines can read too."""
        value = self.read(row)
        words = mask_value(self.mask, value) if self.mask else write_value(value, self.kind, self.decimals)
        url = self.url and read_value(row, self.url)
        words = format_html('<a href="{}">{}</a>', url, words) if url else words
        under = self.under and read_value(row, self.under)
        return format_html(WITH_WORDS_UNDER, words, under) if under else words


def read_value(row, wanted):
    """Follow a path through a row, or call a function; None on the way stays None."""
    if callable(wanted):
        return wanted(row)
    for name in wanted.split("."):
        if row is None:
            return None
        row = step_into(row, name)
        row = row() if callable(row) else row
    return row


def step_into(row, name):
    """Take one step of a path: into a row of the database, a dictionary, or a tuple by position ("0.label")."""
    if isinstance(row, dict):
        return row.get(name)
    return row[int(name)] if isinstance(row, tuple | list) else related_value(row, name)


def related_value(row, name):
    """Return an attribute; None for a one-to-one row that does not exist."""
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None


def mask_value(kind, value) -> str:
    """Mask personal data as lists show it."""
    return getattr(masks, kind)(value) if value else pw.NOTHING


def write_value(value, kind, decimals=0):
    """Format a value as its kind is written on a page."""
    if kind == DAY and isinstance(value, dt.date):
        return format_html('<time datetime="{}" class="text-nowrap">{}</time>', f"{value:%Y-%m-%d}", pw.day(value))
    if kind == MOMENT and value:
        at = localtime(value).isoformat()
        return format_html('<time datetime="{}" class="text-nowrap">{}</time>', at, moment_in_words(value))
    return pw.number(value, decimals) if kind == NUMBER else WRITTEN[kind](value)
