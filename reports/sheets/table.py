"""A sheet filled with the figures of a report, for one territory. All levels are sums of villages, so they agree."""

from collections import defaultdict
from decimal import Decimal
from itertools import groupby

from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from accounts.models import Area
from core.text import join_words
from households.choices import Relation
from households.models import Member
from reports.counting import rows
from reports.counting.places_then import named_then
from reports.indicators.figures import area_path_chain
from reports.indicators.stock import village_inside

from .declare import FIGURE_BASES, SHARE, FigureCell, FilledRow, FilledSheet, SheetRow

NO_ROW = SheetRow("", "")


class ReportFigures:
    """Every figure of a report in a territory, or those of some `codes`, read once and looked up many times."""

    def __init__(self, report, areas, codes=()):
        self.report, self.areas, self.counted = report, list(areas), {}
        self.by_place = defaultdict(dict)  # path of a place, or "" for the territory: {code: numbers}
        for (code, path), numbers in self.read_sums(codes).items():
            for place in ("", *area_path_chain(path)):
                held = self.by_place[place].get(code)
                self.by_place[place][code] = add_figures(held, numbers)

    def read_sums(self, codes) -> dict:
        return rows.report_sums(self.report, self.areas, codes)

    def count(self, codes, basis, path=""):
        """Return the sum of these codes; a code that ends in * stands for all that begin like it."""
        position, held = FIGURE_BASES.index(basis), self.by_place[path]
        found = [held[code][position] for code in matching_codes(held, codes)]
        return sum((number for number in found if number is not None), Decimal(0) if basis == "yuan" else 0)

    def has_counted(self, codes) -> bool:
        """Return whether the month has any row under codes that were not always counted; looked up once."""
        if codes and codes not in self.counted:
            self.counted[codes] = self.sums().filter(rows.under_codes(codes)).exists()
        return not codes or self.counted[codes]

    def sums(self):
        return self.report.sums.all()

    def cell(self, column, area=None, row=NO_ROW) -> FigureCell:
        codes, out_of = row.fill(column.codes), row.out_of or row.fill(column.out_of)
        basis, of = (SHARE, column.of if column.basis == SHARE else column.basis) if out_of else (column.basis, "")
        is_counted = codes and self.has_counted(column.counted_among)
        value = self.value(codes, basis, area.path if area else "", out_of, of) if is_counted else None
        return FigureCell(value, basis, codes, area, column.label)

    def value(self, codes, basis, path, out_of, of):
        if basis != SHARE:
            return self.count(codes, basis, path)
        whole = self.count(out_of, of, path)
        return Decimal(self.count(codes, of, path)) / Decimal(whole) if whole else None


def matching_codes(held, wanted) -> set:
    """Return those of the codes `held` that are wanted."""
    stems = tuple(code[:-1] for code in wanted if code.endswith("*"))
    return {code for code in wanted if code in held} | {code for code in held if stems and code.startswith(stems)}


def add_figures(held, numbers) -> list:
    """Return the sum of two rows of numbers, with None counted as zero."""
    if held is None:
        return list(numbers)
    return [one if two is None else two if one is None else one + two for one, two in zip(held, numbers, strict=True)]


def fill_sheet(figures, sheet) -> FilledSheet:
    """Return the sheet with its figures, and the sum of all rows at the end."""
    if sheet.rows:
        rows = [fill_sheet_row(figures, sheet, row.label, row=row) for row in sheet.rows]
        return FilledSheet(sheet, rows)
    places = [] if not sheet.by or sheet.by == "county" else places_at_level(figures.areas, sheet.by)
    fill = fill_village_rows if sheet.by_village else fill_place_rows
    rows = fill(figures, sheet, places_of_month(figures.report, places))
    total = fill_sheet_row(figures, sheet, _("All"), is_total=True, township="" if sheet.by_village else None)
    return FilledSheet(sheet, [*rows, total] if sheet.columns else [])


def fill_place_rows(figures, sheet, places) -> list[FilledRow]:
    return [fill_sheet_row(figures, sheet, place_name(place, figures.areas), place) for place in places]


def fill_village_rows(figures, sheet, villages) -> list[FilledRow]:
    """Return the villages with their townships; above those of each township, where there are several, its sum."""
    townships = [(one, list(held)) for one, held in groupby(villages, lambda village: village.parent)]
    filled = []
    for township, held in townships:
        beside = {"township": place_name(township, figures.areas)}
        if len(townships) > 1:
            label = _("All its villages")
            filled.append(fill_sheet_row(figures, sheet, label, township, is_subtotal=True, **beside))
        filled += [fill_sheet_row(figures, sheet, place_name(one, figures.areas), one, **beside) for one in held]
    return filled


def places_of_month(report, places) -> list[Area]:
    """Return the places as they were called in the month, without those merged into others before it began."""
    return named_then(report, [one for one in places if one.ended_on is None or one.ended_on > report.month])


def fill_sheet_row(figures, sheet, label, area=None, row=NO_ROW, **more) -> FilledRow:
    cells = [figures.cell(column, area, row) for column in sheet.columns]
    return FilledRow(str(label), area, cells, key=row.key, **more)


def place_name(place, areas) -> str:
    """Return the name of a place; when only part of it is in the territory, also which part."""
    if any(place.path.startswith(area.path) for area in areas):
        return place.name
    held = join_words(area.name for area in areas if area.path.startswith(place.path))
    return _("%(place)s: only %(part)s") % {"place": place.name, "part": held}


def places_at_level(areas, level) -> list[Area]:
    """Return the places of a level in the territory, or those that contain a part of it, by code."""
    above = {code for area in areas for code in area.path.strip("/").split("/")}
    found = Area.objects.filter(level=level).select_related("parent")
    return list((found.filter(code__in=above) | found.filter(village_inside(areas, "path"))).order_by("path"))


def rows_behind_figure(report, cell_codes, areas):
    """Return the report rows that a figure counts in the territory."""
    found = report.rows.within(*areas)
    return found.filter(rows.under_codes(cell_codes)) if cell_codes else found.none()


def detail_sheet_rows(report, sheet, areas):
    """Return the rows that a detail sheet lists in the territory, place by place, each with the `head` of the household
    as of today; one query for any number of rows."""
    return with_household_heads(rows_behind_figure(report, sheet.codes, areas)).order_by(
        "village__path", "household__number", "on", "pk"
    )


def with_household_heads(found):
    """Return rows with what the columns of details.py need."""
    heads = Member.objects.filter(household=OuterRef("household"), relation=Relation.HEAD, left_on=None)
    head = Coalesce(Subquery(heads.order_by("pk").values("name")[:1]), Value(""))
    return found.select_related("household", "village__parent").annotate(head=head)


def count_listed_households(found) -> int:
    """Return how many households these rows are about; several rows of one household count once."""
    return found.exclude(household=None).order_by().values("code", "village", "household").distinct().count()
