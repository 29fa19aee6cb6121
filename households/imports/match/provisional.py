"""Households that were added by hand and have only a provisional number: a file that brings the same people under a
number of its own means them, and gives them that number."""

from core.folding import folded_sql
from core.sql import execute_sql, fetch_rows
from households.choices import HouseholdState
from households.models import Household

from .confirmed import SAME_BIRTH


def find_provisional_homes(stage) -> None:
    """Let a new household of the file be the one on file with a provisional number in which its head lives, or anybody
    of it by ID number."""
    stage.table("provisional", PROVISIONAL_PEOPLE, [stage.county.pk])
    if not fetch_rows("SELECT EXISTS (SELECT FROM provisional)")[0][0]:
        return
    execute_sql(
        f"""UPDATE home SET is_new = false, id = p.id, old_village_id = p.village_id
            FROM (SELECT DISTINCT ON (found.id) found.id, found.village_id, found.number
                  FROM ({BY_ID} UNION ALL {BY_HEAD}) found JOIN home USING (number) WHERE home.is_new
                  ORDER BY found.id, found.way, found.n) p
            WHERE home.number = p.number AND home.is_new"""
    )


PROVISIONAL_PEOPLE = f"""
    SELECT h.id, h.village_id, t.id_hash, t.relation, t.name_folded, t.birth_date, t.birth_year_only
    FROM {Household._meta.db_table} h JOIN households_member t ON t.household_id = h.id AND t.left_on IS NULL
    WHERE h.has_provisional_number AND h.county_id = %s AND h.state = '{HouseholdState.ACTIVE}'"""
BY_ID = """
    SELECT t.id, t.village_id, s.household AS number, 1 AS way, s.n
    FROM stage_members s JOIN provisional t ON t.id_hash = s.id_hash AND t.id_hash <> ''"""
BY_HEAD = f"""
    SELECT t.id, t.village_id, s.household, 2, s.n
    FROM stage_members s JOIN provisional t ON t.name_folded = {folded_sql("s.name")} AND t.relation = s.relation
    WHERE s.relation = 'head' AND {SAME_BIRTH}"""
