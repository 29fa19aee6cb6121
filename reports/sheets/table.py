"""A sheet filled with the figures of a report, for one territory. All levels are sums of villages, so they agree."""

from collections import defaultdict
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Area
from reports import freezing
from reports.indicators import parts
from reports.standing import inside

from .declare import BASES, SHARE, Cell, Table, TableRow


class Figures:
    """Every figure of a report in a territory: read once, asked for often."""

    def __init__(self, report, areas):
        self.report, self.areas = report, list(areas)
        self.by_place = defaultdict(dict)  # path of a place, or "" for the territory: {code: numbers}
        for (code, path), numbers in freezing.sums(report, self.areas).items():
            for place in ("", *parts(path)):
                held = self.by_place[place].get(code)
                self.by_place[place][code] = added(held, numbers)

    def count(self, codes, basis, path=""):
        """The sum of these words; a word that ends in * stands for all that begin like it."""
        position, held = BASES.index(basis), self.by_place[path]
        found = [held[code][position] for code in held if any(fits(code, wanted) for wanted in codes)]
        return sum((number for number in found if number is not None), Decimal(0) if basis == "yuan" else 0)

    def cell(self, column, area=None, row="") -> Cell:
        codes = tuple(code.replace("{row}", row) for code in column.codes)
        out_of = tuple(code.replace("{row}", row) for code in column.out_of)
        path = area.path if area else ""
        if column.basis != SHARE:
            return Cell(self.count(codes, column.basis, path), column.basis, codes, area, column.label)
        whole = self.count(out_of, column.of, path)
        share = Decimal(self.count(codes, column.of, path)) / Decimal(whole) if whole else None
        return Cell(share, SHARE, codes, area, column.label)


def fits(code, wanted) -> bool:
    return code.startswith(wanted[:-1]) if wanted.endswith("*") else code == wanted


def added(held, numbers) -> list:
    """Two rows of numbers, number by number; nothing counts as nothing."""
    if held is None:
        return list(numbers)
    return [one if two is None else two if one is None else one + two for one, two in zip(held, numbers, strict=True)]


def table(figures, sheet) -> Table:
    """The sheet with its figures, and the sum of all rows at the end."""
    if sheet.rows:
        rows = [line(figures, sheet, row.label, None, row.key) for row in sheet.rows]
        return Table(sheet, rows)
    places = [] if not sheet.by or sheet.by == "county" else places_of(figures.areas, sheet.by)
    rows = [line(figures, sheet, place.name, place) for place in places]
    return Table(sheet, [*rows, line(figures, sheet, _("All"), None, is_total=True)] if sheet.columns else [])


def line(figures, sheet, label, area, row="", is_total=False) -> TableRow:
    return TableRow(str(label), area, [figures.cell(column, area, row) for column in sheet.columns], is_total)


def places_of(areas, level) -> list[Area]:
    """The places of a level in the territory, or those that hold a part of it, by code."""
    above = {code for area in areas for code in area.path.strip("/").split("/")}
    found = Area.objects.filter(level=level)
    return list((found.filter(code__in=above) | found.filter(inside(areas, "path"))).order_by("path"))


def lines_of(report, cell_codes, areas):
    """The lines that a figure counts, in the territory: what its list shows."""
    wanted = Q()
    for code in cell_codes:
        wanted |= Q(code__startswith=code[:-1]) if code.endswith("*") else Q(code=code)
    return report.lines.within(*areas).filter(wanted)
