"""The sheet `households`: one row a household, matched by county and number."""

from django.utils.translation import gettext_lazy as _

from households.choices import Grade, HouseholdState, Kind
from households.imports.clean.cells import Account, Code, Day, Number, Phone, Text, Whole, Wrong, Year, one_of, yes_no
from households.imports.match import merge
from households.imports.match.staging import NOTHING
from households.imports.sheet import Column, Sheet, register
from households.models import Household


@register
class Households(Sheet):
    name, title = "households", _("Households")
    household = "number"
    columns = [
        Column("number", Code(30), _("National number of the household, unique in the county."), needed=True),
        Column("village", Text(80), _("12-digit code of the village, or its name. Needed for a new household.")),
        Column(
            "township", Text(80), _("Name or 9-digit code of the township, where the village's name is not unique.")
        ),
        Column("group_no", Whole(0, 999), _("Number of the village group.")),
        Column("kind", one_of(Kind), _("Kind; empty: lifted when lifted_year is given, otherwise general.")),
        Column("lifted_year", Year(1978), _("Year in which the household was lifted out of poverty.")),
        Column("address", Text(200, mask="hidden"), _("Address below the village.")),
        Column("phone", Phone(30, mask="phone"), _("Phone of the household, 11 digits.")),
        Column("bank_account", Account(40, mask="last4"), _("Bank account, 8 to 30 digits.")),
        Column("longitude", Number(73, 136, digits=6, mask="hidden"), _("Degrees east (WGS 84).")),
        Column("latitude", Number(3, 54, digits=6, mask="hidden"), _("Degrees north (WGS 84).")),
        Column("is_relocated", yes_no(), _("Relocated for poverty alleviation.")),
        Column("is_safety_net", yes_no(), _("Safety-net household: nobody able to work.")),
        Column("house_grade", one_of(Grade), _("Grade of the house; C and D are dangerous.")),
        Column("has_safe_water", yes_no(), _("Safe drinking water.")),
        Column("has_electricity", yes_no(), _("Electricity.")),
        Column("has_road", yes_no(), _("A road leads to the house.")),
        Column("land_mu", Number(0, 99_999), _("Farmland in mu.")),
        Column("forest_mu", Number(0, 99_999), _("Forest in mu.")),
        Column("state", one_of(HouseholdState), _("On file, merged, moved away, or nobody left; empty: on file.")),
        Column("state_on", Day(), _("Day since which the household is in this state.")),
    ]
    dropped = frozenset({"village", "township"})
    further = {
        "village_id": "bigint",
        "phone_hash": "text",
        "bank_account_hash": "text",
        "extra": "jsonb",
        "per_capita": "numeric",
        "size": "integer",
    }

    def finish(self, row, note, stage):
        if row.get("village"):
            try:
                row["village_id"] = stage.places.village(row["village"], row.get("township"))
            except Wrong as wrong:
                note("village", wrong)
        if row.get("lifted_year") and row.get("kind") == Kind.GENERAL:
            note("lifted_year", Wrong("lifted_year_general"))
        merge.seal(row, "phone")
        merge.seal(row, "bank_account")

    def check(self, stage):
        if stage.repeats:
            compared = {"phone": "phone_hash", "bank_account": "bank_account_hash", "extra": "number"}
            stage.fold(self, ["number"], {name: compared.get(name, name) for name in self.staged if name != "number"})
        else:
            stage.find_twice(self, ["number"], "number", where="number IS NOT NULL")
        homeless = f"""SELECT s.n, {NOTHING} FROM stage_households s JOIN home USING (number)
                       WHERE home.is_new AND s.village_id IS NULL AND NOT s.bad"""
        stage.find(self, "village", "village_needed", homeless)

    def plan(self, stage):
        kind = "COALESCE(s.kind, CASE WHEN s.lifted_year IS NOT NULL THEN 'lifted' END, t.kind, 'general')"
        merge.plan(
            stage,
            self,
            Household,
            """FROM stage_households s JOIN home USING (number) LEFT JOIN households_household t ON t.id = home.id
               WHERE NOT home.held""",
            id="home.id",
            county_id=str(stage.county.pk),
            kind=kind,
            lifted_year=f"CASE WHEN {kind} = 'lifted' THEN COALESCE(s.lifted_year, t.lifted_year) END",
            phone=merge.by_hash("phone", "phone_hash"),
        )
        merge.calm(self, Household, "bank_account")
        merge.compare(stage, self, Household)

    def write(self, stage):
        merge.write(self, Household)
