"""What people bring along who came from another household: what was told of them there by name counts here too, for
the time before they came (paragraph 11 of docs/income.md). A household that was merged into another brings its
undivided amounts as well.

Each month that the other household told of them is a word about one person here, told on the day of coming: what the
household here had said by then did not know of them, what it says later does. Only what statements of the other
household say itself is taken, so that the order in which households are worked out changes nothing."""

from core.sql import execute_sql, fetch_rows

from .at_least import IS_SALE

ROOT = "COALESCE(first_entry_id, id)"
ENTRIES = f"""
    entries AS (
        SELECT id, household_id, joined_on, left_on, left_reason, {ROOT} AS person FROM households_member
        WHERE first_entry_id IS NOT NULL
        OR id IN (SELECT first_entry_id FROM households_member WHERE first_entry_id IS NOT NULL))"""
CAME = """FROM entries here JOIN entries there ON there.person = here.person AND there.id <> here.id
    AND (there.left_on <= here.joined_on OR there.left_reason = 'error')"""
MONTH = "(EXTRACT(year FROM {day}) * 12 + EXTRACT(month FROM {day}) - 1)::int"

# An entry that was a mistake, because the person was entered twice, brings what was told of it up to that day. A merged
# household is a person of its own, with a number below zero.
FIND_MOVERS = f"""
    WITH {ENTRIES}
    INSERT INTO income_mover
    SELECT here.household_id, here.id, there.household_id, there.id,
           GREATEST(here.joined_on, there.left_on), {MONTH.format(day="there.left_on")}
    {CAME} JOIN income_home h ON h.household_id = here.household_id
    UNION ALL
    SELECT g.merged_into_id, -g.id, g.id, NULL, g.state_on, {MONTH.format(day="g.state_on")}
    FROM households_household g JOIN income_home h ON h.household_id = g.merged_into_id
    WHERE g.state = 'merged' AND g.state_on IS NOT NULL"""

# Rows without an item say which months were spoken of: without an amount beside them there was nothing. What was sold
# follows by itself, when its records do.
TAKE_WORDS = f"""
    INSERT INTO income_told
    SELECT -r.id, m.household_id, m.member_id, r.start, LEAST(r."end", m.until), m.came_on, m.until, NULL,
           ARRAY[r.topic]::int[], md5(concat(r.topic, ' ', r.item, ' ', r.start, ' ', r.amount))
    FROM income_mover m JOIN households_incomerecord r ON r.household_id = m.from_household AND r.start < m.until
    LEFT JOIN households_incomestatement s ON s.id = r.statement
    WHERE r.item = ''
    OR s.household_id = m.from_household AND r.member_id IS NOT DISTINCT FROM m.from_member AND NOT {IS_SALE}"""
# Row by row by its key: the planner, which knows nothing yet of a county that was just imported, else reads all income
# once for every word.
TAKE_AMOUNTS = """
    INSERT INTO income_line
    SELECT DISTINCT t.statement, t.household_id, r.topic, t.member_id, r.item, (r.amount * 100)::bigint * (t.hi - t.lo)
    FROM (SELECT * FROM income_told WHERE statement < 0 OFFSET 0) t
    CROSS JOIN LATERAL (SELECT * FROM households_incomerecord WHERE id = -t.statement OFFSET 0) r WHERE r.item <> ''"""
NAME_STATEMENTS = """
    UPDATE income_base b
    SET statement = (SELECT r.statement FROM households_incomerecord r WHERE r.id = -b.statement)
    WHERE b.statement < 0"""


def take_movers_along() -> bool:
    """Add to what was told of the households in work what people bring along, and say whether anybody came: mostly
    nobody did."""
    if not execute_sql(FIND_MOVERS):
        return False
    execute_sql(TAKE_WORDS)
    execute_sql(TAKE_AMOUNTS)
    return True


def list_followers(households) -> list[int]:
    """Return the households that people of these moved to, or into which these were merged."""
    found = fetch_rows(
        f"""WITH {ENTRIES}
            SELECT here.household_id {CAME} WHERE there.household_id = ANY(%s)
            UNION SELECT merged_into_id FROM households_household
            WHERE id = ANY(%s) AND state = 'merged' AND merged_into_id IS NOT NULL""",
        [households, households],
    )
    return [household for (household,) in found]


def name_true_statements() -> None:
    """Let amounts that came along name the statement of the other household that told them."""
    execute_sql(NAME_STATEMENTS)
