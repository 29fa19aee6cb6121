"""How a sheet of the monthly report is declared: its rows, its columns, and under which words each cell counts."""

from dataclasses import dataclass, field

from accounts.models import Area
from povwatch.lib.catalogue import Catalogue

SHEETS = Catalogue("sheet of the monthly report")
HOUSEHOLDS, PEOPLE, TIMES, YUAN, SHARE = "households", "people", "times", "yuan", "share"
BASES = (HOUSEHOLDS, PEOPLE, TIMES, YUAN)  # in the order of freezing.sums


@dataclass(frozen=True)
class Column:
    """One column: the words it counts (in a sheet with rows of its own, `{row}` stands for the row's key), on which
    basis. A share divides by the words of `out_of`, on the basis `of`."""

    key: str
    label: str
    codes: tuple
    basis: str = HOUSEHOLDS
    out_of: tuple = ()
    of: str = HOUSEHOLDS
    group: str = ""  # a heading above several columns


@dataclass(frozen=True)
class Row:
    """A row of its own, such as one kind of risk: `key` fills the words of the columns."""

    key: str
    label: str


@dataclass(frozen=True)
class Sheet:
    """`by` is the level of places that are its rows (county, township, village); or `rows` names them; or `detail`
    lists every household under the words of `codes` with the columns of reports/sheets/details.py."""

    code: str
    title: str
    about: str
    columns: tuple = ()
    by: str = ""
    rows: tuple = ()
    codes: tuple = ()  # of a detail sheet
    empty: str = ""  # what stands where nothing can be counted yet

    @property
    def is_detail(self) -> bool:
        return bool(self.codes)


def sheet(code, title, about, **more) -> Sheet:
    return SHEETS.add(code, Sheet(code, title, about, **more))


@dataclass(frozen=True)
class Cell:
    """One figure: its value (None for a share of nothing), and what its list asks for."""

    value: object
    basis: str
    codes: tuple
    area: Area | None
    label: str


@dataclass(frozen=True)
class TableRow:
    label: str
    area: Area | None
    cells: list = field(default_factory=list)
    is_total: bool = False


@dataclass(frozen=True)
class Table:
    """A sheet with its figures: the same for the page, the workbook, the bulletin and the tests."""

    sheet: Sheet
    rows: list

    @property
    def headings(self) -> list:
        return [column.label for column in self.sheet.columns]
