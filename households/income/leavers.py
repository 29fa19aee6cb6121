"""Undivided amounts of which somebody who left may have earned a part: the family is asked, and until it answers they
count in full."""

from core.sql import execute_sql
from households.choices import IncomeQuestionReason, LeftReason

from .at_least import IS_SALE

RECENT_MONTHS = 24  # older amounts stand in no window of twelve months that anybody looks at


def ask_about_leavers(households) -> None:
    """Ask where an undivided amount is told of months in which somebody still belonged to the household who left since;
    withdraw the question where that is no longer so."""
    execute_sql(WITHDRAW_LEAVERS, [households, households])
    execute_sql(ASK_LEAVERS, [households])


MONTH = "EXTRACT(year FROM {day}) * 12 + EXTRACT(month FROM {day}) - 1"
LAST_MONTH, FIRST_MONTH = MONTH.format(day="(m.left_on - 1)"), MONTH.format(day="m.joined_on")
LEFT_SINCE = f"""
    shared AS (
        SELECT *, max("end") OVER (PARTITION BY household_id, topic) AS until FROM households_incomerecord
        WHERE household_id = ANY(%s) AND told_until IS NULL),
    left_since AS (
        SELECT DISTINCT ON (r.household_id, r.topic, r.item) r.county_id, r.household_id, r.topic, r.item, r.statement
        FROM shared r JOIN households_member m ON m.household_id = r.household_id
        WHERE r.member_id IS NULL AND r.amount > 0 AND r.net_amount IS NOT NULL
        AND r."end" > r.until - {RECENT_MONTHS} AND m.left_reason <> '{LeftReason.ERROR}' AND r.start <= {LAST_MONTH}
        AND (m.joined_on IS NULL OR m.joined_on < m.left_on AND r."end" > {FIRST_MONTH})
        AND NOT EXISTS (SELECT FROM households_incomestatement s WHERE s.id = r.statement AND {IS_SALE})
        ORDER BY r.household_id, r.topic, r.item, r.start DESC)"""
WITHDRAW_LEAVERS = f"""
    WITH {LEFT_SINCE}
    DELETE FROM households_incomequestion q
    WHERE q.household_id = ANY(%s) AND q.reason = '{IncomeQuestionReason.LEFT}'
    AND (q.household_id, q.topic, q.item) NOT IN (SELECT household_id, topic, item FROM left_since)"""
ASK_LEAVERS = f"""
    WITH {LEFT_SINCE}
    INSERT INTO households_incomequestion AS q (county_id, household_id, topic, item, reason, statement, raised_at)
    SELECT county_id, household_id, topic, item, '{IncomeQuestionReason.LEFT}', statement, now() FROM left_since
    ON CONFLICT (household_id, topic, item, reason) DO UPDATE
    SET statement = excluded.statement, raised_at = excluded.raised_at, settled_at = NULL, settled_by_id = NULL
    WHERE q.statement < excluded.statement"""
