"""The sheets of an import. Each app declares the sheets it brings; the import reads them in the order of
registration."""

from dataclasses import dataclass, field
from functools import cached_property

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import get_language

from accounts.audit.details import name_access_detail
from core.catalogue import Catalogue
from core.text import Label
from households.imports.clean.cells import CellKind

IMPORT_SHEETS = Catalogue("sheet of the registry import")


@dataclass(frozen=True)
class ImportColumn:
    """A column by the name in its header, which is also its name in the staging table; `also` are other headers for it,
    the first stands in the Chinese template. `needed`: its header must be there and no cell may be empty. `about` says
    what it means, for docs/import.md, the import page and the notes of the template."""

    name: str
    cell: CellKind
    about: Label
    needed: bool = False
    also: tuple = ()

    @property
    def heading(self) -> str:
        """Return its header in the reader's language, as the template has it and pages call it."""
        return self.name.replace("_", " ") if get_language() == "en" or not self.also else self.also[0]


class ImportSheet:
    """A kind of rows. Subclasses declare the columns, and how rows are completed, matched and written.

    Staging tables are called stage_<name> and have, besides `columns` and `further`: n (their number), row (that of the
    spreadsheet) and bad. What is to be written stands in will_<name>, made by `plan`."""

    name: str
    title: Label
    also: tuple = ()  # other names by which a file may call the sheet, the first is that of the Chinese template
    example: dict = {}  # what a row looks like, for the template: invented, by the names of the columns
    columns: list[ImportColumn]
    further: dict[str, str] = {}  # columns of the staging table that no header names, with their types
    dropped: frozenset = frozenset()  # columns that only `finish` reads and that are not staged
    headers: dict[str, str] = {}  # SQL for the header a column came from, where that differs from row to row
    household = "household"  # the column that names the household; empty when rows belong to none
    model: type[Model] | None = None  # what its rows become, where one row is one of it

    @property
    def called(self) -> str:
        """Return the name of the sheet in a template, in the reader's language."""
        return self.name if get_language() == "en" or not self.also else self.also[0]

    def heading_of(self, column: str) -> str:
        """Return what a column is called in the reader's language, by its name; one that is none of ours as it is."""
        found = next((one.heading for one in self.columns if one.name == column), "")
        return found or self.field_label(column)

    def field_label(self, name: str) -> str:
        """Return what a field is called that no column of ours brings; one that is none as it is."""
        try:
            return str(getattr(self.model._meta.get_field(name), "verbose_name", name)) if self.model else name
        except FieldDoesNotExist:
            return name

    @property
    def stage(self) -> str:
        return f"stage_{self.name}"

    @property
    def held(self) -> str:
        """Return SQL: whether a staged row is not saved, because of itself or of its household."""
        return f"bad OR {self.household} IN (SELECT number FROM home WHERE held)" if self.household else "bad"

    @property
    def will(self) -> str:
        return f"will_{self.name}"

    @cached_property
    def staged(self) -> dict[str, str]:
        """Return the columns of the staging table and their types."""
        named = {column.name: column.cell.sql for column in self.columns if column.name not in self.dropped}
        return named | self.further

    @cached_property
    def packed(self) -> list[int]:
        """Return the positions of the columns that COPY needs in a special form."""
        return [place for place, kind in enumerate(self.staged.values()) if kind in ("bytea", "jsonb")]

    def finish(self, row: dict, note, stage) -> None:
        """Complete one row from several of its cells: fill in what follows from them, `note(column, CellError(…))` what
        is wrong."""

    def ended(self, stage) -> None:
        """Act once all rows of this sheet are read and none of the next ones."""

    def check(self, stage) -> None:
        """Report what is wrong between rows, and between the file and the registry, for all rows at once."""

    def settle(self, stage) -> None:
        """Report what depends on which households are held back (`home.held`)."""

    def plan(self, stage) -> None:
        """Compute what the good rows add and change, without writing it."""

    def ask(self, stage) -> None:
        """Put before somebody else what the planned rows would decide, with a remark of `AWAITED` while it is open."""

    def write(self, stage) -> None:
        """Write what was planned."""


@dataclass
class SheetCounts:
    """The counts of one sheet. `errors` and `warnings` count cells, the others rows; `fields` says how many rows change
    a column."""

    rows: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    held: int = 0  # bad, or together with a bad row of the same household
    errors: int = 0
    warnings: int = 0
    fields: dict[str, int] = field(default_factory=dict)


def register_sheet(sheet: type[ImportSheet]) -> type[ImportSheet]:
    """Register a sheet with the import (class decorator). The access log counts its rows: new, changed."""
    IMPORT_SHEETS.add(sheet.name, sheet())
    name_access_detail(sheet.name, label=sheet.title)
    return sheet
