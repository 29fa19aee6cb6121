"""The sheet `areas`: townships, villages and groups that are not on file yet, or have a new name. A few hundred rows,
so they are kept in Python; all other sheets can then name them."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from core.sql import fetch_rows
from households.imports.clean.cells import CellError, CodeCell, TextCell
from households.imports.clean.choices import enum_cell
from households.imports.match.places import ABOVE
from households.imports.sheet import ImportColumn, ImportSheet, register_sheet

LEVELS_BY_DIGITS = {
    6: "county",
    9: "township",
    12: "village",
    14: "group",
    15: "group",
    16: "group",
}  # digits of the code


@register_sheet
class AreasSheet(ImportSheet):
    name, title = "areas", _("Areas")
    also = ("行政区划",)
    example = {
        "name": _("Example village"),
        "official_name": _("Example village committee"),
        "kind": Area.Kind.COMMITTEE.label,
    }
    household = ""
    columns = [
        ImportColumn(
            "code",
            CodeCell(16),
            _("Code: 6 digits the county, 9 a township, 12 a village, 14 to 16 a group."),
            needed=True,
            also=("区划代码", "行政区划代码"),
        ),
        ImportColumn("name", TextCell(60), _("Name as people say it; empty: from the official name."), also=("简称",)),
        ImportColumn(
            "official_name", TextCell(80), _("Official name."), needed=True, also=("正式名称", "全称", "行政区划名称")
        ),
        ImportColumn(
            "kind",
            enum_cell(Area.Kind),
            _("Of a village: village committee or community; empty: from its name."),
            also=("类别",),
        ),
    ]

    further = {"level": "text"}

    def finish(self, row, note, stage):
        code = row.get("code")
        if code is None:
            return
        row["level"] = LEVELS_BY_DIGITS.get(len(code)) if code.isdigit() else None
        if row["level"] is None:
            note("code", CellError("area_code"))
        elif not code.startswith(stage.county.code):
            note("code", CellError("area_elsewhere", county=stage.county.code))

    def ended(self, stage):
        """Let the following sheets name the areas of the file."""
        stage.copy(self.stage)
        stage.find_twice(self, ["code"], "code", where="code IS NOT NULL")
        while self.find_orphans(stage):
            pass  # an area below one without a parent has none either
        found = fetch_rows(
            "SELECT code, level, name, official_name, kind FROM stage_areas WHERE NOT bad ORDER BY length(code)"
        )
        for row in found:
            stage.places.put(*row)
        stage.places.index()
        counts = stage.counts[self.name]
        counts.new, counts.changed = len(stage.places.new), len(stage.places.changed)

    def find_orphans(self, stage) -> int:
        digits = " ".join(f"WHEN '{level}' THEN {digits}" for level, digits in ABOVE.items())
        parent = f"left(s.code, CASE s.level {digits} END)"
        orphans = f"""SELECT s.n, jsonb_build_object('parent', {parent}) FROM stage_areas s
                      WHERE NOT s.bad AND s.level <> 'county' AND {parent} <> ALL(%s)
                      AND NOT EXISTS (SELECT FROM accounts_area a WHERE a.code = {parent})
                      AND NOT EXISTS (SELECT FROM stage_areas a WHERE a.code = {parent} AND NOT a.bad)"""
        return stage.find(self, "code", "area_parent", orphans, [list(stage.places.former.codes)])

    def write(self, stage):
        Area.objects.bulk_create(stage.places.new)
        Area.objects.bulk_update(stage.places.changed, ["name", "official_name", "kind"])
