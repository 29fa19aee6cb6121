"""Finding the person that a row means, by ID number or by name, in the file and on file."""

from core.crypto.fields import keyed_hash
from core.folding import folded_sql
from core.sql import execute_sql, fetch_rows
from households.imports.clean.cells import CERTIFICATE, ID_NUMBER, CellKind, CodeCell, TextCell

from .staging import NO_PARAMS

PERSON_COLUMNS = {"member_hash": "text", "member_name": "text"}  # staged by a PersonCell
NAMED = "(s.member_hash IS NOT NULL OR s.member_name IS NOT NULL)"


class PersonCell(CellKind):
    """A member of the household, by ID number or by name."""

    def __call__(self, raw):
        number = CodeCell(60)(raw)
        if CERTIFICATE.fullmatch(number) or ID_NUMBER.fullmatch(number):
            return {"member": number, "member_hash": keyed_hash(number[:18])}
        return {"member": number, "member_name": TextCell(60)(raw)}


def find_people(stage, sheet, unknown) -> None:
    """Create <sheet>_person: who is meant by each row that names somebody, by their own row in the file (member_n), on
    file (member_id) or both. Somebody who died or left is meant when nobody present is. A name that nobody has is
    reported as `unknown`, one that several have as ambiguous."""
    who = f"{sheet.name}_person"
    stage.make(who, "n integer, member_n integer, member_id bigint, people bigint")
    if not fetch_rows(f"SELECT EXISTS (SELECT FROM {sheet.stage} s WHERE {NAMED})")[0][0]:
        return
    stage.table("person", PEOPLE)
    execute_sql(
        f"""INSERT INTO {who}
            SELECT n, min(member_n), min(id), count(number)
            FROM (SELECT s.n, p.n AS member_n, p.id, p.number,
                         rank() OVER (PARTITION BY s.n ORDER BY p.is_gone) AS place
                  FROM {sheet.stage} s LEFT JOIN person p
                  ON p.number = s.household AND (p.id_hash = s.member_hash OR p.name = {folded_sql("s.member_name")})
                  WHERE {NAMED}) found
            WHERE place = 1 GROUP BY n"""
    )
    execute_sql(f"ANALYZE {who}")
    stage.find(sheet, "member", unknown, f"SELECT n, {NO_PARAMS} FROM {who} WHERE people = 0")
    stage.find(sheet, "member", "ambiguous_member", f"SELECT n, {NO_PARAMS} FROM {who} WHERE people > 1")


PEOPLE = f"""
    SELECT s.household AS number, s.id_hash, {folded_sql("s.name")} AS name, s.n, m.id, s.left_on IS NOT NULL AS is_gone
    FROM stage_members s LEFT JOIN matched m USING (n)
    UNION ALL
    SELECT home.number, t.id_hash, t.name_folded, NULL, t.id, t.left_on IS NOT NULL
    FROM households_member t JOIN home ON home.id = t.household_id
    WHERE t.left_reason <> 'error' AND NOT EXISTS (SELECT FROM matched m WHERE m.id = t.id)"""
