"""Households that were added by hand and have only a provisional number: a file that brings the same people under a
number of its own means them, and gives them that number."""

from core.folding import folded_sql
from core.sql import execute_sql


def find_provisional_homes(stage) -> None:
    """Let a new household of the file be the one on file with a provisional number in which its head lives, or anybody
    of it by ID number."""
    execute_sql(
        f"""UPDATE home SET is_new = false, id = p.id, old_village_id = p.village_id
            FROM (SELECT DISTINCT ON (h.id) h.id, h.village_id, s.household AS number
                  FROM stage_members s
                  JOIN households_member t ON t.left_on IS NULL
                  AND (t.id_hash = s.id_hash AND s.id_hash <> ''
                       OR t.relation = 'head' AND s.relation = 'head' AND t.name_folded = {folded_sql("s.name")}
                       AND (t.birth_date = s.birth_date OR (t.birth_year_only OR s.birth_year_only)
                            AND date_part('year', t.birth_date) = date_part('year', s.birth_date)))
                  JOIN households_household h ON h.id = t.household_id AND h.has_provisional_number
                  AND h.county_id = %s AND h.state = 'active'
                  JOIN home ON home.number = s.household AND home.is_new
                  ORDER BY h.id, t.id_hash = s.id_hash DESC NULLS LAST, s.n) p
            WHERE home.number = p.number""",
        [stage.county.pk],
    )
