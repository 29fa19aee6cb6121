"""Writing the months as records, and the questions that came up while working them out."""

from core.sql import execute_sql
from households.choices import IncomeQuestionReason

DELETE_RECORDS = "DELETE FROM households_incomerecord r USING income_home h WHERE r.household_id = h.household_id"
COUNTY = "JOIN households_household home ON home.id = joined.household_id"
WRITE_AMOUNTS = f"""
    INSERT INTO households_incomerecord
        (county_id, household_id, member_id, topic, item, start, "end", amount, told_until, is_nothing, statement,
         shared_since)
    SELECT home.county_id, joined.household_id, CASE WHEN member_id > 0 THEN member_id END, topic, item, min(lo),
           max(hi), fen / 100.0, told_until, false, statement,
           (SELECT m.came_on FROM income_mover m WHERE m.member_id = joined.member_id AND m.member_id < 0)
    FROM (SELECT *, lo - sum(hi - lo) OVER (
              PARTITION BY household_id, topic, member_id, item, statement, fen, told_until ORDER BY lo
          ) + (hi - lo) AS island
          FROM income_base) joined {COUNTY}
    GROUP BY home.county_id, joined.household_id, member_id, topic, item, fen, told_until, statement, island"""
WRITE_KNOWN = f"""
    INSERT INTO households_incomerecord
        (county_id, household_id, topic, item, start, "end", amount, is_nothing)
    SELECT home.county_id, joined.household_id, topic, '', min(lo), max(hi), 0, false
    FROM (SELECT *, lo - sum(hi - lo) OVER (PARTITION BY household_id, topic ORDER BY lo) + (hi - lo) AS island
          FROM income_holder) joined {COUNTY}
    GROUP BY home.county_id, joined.household_id, topic, island"""
# A carried month that lacks a source is not written: it is unknown.
WRITE_CARRIED = f"""
    WITH lacking AS (SELECT DISTINCT household_id, topic, told_until FROM income_filled WHERE source IS NULL),
    carried AS (
        SELECT s.household_id, s.topic, s.lo, s.hi, s.lo AS told_until FROM income_stretch s
        LEFT JOIN lacking l ON l.household_id = s.household_id AND l.topic = s.topic AND l.told_until = s.lo
        WHERE l.topic IS NULL
        UNION ALL
        SELECT household_id, topic, month, month + 1, told_until FROM income_filled JOIN lacking
        USING (household_id, topic, told_until) WHERE source IS NOT NULL),
    ever AS (SELECT DISTINCT household_id, topic FROM income_base)
    INSERT INTO households_incomerecord
        (county_id, household_id, topic, item, start, "end", amount, told_until, is_nothing)
    SELECT home.county_id, joined.household_id, joined.topic, '', min(lo), max(hi), 0, told_until,
           bool_and(ever.topic IS NULL)
    FROM (SELECT *, lo - sum(hi - lo) OVER (PARTITION BY household_id, topic, told_until ORDER BY lo)
                 + (hi - lo) AS island
          FROM carried) joined {COUNTY}
    LEFT JOIN ever ON ever.household_id = joined.household_id AND ever.topic = joined.topic
    GROUP BY home.county_id, joined.household_id, joined.topic, told_until, island"""

# -------------------------------------------------------------------------------------------------------- the questions


def write_questions() -> None:
    """Keep one question a household, topic, item and reason. One that was settled comes back only for another
    statement."""
    execute_sql(ASK_EQUAL)
    execute_sql(DELETE_ANSWERED)
    execute_sql(WRITE_QUESTIONS)


ASK_EQUAL = f"""
    INSERT INTO income_question
    SELECT DISTINCT h.household_id, h.topic, '', '{IncomeQuestionReason.EQUAL}', h.statement
    FROM income_holder h JOIN income_full f USING (statement, topic)
    JOIN income_full o ON o.household_id = f.household_id AND o.topic = f.topic AND o.statement <> f.statement
        AND o.hi - o.lo = f.hi - f.lo AND o.told_on = f.told_on AND o.standing = f.standing AND o.total <> f.total
        AND o.lo < h.hi AND o.hi > h.lo"""
DELETE_ANSWERED = f"""
    DELETE FROM households_incomequestion q USING income_home h
    WHERE q.household_id = h.household_id AND q.reason <> '{IncomeQuestionReason.LEFT}' AND NOT EXISTS (
        SELECT FROM income_question n WHERE n.household_id = q.household_id AND n.topic = q.topic AND n.item = q.item
        AND n.reason = q.reason)"""
WRITE_QUESTIONS = """
    INSERT INTO households_incomequestion AS q (county_id, household_id, topic, item, reason, statement, raised_at)
    SELECT DISTINCT ON (n.household_id, n.topic, n.item, n.reason)
           home.county_id, n.household_id, n.topic, n.item, n.reason, n.statement, now()
    FROM income_question n JOIN households_household home ON home.id = n.household_id
    ORDER BY n.household_id, n.topic, n.item, n.reason, n.statement DESC
    ON CONFLICT (household_id, topic, item, reason) DO UPDATE
    SET statement = excluded.statement, raised_at = excluded.raised_at, settled_at = NULL, settled_by_id = NULL
    WHERE q.statement < excluded.statement"""

STEPS_OF_WRITING = (DELETE_RECORDS, WRITE_AMOUNTS, WRITE_KNOWN, WRITE_CARRIED)
