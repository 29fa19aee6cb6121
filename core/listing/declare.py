"""The declaration of a list: its name, its columns, its order, and the texts for when nothing is found."""

from dataclasses import dataclass, field, replace

from core.text import Label

from .columns import Column

COMPACT = "compact"
LISTING_NAMES: dict[str, Label] = {}  # {code: how the list is called}, for the access log


def list_name(code) -> Label:
    """Return what a list is called; its code where it is not declared yet."""
    return LISTING_NAMES.get(code, code)


@dataclass(frozen=True)
class Listing:
    """One list, declared once.

    `code` names the list in the access log and in its files, `caption` to a screen reader; `noun` is the plural of what
    is counted, `row` the name under which cell templates find their row. The default order is that of the first
    sortable column unless `sort` names another; `sorts` are orders without a column. With `exported`, those who may can
    download what is shown. `keyed` marks each row for the keyboard; without `cards` it stays a table on a phone, and
    with COMPACT its cards are rows of three lines there, for lists in which one looks for somebody.

    `empty` is said when there is nothing at all, `no_match` when the filters leave nothing; `show_all` is the text of
    the link that clears them."""

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
    is_plain: bool = False  # nothing personal is in it: whoever sees the list may take it along
    printable: bool = False
    newest: int = 0  # only so many rows are counted and shown, of a list that grows without end
    keyed: bool = False
    cards: bool | str = True

    def __post_init__(self):
        LISTING_NAMES.setdefault(self.code, self.caption)

    def without(self, *codes):
        """Return the same list without some columns."""
        return replace(self, columns=tuple(column for column in self.columns if column.code not in codes))

    def allowed_sorts(self) -> dict:
        """Return the words allowed in ?sort= and the fields they mean; the first is the default."""
        allowed = self.sorts | {column.code: column.sort for column in self.columns if column.sort}
        first = self.sort.removeprefix("-")
        return {self.sort: allowed[first]} | allowed if first else allowed

    def prepared(self, rows):
        """Add to `rows` everything that sorting and the cells of a page read, in a fixed number of queries."""
        for column in self.columns:
            rows = rows.alias(**column.alias) if column.alias else rows
            rows = rows.prefetch_related(*column.prefetch) if column.prefetch else rows
        return rows

    @property
    def page_columns(self) -> list[Column]:
        return [column for column in self.columns if column.on_page]

    @property
    def file_columns(self) -> list[Column]:
        return [column for column in self.columns if column.value and column.in_file]

    @property
    def choosable(self) -> list[Column]:
        """The columns that a person may leave out or add: all but what tells the rows apart."""
        return [column for column in self.columns if not column.identifies and column != self.page_columns[0]]

    def showing(self, codes):
        """Return the same list with these of its choosable columns, on the page and in files; None leaves it as it
        is. It can still be sorted by the others."""
        if codes is None:
            return self
        free = {column.code for column in self.choosable}
        chosen = tuple(
            replace(one, on_page=one.code in codes, in_file=one.code in codes) if one.code in free else one
            for one in self.columns
        )
        return replace(self, columns=chosen)
