"""Rows of a saved file whose person lives elsewhere by their ID number: the row is not taken, and the person waits
among those nobody knows yet until somebody says who is right."""

from accounts.models import Area
from core.crypto.fields import column_place, keyed_hash
from core.crypto.values import decrypt
from core.dates import birth_in_text
from core.sql import fetch_rows
from households.models import Member, UnknownPerson

MOST_TOLD = 1000  # of one file; more is a file of another county
TOLD_BY = "import"
ROWS = """
    SELECT s.household, s.name, s.id_number, s.id_hash, s.birth_date, COALESCE(s.birth_year_only, false), s.sex,
           COALESCE(home.old_village_id, h.village_id)
    FROM told JOIN stage_members s USING (n) JOIN home ON home.number = s.household
    LEFT JOIN stage_households h ON h.number = s.household
    ORDER BY s.n LIMIT %s"""


def tell_of_strangers(stage) -> None:
    """Keep the people of the file whose ID number is on file in another household; each once, however often a file
    brings them."""
    rows = fetch_rows(ROWS, [MOST_TOLD])
    areas = Area.objects.in_bulk({row[-1] for row in rows} - {None})
    told = [stranger(stage, row, areas) for row in rows]
    UnknownPerson.objects.bulk_create(told, ignore_conflicts=True)


def stranger(stage, row, areas) -> UnknownPerson:
    number, name, secret, id_hash, birth, year_only, sex, village = row
    return UnknownPerson(
        county=stage.county,
        area=areas.get(village, stage.county),
        name=name,
        id_number=decrypt(bytes(secret), column_place(Member, "id_number")),
        id_hash=id_hash,
        birth_date=birth,
        birth_year_only=year_only and bool(birth_in_text(birth, year_only)),
        sex=sex or "",
        told_by=TOLD_BY,
        told_key=keyed_hash(f"{number} {id_hash}"),
        told_on=stage.told_on or stage.day,
        note=number,
    )
