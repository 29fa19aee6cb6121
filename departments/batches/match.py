"""Finding the people of a batch: by ID number, or as somebody once decided. Nobody is guessed."""

from departments.models import FeedRow
from households.models.unknown import NOT_OF_THE_REGISTRY
from households.unknown.actions import DEPARTMENT

# Of several entries of one person that of somebody present counts, then the one that left last.
BY_ID = """
    SELECT DISTINCT ON (m.id_hash) m.id_hash, m.id AS member_id
    FROM households_member m JOIN households_household h ON h.id = m.household_id
    WHERE h.county_id = %(county)s AND m.left_reason <> 'error' AND m.id_hash <> ''
      AND m.id_hash IN (SELECT id_hash FROM {source} WHERE id_hash <> '')
    ORDER BY m.id_hash, m.left_on IS NOT NULL, h.state <> 'active', m.left_on DESC, m.id"""
DECIDED = """
    SELECT u.told_key, m.id AS member_id, u.state = ANY(%(gone)s) AS is_aside FROM households_unknownperson u
    LEFT JOIN households_member m ON m.id = u.member_id AND m.left_reason <> 'error'
    WHERE u.county_id = %(county)s AND u.told_by = %(teller)s AND u.state <> 'open'"""
MATCHED = f"""
    SELECT s.n, COALESCE(i.member_id, d.member_id) AS member_id, COALESCE(d.is_aside, false) AS is_aside
    FROM feed_stage s LEFT JOIN ({BY_ID.format(source="feed_stage")}) i ON i.id_hash = s.id_hash
    LEFT JOIN ({DECIDED}) d ON d.told_key = s.person_key"""


def find_people_of_batch(stage) -> None:
    """Create `feed_person`: the member that each row means (none when nobody knows), and whether it was decided that
    the person is nobody of this county's registry."""
    stage.table(
        "feed_person",
        MATCHED,
        {"county": stage.batch.county_id, "teller": DEPARTMENT, "gone": list(NOT_OF_THE_REGISTRY)},
    )


def match_rows_of_person(person, member) -> set[int]:
    """Give the rows of somebody who was settled their member, or take it away again (None). Returns the keys of the
    households that this touches."""
    rows = FeedRow.objects.filter(county=person.county, person_key=person.told_key, is_current=True)
    touched = set(rows.filter(member__isnull=False).values_list("member__household", flat=True))
    rows.update(member=member)
    return touched | ({member.household_id} if member else set())
