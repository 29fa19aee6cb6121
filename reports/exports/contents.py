"""What an export contains: the same figures and lists as the pages, for the same territory, and nothing that the person
who asked for it may not see at this moment."""

import datetime as dt
from decimal import Decimal
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Area
from accounts.permissions import Permission, must
from core import masks
from core.listing.export import MANY_ROWS
from households.choices import Relation
from households.models import Member
from reports.counting.places_then import named_then
from reports.models import Export, ExportKind
from reports.month.place import overlapping_areas
from reports.sheets import REPORT_SHEETS
from reports.sheets.declare import DetailColumn
from reports.sheets.table import ReportFigures, detail_sheet_rows, fill_sheet

from .national import national_layout_persons

MANY_PEOPLE = MANY_ROWS  # a file with more people needs a reason, with their ID numbers also a second person
EXPORT_BATCH_SIZE = 2000  # rows fetched from the database at once
EXPORT_ROW_FIELDS = (
    "code",
    "people",
    "times",
    "yuan",
    "on",
    "details",
    "head",
    "id_number",
    "household__number",
    "village",
)
HEAD_IN_FULL = DetailColumn("head", pgettext_lazy("household", "Head"), lambda row: row.head)
ID_MASKED = DetailColumn("id_number", _("ID number of the head"), lambda row: masks.id_number(row.id_number))
ID_IN_FULL = DetailColumn("id_number", _("ID number of the head"), lambda row: row.id_number)


class NumberedHousehold(NamedTuple):
    """The part of a household that a list needs."""

    number: str


class ExportRow(NamedTuple):
    """A report row for the columns of a list, without the cost of a model instance, which takes ten times as long."""

    code: str
    people: int
    times: int
    yuan: Decimal | None
    on: dt.date | None
    details: dict
    head: str
    id_number: str
    household: NumberedHousehold
    village: Area


def export_permissions(export) -> list[Permission]:
    """Return the permissions needed in every place of an export. Who may enter the page of a list, and where names may
    be seen, is asked when its rows are read."""
    if export.is_list:
        return [Permission.REPORT_EXPORT]
    if export.is_table:
        return [Permission.REPORT_EXPORT, Permission.HOUSEHOLD_SECRET]
    rights = [Permission.REPORT_EXPORT, Permission.INDICATOR_VIEW]
    if export.with_details:
        rights.append(Permission.HOUSEHOLD_VIEW)
    if export.in_full:
        rights.append(Permission.HOUSEHOLD_SECRET)
    return rights


def check_export_rights(export, user) -> None:
    """Raise PermissionDenied, with the reason, unless this person may have this export at this moment."""
    areas = export.areas
    for permission in export_permissions(export):
        for area in areas:
            must(user, permission, area)


def exportable_areas(user, county, **lists) -> list[Area]:
    """Return the parts of a county for which this person may have an export, optionally one with such lists."""
    areas = [county]
    for permission in export_permissions(Export(**lists)):
        areas = overlapping_areas(user.areas_where(permission), areas)
    return areas


def allowed_export_lists(kind, sheet, with_details, in_full) -> tuple[bool, bool]:
    """Return (households listed, names in full) that this kind of file can have."""
    if kind == ExportKind.NATIONAL:
        return True, True  # re-entry needs whole ID numbers
    if kind == ExportKind.BULLETIN or (sheet and not REPORT_SHEETS[sheet].is_detail):
        return False, False  # this kind of file has no lists
    return with_details, in_full


class ExportContents:
    """The figures and lists of one export."""

    def __init__(self, export):
        self.export, self.report, self.areas = export, export.report, export.areas

    @property
    def sheets(self) -> list:
        return [REPORT_SHEETS[self.export.sheet]] if self.export.sheet else list(REPORT_SHEETS.values())

    @property
    def lists(self) -> list:
        """The sheets whose households are listed."""
        has_lists = self.export.with_details and self.export.kind in (ExportKind.WORKBOOK, ExportKind.CSV)
        return [sheet for sheet in self.sheets if sheet.is_detail] if has_lists else []

    @cached_property
    def figures(self) -> ReportFigures:
        return ReportFigures(self.report, self.areas)

    def table(self, sheet):
        return fill_sheet(self.figures, sheet)

    def columns(self, sheet) -> list[DetailColumn]:
        """Return the columns of a list; in an export the head's ID number stands beside the name."""
        head, number = (HEAD_IN_FULL, ID_IN_FULL) if self.export.in_full else (None, ID_MASKED)
        told = [(column, number) if column.key == "head" else (column,) for column in sheet.details]
        return [head if head and one.key == "head" else one for pair in told for one in pair]

    def report_rows(self, sheet):
        """Yield the report rows of a list in batches. Only the needed columns are read; places are few and read
        once."""
        heads = Member.objects.filter(household=OuterRef("household"), relation=Relation.HEAD, left_on=None)
        numbered = detail_sheet_rows(self.report, sheet, self.areas).annotate(
            id_number=Subquery(heads.order_by("pk").values("id_number")[:1])
        )
        inside = Area.objects.within(*self.areas).select_related("parent")
        places = {one.pk: one for one in named_then(self.report, inside)}
        for *told, number, village in numbered.values_list(*EXPORT_ROW_FIELDS).iterator(chunk_size=EXPORT_BATCH_SIZE):
            yield ExportRow(*told, NumberedHousehold(number), places[village])

    def rows(self, sheet):
        """Yield the cells of each row of a list. A whole batch is computed before it is written, because alternating
        row by row takes a sixth longer."""
        asked, rows = [column.value for column in self.columns(sheet)], self.report_rows(sheet)
        while batch := [[value(row) for value in asked] for row in islice(rows, EXPORT_BATCH_SIZE)]:
            yield from batch

    @cached_property
    def people(self) -> int:
        """How many rows tell of people; it decides whether a reason is needed, and stands in the watermark."""
        if self.export.kind == ExportKind.NATIONAL:
            return national_layout_persons(self).count()
        return sum(detail_sheet_rows(self.report, sheet, self.areas).count() for sheet in self.lists)

    def households(self) -> list[int]:
        """Return the numbers (pk) of all households that the file names, for the access log."""
        if self.export.kind == ExportKind.NATIONAL:
            return list(national_layout_persons(self).order_by().values_list("household", flat=True).distinct())
        named = [detail_sheet_rows(self.report, sheet, self.areas).order_by() for sheet in self.lists]
        return [pk for rows in named for pk in rows.values_list("household", flat=True).distinct()]

    @property
    def needs_second_person(self) -> bool:
        """Whether it holds the ID numbers of so many people that somebody else must allow it."""
        return self.export.in_full and self.people > MANY_PEOPLE

    @property
    def lacks_reason(self) -> bool:
        """Whether it holds more people than are allowed without a reason."""
        return self.people > MANY_PEOPLE and not self.export.reason
