"""Who is meant by a row of the national monthly tables: somebody of the county, by ID number; the name is a check."""

from django.utils.translation import gettext_lazy as _

from core.crypto.fields import keyed_hash
from core.crypto.values import decrypt, encrypt
from core.folding import folded_sql
from core.sql import execute_sql, fetch_rows
from households.imports.clean.cells import IdNumberCell
from households.imports.clean.names import NameCell
from households.imports.match.staging import NO_PARAMS
from households.imports.sheet import ImportColumn, ImportSheet
from households.models import UnknownPerson

PLACE = "ID number in a monthly table"  # to which the secret is bound while the file is read
MOST_TOLD = 1000  # of one file; more is a file of another county
PERSON_COLUMNS = [
    ImportColumn(
        "id_number",
        IdNumberCell(),
        _("ID number of the person."),
        needed=True,
        also=("证件号码", "身份证号码", "身份证号"),
    ),
    ImportColumn("name", NameCell(60), _("Name; must be that of the ID number."), needed=True, also=("姓名",)),
]
FOUND_COLUMNS = {"id_hash": "text", "id_sealed": "bytea", "number": "text"}
# A person has one entry in each household they lived in: meant is the present one, else the last.
ENTRIES = """
    SELECT DISTINCT ON (t.id_hash) t.id_hash, t.id, t.name_folded, h.number
    FROM households_member t JOIN households_household h ON h.id = t.household_id
    WHERE h.county_id = %s AND t.left_reason <> 'error' AND t.id_hash IN (SELECT id_hash FROM {stage})
    ORDER BY t.id_hash, t.left_on IS NOT NULL, t.id DESC"""


class OfPeople(ImportSheet):
    """What the sheets of the monthly tables share. Their rows belong to the household of the person."""

    household = "number"

    def hide_number(self, row) -> None:
        """Stage the hash of the ID number, and the number itself encrypted: it is told of people nobody knows."""
        if number := row.pop("id_number", None):
            row |= {"id_hash": keyed_hash(number), "id_sealed": encrypt(number, PLACE)}

    def ended(self, stage):
        """Find the household of each person as soon as all rows are read."""
        stage.copy(self.stage)
        entries = ENTRIES.format(stage=self.stage)
        execute_sql(
            f"UPDATE {self.stage} s SET number = e.number FROM ({entries}) e WHERE e.id_hash = s.id_hash",
            [stage.county.pk],
        )

    def find_people_meant(self, stage):
        """Create <sheet>_person: who is meant by each row. Report whom nobody knows, and another name."""
        who = f"{self.name}_person"
        stage.table("entry_meant", ENTRIES.format(stage=self.stage), [stage.county.pk])
        stage.table(
            who,
            f"""SELECT s.n, NULL::integer AS member_n, e.id AS member_id, 1 AS people
                FROM {self.stage} s JOIN entry_meant e USING (id_hash)""",
        )
        unknown = f"""SELECT s.n, {NO_PARAMS} FROM {self.stage} s
                      WHERE s.id_hash IS NOT NULL AND NOT EXISTS (SELECT FROM {who} p WHERE p.n = s.n)"""
        other = f"""SELECT s.n, {NO_PARAMS} FROM {self.stage} s JOIN entry_meant e USING (id_hash)
                    WHERE {folded_sql("s.name")} <> e.name_folded"""
        stage.find(self, "id_number", "unknown_in_county", unknown)
        stage.find(self, "name", "other_name", other)

    def tell_of_unknown(self, stage) -> None:
        """Let the people whom nobody knows wait with the others, each once however often a file brings them."""
        rows = fetch_rows(
            f"""SELECT DISTINCT ON (s.id_hash) s.name, s.id_sealed, s.id_hash FROM {self.stage} s
                WHERE s.name IS NOT NULL AND s.id_hash IS NOT NULL AND s.number IS NULL
                ORDER BY s.id_hash, s.n LIMIT %s""",
            [MOST_TOLD],
        )
        told = [unknown_person(stage, *row) for row in rows]
        UnknownPerson.objects.bulk_create(told, ignore_conflicts=True)


def unknown_person(stage, name, secret, id_hash) -> UnknownPerson:
    return UnknownPerson(
        county=stage.county, area=stage.county, name=name, id_number=decrypt(bytes(secret), PLACE), id_hash=id_hash,
        told_by="import", told_key=keyed_hash(f"monthly table {id_hash}"), told_on=stage.told_on or stage.day,
    )  # fmt: skip
