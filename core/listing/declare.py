"""A list, declared once: its name, its columns, its order, and what stands there when nothing is found."""

from dataclasses import dataclass, field, replace

from core.text import Label

from .columns import Column


@dataclass(frozen=True)
class Listing:
    """`code` names the list in the access log and in its files, `caption` to a screen reader; `noun` is the plural of
    what is counted, `row` the word under which cell templates find their row. The first order is that of the first
    sortable column unless `sort` says another; `sorts` are orders without a column. With `exported` those who may can
    have what is shown as a file. `keyed` marks each row for the keyboard; without `cards` it stays a table on a phone.

    When there is nothing at all, `empty` says so; when the filters leave nothing, `no_match` does, and `show_all` is
    the link that takes them away."""

    code: str
    caption: Label
    columns: tuple[Column, ...]
    title: Label = ""
    lead: Label = ""
    noun: Label = ""
    row: str = "row"
    sort: str = ""
    sorts: dict = field(default_factory=dict)
    empty: Label = ""
    no_match: Label = ""
    show_all: Label = ""
    exported: bool = False
    printable: bool = False
    keyed: bool = False
    cards: bool = True

    def without(self, *codes):
        """The same list with some columns left out."""
        return replace(self, columns=tuple(column for column in self.columns if column.code not in codes))

    def allowed_sorts(self) -> dict:
        """The words allowed in ?sort= and the fields they mean; the default is the first."""
        allowed = self.sorts | {column.code: column.sort for column in self.columns if column.sort}
        first = self.sort.removeprefix("-")
        return {self.sort: allowed[first]} | allowed if first else allowed

    def prepared(self, rows):
        """`rows` with everything that sorting and the cells of a page read; the number of queries stays the same."""
        for column in self.columns:
            rows = rows.alias(**column.alias) if column.alias else rows
            rows = rows.prefetch_related(*column.prefetch) if column.prefetch else rows
        return rows

    @property
    def page_columns(self) -> list[Column]:
        return [column for column in self.columns if column.on_page]

    @property
    def file_columns(self) -> list[Column]:
        return [column for column in self.columns if column.value]
