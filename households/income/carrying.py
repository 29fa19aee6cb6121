"""The months that are known, and those carried forward from them (paragraph 8 of docs/income.md)."""

from .work_tables import ITEM_KINDS, NET_TOPICS

CARRIED_AT_MOST = 36  # months; the day's income_stale_months, which is at most this, cuts them

KNOWN_BASE = """
    INSERT INTO income_base
    SELECT s.household_id, s.topic, s.member_id, s.item, s.lo, s.hi, s.fen, s.statement, NULL
    FROM income_holder h JOIN income_share s
    ON s.statement = h.statement AND s.topic = h.topic AND s.lo >= h.lo AND s.hi <= h.hi"""

# 8: forward only, from the last known month before, until the next one.
FIND_STRETCHES = f"""
    INSERT INTO income_stretch
    SELECT household_id, topic, hi, LEAST(next, hi + {CARRIED_AT_MOST}), told_on, ends
    FROM (SELECT *, lead(lo) OVER (PARTITION BY household_id, topic ORDER BY lo) AS next FROM income_holder) h
    WHERE topic IN ({NET_TOPICS}) AND (next IS NULL OR next > hi)"""
CARRY_REGULAR = f"""
    INSERT INTO income_base
    SELECT b.household_id, b.topic, b.member_id, b.item, s.lo, s.hi, b.fen, b.statement, s.lo
    FROM income_stretch s JOIN income_base b
    ON b.household_id = s.household_id AND b.topic = s.topic AND b.hi = s.lo AND b.told_until IS NULL
    JOIN {ITEM_KINDS} ON kind.item = b.item WHERE kind.regular"""


# What comes in its season is taken from the latest same month of an earlier year that was known. Where there is none
# and such an item was ever more than nothing, the month is unknown.
FIND_SOURCES = f"""
    WITH seasonal AS (
        SELECT b.household_id, b.topic, min(b.lo) AS since FROM income_base b JOIN {ITEM_KINDS} ON kind.item = b.item
        WHERE NOT kind.regular AND b.told_until IS NULL AND b.topic IN ({NET_TOPICS}) GROUP BY 1, 2)
    INSERT INTO income_filled
    SELECT s.household_id, s.topic, s.lo, month, max(h.hi - 1 - mod(h.hi - 1 - month + 1200, 12))
           FILTER (WHERE h.hi - 1 - mod(h.hi - 1 - month + 1200, 12) >= h.lo)
    FROM income_stretch s JOIN seasonal USING (household_id, topic)
    CROSS JOIN LATERAL generate_series(s.lo, s.hi - 1) month
    JOIN income_holder h ON h.household_id = s.household_id AND h.topic = s.topic AND h.hi <= month
    WHERE seasonal.since < month GROUP BY 1, 2, 3, 4"""
CARRY_SEASONAL = f"""
    INSERT INTO income_base
    SELECT b.household_id, b.topic, b.member_id, b.item, f.month, f.month + 1, b.fen, b.statement, f.told_until
    FROM income_filled f JOIN income_base b ON b.household_id = f.household_id AND b.topic = f.topic
    AND b.told_until IS NULL AND b.lo <= f.source AND b.hi > f.source
    JOIN {ITEM_KINDS} ON kind.item = b.item WHERE NOT kind.regular"""

STEPS_OF_CARRYING = (KNOWN_BASE, FIND_STRETCHES, CARRY_REGULAR, FIND_SOURCES, CARRY_SEASONAL)
