"""The sheet `households`: one row for each household, matched by county and number."""

from django.utils.translation import gettext_lazy as _

from households.choices import HouseGrade, HouseholdKind, HouseholdState
from households.imports.clean.cells import (
    AccountCell,
    CellError,
    CodeCell,
    DayCell,
    PhoneCell,
    TextCell,
    enum_cell,
    yes_no_cell,
)
from households.imports.clean.numbers import NumberCell, WholeNumberCell, YearCell
from households.imports.match import merge
from households.imports.match.confirmed import keep_confirmed
from households.imports.match.staging import NO_PARAMS
from households.imports.sheet import ImportColumn, ImportSheet, register_sheet
from households.models import Household

# What says only whether the house is dangerous leaves the grade on file.
HOUSE_GRADE = """CASE WHEN s.house_grade = 'S' AND t.house_grade IN ('A', 'B') THEN t.house_grade
                      WHEN s.house_grade = 'U' AND t.house_grade IN ('C', 'D') THEN t.house_grade
                      ELSE COALESCE(s.house_grade, t.house_grade, '') END"""


@register_sheet
class HouseholdsSheet(ImportSheet):
    name, title = "households", _("Households")
    household = "number"
    columns = [
        ImportColumn("number", CodeCell(30), _("National number of the household, unique in the county."), needed=True),
        ImportColumn(
            "village", TextCell(80), _("12-digit code of the village, or its name. Needed for a new household.")
        ),
        ImportColumn(
            "township", TextCell(80), _("Name or 9-digit code of the township, where the village's name is not unique.")
        ),
        ImportColumn("group_no", WholeNumberCell(0, 999), _("Number of the village group.")),
        ImportColumn(
            "kind", enum_cell(HouseholdKind), _("Kind; empty: lifted when lifted_year is given, otherwise general.")
        ),
        ImportColumn("lifted_year", YearCell(1978), _("Year in which the household was lifted out of poverty.")),
        ImportColumn("address", TextCell(200, mask="hidden"), _("Address below the village.")),
        ImportColumn("phone", PhoneCell(30, mask="phone"), _("Phone of the household, 11 digits.")),
        ImportColumn("bank_account", AccountCell(40, mask="last4"), _("Bank account, 8 to 30 digits.")),
        ImportColumn("longitude", NumberCell(73, 136, digits=6, mask="hidden"), _("Degrees east (WGS 84).")),
        ImportColumn("latitude", NumberCell(3, 54, digits=6, mask="hidden"), _("Degrees north (WGS 84).")),
        ImportColumn("is_relocated", yes_no_cell(), _("Relocated for poverty alleviation.")),
        ImportColumn("resettled_project", TextCell(80), _("Reservoir for which the household was resettled.")),
        ImportColumn("resettled_year", YearCell(1949), _("Year in which it was resettled for the reservoir.")),
        ImportColumn("is_safety_net", yes_no_cell(), _("Safety-net household: nobody able to work.")),
        ImportColumn(
            "house_grade",
            enum_cell(HouseGrade),
            _("Grade of the house; C and D are dangerous. S: A or B, U: C or D, if only that is known."),
        ),
        ImportColumn("has_safe_water", yes_no_cell(), _("Safe drinking water.")),
        ImportColumn("has_electricity", yes_no_cell(), _("Electricity.")),
        ImportColumn("has_road", yes_no_cell(), _("A road leads to the house.")),
        ImportColumn("land_mu", NumberCell(0, 99_999, measure="mu"), _("Farmland in mu.")),
        ImportColumn("forest_mu", NumberCell(0, 99_999, measure="mu"), _("Forest in mu.")),
        ImportColumn(
            "state", enum_cell(HouseholdState), _("On file, merged, moved away, or nobody left; empty: on file.")
        ),
        ImportColumn("state_on", DayCell(), _("Day since which the household is in this state.")),
    ]
    dropped = frozenset({"village", "township"})
    further = {
        "village_id": "bigint",
        "phone_hash": "text",
        "phone_tails": "text",
        "bank_account_hash": "text",
        "key": "bigint",
        "extra": "jsonb",
        "per_capita": "numeric",
        "size": "integer",
    }

    def finish(self, row, note, stage):
        if row.get("village"):
            try:
                row["village_id"] = stage.places.village(row["village"], row.get("township"))
            except CellError as wrong:
                note("village", wrong)
        if row.get("lifted_year") and row.get("kind") == HouseholdKind.GENERAL:
            note("lifted_year", CellError("lifted_year_general"))
        row["key"] = stage.next_key(Household)
        merge.encrypt_secret(row, Household, "phone")
        merge.encrypt_secret(row, Household, "bank_account")

    def check(self, stage):
        if stage.repeats:
            compared = {"phone": "phone_hash", "bank_account": "bank_account_hash", "extra": "number"}
            names = self.staged.keys() - {"number", "key"}
            stage.fold(self, ["number"], {name: compared.get(name, name) for name in self.staged if name in names})
        else:
            stage.find_twice(self, ["number"], "number", where="number IS NOT NULL")
        homeless = f"""SELECT s.n, {NO_PARAMS} FROM stage_households s JOIN home USING (number)
                       WHERE home.is_new AND s.village_id IS NULL AND NOT s.bad"""
        stage.find(self, "village", "village_needed", homeless)

    def plan(self, stage):
        kind = "COALESCE(s.kind, CASE WHEN s.lifted_year IS NOT NULL THEN 'lifted' END, t.kind, 'general')"
        merge.plan_sheet(
            stage,
            self,
            Household,
            """FROM stage_households s JOIN home USING (number) LEFT JOIN households_household t ON t.id = home.id
               WHERE NOT home.held""",
            id="home.id",
            county_id=str(stage.county.pk),
            kind=kind,
            lifted_year=f"CASE WHEN {kind} = 'lifted' THEN COALESCE(s.lifted_year, t.lifted_year) END",
            phone=merge.same_secret_sql("phone", "phone_hash"),
            house_grade=HOUSE_GRADE,
            has_provisional_number="false",  # the file says its number
        )
        merge.keep_same_secrets(self, Household, "bank_account")
        keep_confirmed(stage, self, Household)
        merge.bind_to_rows(self, Household, "phone", "bank_account")
        merge.mark_changed_rows(stage, self, Household)

    def write(self, stage):
        merge.write_sheet(self, Household)
