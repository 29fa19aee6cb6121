"""A column of a list: what it says of a row, how that is written on a page, and where it leads."""

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
    """A day and a time of day in the words of the language."""
    return date_format(localtime(value), "DATETIME_FORMAT") if value else pw.NOTHING


WRITTEN = {
    TEXT: text_or_dash,
    DAY: text_or_dash,  # words may stand where no day is known
    YUAN: pw.money,
    SHARE: pw.percent,
    MOMENT: moment_in_words,
}


@dataclass(frozen=True)
class Column:
    """One column. `value` is what it says of a row: a path ("household.number") or a function of the row; None is
    written as a dash, "" as nothing. `url`, a path or a function too, is where its words lead; `under` stands small
    beneath them. A `template` draws the cell instead. What has no `value` stands on the page alone, and what is not
    `on_page` in files alone.

    `sort` names the field, or fields, it sorts by; `alias` what must be worked out for that only; `prefetch` what its
    cells read, for the rows of one page. `mask` is the kind of personal data it tells: its words and files hide it."""

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
    order: int = 0
    alias: dict = field(default_factory=dict)
    prefetch: tuple = ()

    @property
    def is_figure(self) -> bool:
        """Figures stand to the right."""
        return self.kind in FIGURES or "pw-number" in self.css

    @property
    def cell_class(self) -> str:
        return f"pw-number {self.css}".strip() if self.kind in FIGURES else self.css

    def read(self, row):
        """What the column says of a row, before it is written."""
        return read_value(row, self.value)

    def written(self, row):
        """What stands in the cell: the words, a link where they lead somewhere, a day that machines can read too."""
        value = self.read(row)
        words = mask_value(self.mask, value) if self.mask else write_value(value, self.kind, self.decimals)
        url = self.url and read_value(row, self.url)
        words = format_html('<a href="{}">{}</a>', url, words) if url else words
        under = self.under and read_value(row, self.under)
        return format_html(WITH_WORDS_UNDER, words, under) if under else words


def read_value(row, wanted):
    """Follow a path through a row, or ask a function; on the way nothing stays nothing."""
    if callable(wanted):
        return wanted(row)
    for name in wanted.split("."):
        if row is None:
            return None
        row = step_into(row, name)
        row = row() if callable(row) else row
    return row


def step_into(row, name):
    """One step of a path: into a row of the database, a dictionary, or a tuple by place ("0.label")."""
    if isinstance(row, dict):
        return row.get(name)
    return row[int(name)] if isinstance(row, tuple | list) else related_value(row, name)


def related_value(row, name):
    """An attribute; a one-to-one row that does not exist is nothing."""
    try:
        return getattr(row, name)
    except ObjectDoesNotExist:
        return None


def mask_value(kind, value) -> str:
    """Personal data as lists show it."""
    return getattr(masks, kind)(value) if value else pw.NOTHING


def write_value(value, kind, decimals=0):
    """A value as its kind is written on a page."""
    if kind == DAY and isinstance(value, dt.date):
        return format_html('<time datetime="{}" class="text-nowrap">{}</time>', f"{value:%Y-%m-%d}", pw.day(value))
    if kind == MOMENT and value:
        at = localtime(value).isoformat()
        return format_html('<time datetime="{}" class="text-nowrap">{}</time>', at, moment_in_words(value))
    return pw.number(value, decimals) if kind == NUMBER else WRITTEN[kind](value)
