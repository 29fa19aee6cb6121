"""The sheet `attributes`: what places are, from a day until another, by which document. A few hundred rows, so they are
compared in Python, as on the page of the place (accounts/areas/attributes.py)."""

from django.utils.translation import gettext_lazy as _

from accounts.areas.attributes import ANY_LEVEL, EARLIEST_LIFTED, LEVELS
from accounts.models import AreaAttribute
from households.imports.clean.cells import CellError, DayCell, TextCell
from households.imports.clean.choices import enum_cell
from households.imports.clean.numbers import YearCell
from households.imports.match.attributes import attributes_told, find_overlaps, write_attributes
from households.imports.sheet import ImportColumn, ImportSheet, register_sheet

Kind = AreaAttribute.Kind
WORDS = {
    "lifted": "脱贫村 脱贫县 脱贫",
    "mountain": "山区",
    "reservoir": "库区 移民库区 水库移民区",
    "old_base": "革命老区 老区",
}


@register_sheet
class AttributesSheet(ImportSheet):
    name, title = "attributes", _("Attributes of areas")
    also = ("行政区划属性", "地区属性")
    example = {
        "township": _("Example township"),
        "kind": Kind.LIFTED.label,
        "year": "2017",
        "document": _("County order (example)"),
    }
    household = ""
    columns = [
        ImportColumn(
            "area",
            TextCell(80),
            _("Code (6 digits the county, 9 a township, 12 a village) or name of the place."),
            needed=True,
            also=("地区", "区划", "行政区划", "区划代码"),
        ),
        ImportColumn(
            "township",
            TextCell(80),
            _("Name or 9-digit code of the township, where the village's name is not unique."),
            also=("乡镇",),
        ),
        ImportColumn(
            "kind",
            enum_cell(Kind, **WORDS),
            _("What the place is: lifted out of poverty, mountain, reservoir or old revolutionary area."),
            needed=True,
            also=("属性",),
        ),
        ImportColumn(
            "year",
            YearCell(EARLIEST_LIFTED),
            _("Year in which it was lifted; only then."),
            also=("脱贫年份", "脱贫年度"),
        ),
        ImportColumn(
            "valid_from",
            DayCell(),
            _("First day; empty: always, if lifted since 1 January of that year."),
            also=("起始日期",),
        ),
        ImportColumn("valid_until", DayCell(), _("Last day; empty: it still holds."), also=("截止日期",)),
        ImportColumn(
            "document", TextCell(200), _("Document by which it was decided."), needed=True, also=("依据文件", "依据")
        ),
        ImportColumn("note", TextCell(120), _("Note on the place."), also=("备注",)),
    ]
    dropped = frozenset({"area", "township"})
    further = {"area_id": "bigint"}

    def finish(self, row, note, stage):
        if row.get("area"):
            try:
                area = stage.places.place(row["area"], row.get("township"))
            except CellError as wrong:
                note("area", wrong)
            else:
                row["area_id"] = area.pk
                check_kind(row, area, note)
        check_days(row, note)

    def check(self, stage):
        find_overlaps(stage, self)

    def plan(self, stage):
        stage.attributes = attributes_told(stage)
        counts = stage.counts[self.name]
        counts.new = sum(before is None for _one, before in stage.attributes)
        counts.changed = len(stage.attributes) - counts.new

    def write(self, stage):
        write_attributes(stage)


def check_kind(row, area, note):
    """Note what does not fit what the place is said to be."""
    kind = row.get("kind")
    if kind and area.level not in LEVELS.get(kind, ANY_LEVEL):
        note("area", CellError("attribute_level"))
    if kind == Kind.LIFTED and not row.get("year") and not note.about("year"):
        note("year", CellError("attribute_year_missing"))
    elif kind and kind != Kind.LIFTED and row.get("year"):
        note("year", CellError("attribute_year"))


def check_days(row, note):
    """Note days that contradict each other or the year."""
    first, last = row.get("valid_from"), row.get("valid_until")
    if first and last and last < first:
        note("valid_until", CellError("attribute_days"))
    if first and row.get("year") and first.year < row["year"]:
        note("valid_from", CellError("attribute_early"))
