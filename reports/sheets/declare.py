"""How a sheet of the monthly report is declared: its rows, its columns, and the codes each cell counts."""

from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import Area
from core.catalogue import Catalogue
from core.text import Label

REPORT_SHEETS = Catalogue("sheet of the monthly report")
HOUSEHOLDS, PEOPLE, TIMES, YUAN, SHARE = "households", "people", "times", "yuan", "share"
FIGURE_BASES = (HOUSEHOLDS, PEOPLE, TIMES, YUAN)  # in the order of rows.report_sums
TEXT, DAY, NUMBER = "text", "day", "number"  # for the columns of a list, besides YUAN


@dataclass(frozen=True)
class SheetColumn:
    """One column: the codes it counts, on which basis.

    In a sheet with rows of its own, `{row}` stands for the row's key, and any other name in braces for what the row
    says under it; a row that says nothing leaves the cell empty. A share divides by the codes of `out_of`, on the basis
    `of`. `counted_among` are codes that were not always counted: the cells of a month without any of them are empty."""

    key: str
    label: Label
    codes: tuple
    basis: str = HOUSEHOLDS
    out_of: tuple = ()
    of: str = HOUSEHOLDS
    group: Label = ""  # a heading above several columns
    counted_among: tuple = ()


@dataclass(frozen=True)
class SheetRow:
    """A row of its own, such as one kind of risk: `key` and `words` fill the codes of the columns. With `out_of` the
    whole row shows shares of those codes."""

    key: str
    label: Label
    words: dict = field(default_factory=dict)
    out_of: tuple = ()

    def fill(self, codes) -> tuple:
        """Return the codes of a column with the names in braces replaced by what this row says."""
        for name, words in {"row": (self.key,), **self.words}.items():
            codes = [code.replace(f"{{{name}}}", word) for code in codes for word in (words if name in code else ("",))]
        return tuple(code for code in codes if "{" not in code)


@dataclass(frozen=True)
class DetailColumn:
    """One column of a list of households: `value(row)` is what it says of a row of `detail_sheet_rows`: text, or by its
    `basis` a day, a number or yuan; None where it is not known."""

    key: str
    label: Label
    value: Callable
    basis: str = TEXT


@dataclass(frozen=True)
class ReportSheet:
    """One sheet. `by` is the level of places that are its rows (county, township, village), or `rows` names them.

    A detail sheet also lists every household under `codes`, one per row, with the columns of `details`."""

    code: str
    title: Label
    about: Label
    columns: tuple = ()
    by: str = ""
    rows: tuple = ()
    codes: tuple = ()  # for a detail sheet
    details: tuple = ()
    empty: str = ""  # the text shown while nothing can be counted
    is_numbered: bool = True  # T1 to T15 are known by their numbers

    @property
    def name(self) -> str:
        return f"{self.code} {self.title}" if self.is_numbered else str(self.title)

    @property
    def by_village(self) -> bool:
        return self.by == Area.Level.VILLAGE

    @property
    def row_headings(self) -> list[Label]:
        """Return what stands above the names of the rows: a village has its township beside it."""
        if self.by_village:
            return [Area.Level.TOWNSHIP.label, Area.Level.VILLAGE.label]
        return [Area.Level(self.by).label if self.by else self.title]

    @property
    def is_detail(self) -> bool:
        return bool(self.codes)


def declare_sheet(code, title, about, **more) -> ReportSheet:
    return REPORT_SHEETS.add(code, ReportSheet(code, title, about, **more))


@dataclass(frozen=True)
class FigureCell:
    """One figure: its value, and the codes of its list. The value is None for a share of nothing, and when there are no
    `codes`."""

    value: object
    basis: str
    codes: tuple
    area: Area | None
    label: Label


@dataclass(frozen=True)
class FilledRow:
    """One row. In a sheet by village `township` is the name beside the label; the sum of a township is one of several
    subtotals, and the last row is the total."""

    label: Label
    area: Area | None
    cells: list = field(default_factory=list)
    is_total: bool = False
    key: str = ""  # the key of a row of its own
    township: str | None = None
    is_subtotal: bool = False

    @property
    def names(self) -> list[str]:
        """Return the names of the row, one under each of the sheet's row_headings."""
        return [str(self.label)] if self.township is None else [self.township, str(self.label)]

    @property
    def is_sum(self) -> bool:
        return self.is_total or self.is_subtotal


@dataclass(frozen=True)
class FilledSheet:
    """A sheet with its figures, the same for the page, the workbook, the bulletin and the tests."""

    sheet: ReportSheet
    rows: list

    @property
    def headings(self) -> list:
        return [column.label for column in self.sheet.columns]
