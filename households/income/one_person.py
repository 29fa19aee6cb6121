"""What is told of one person, upon what complete statements say of the household (paragraph 7 of docs/income.md)."""

from households.choices import IncomeQuestionReason, Teller

from .work_tables import ITEM_KINDS, NET_TOPICS

# One row for each month from the first told of one person, known (`since` empty) or carried since a month. Spending
# counts although nobody spoke for the whole household: it is never carried, and not asked is no spending.
SPLIT_MONTHS = f"""
    WITH single AS (
        SELECT household_id, topic, min(lo) AS lo FROM income_told CROSS JOIN LATERAL unnest(asked) topic
        WHERE member_id IS NOT NULL GROUP BY 1, 2)
    INSERT INTO income_month
    SELECT h.household_id, h.topic, month, NULL, h.told_on, h.ends
    FROM income_holder h JOIN single s USING (household_id, topic)
    CROSS JOIN LATERAL generate_series(GREATEST(h.lo, s.lo), h.hi - 1) month
    UNION ALL
    SELECT t.household_id, t.topic, month, t.lo, t.told_on, t.ends
    FROM income_stretch t JOIN single s USING (household_id, topic)
    CROSS JOIN LATERAL generate_series(GREATEST(t.lo, s.lo), t.hi - 1) month
    UNION
    SELECT t.household_id, asked.topic, month, NULL, '-infinity'::date, NULL FROM income_told t
    CROSS JOIN LATERAL unnest(t.asked) asked (topic) CROSS JOIN LATERAL generate_series(t.lo, t.hi - 1) month
    WHERE t.member_id IS NOT NULL AND asked.topic NOT IN ({NET_TOPICS}) AND NOT EXISTS (
        SELECT FROM income_holder h WHERE h.household_id = t.household_id AND h.topic = asked.topic AND h.lo <= month
        AND h.hi > month)"""

OF_A_LIST = f"""EXISTS (
    SELECT FROM households_incomestatement s WHERE s.id = t.statement AND s.teller = '{Teller.EMPLOYER}')"""
# A word counts in the months it is about. In a regular line it goes on through the carried months after it, but for a
# payment, which is of its month alone. Who came from elsewhere (statement below zero) is added to what was said before.
FIND_WORDS = f"""
    INSERT INTO income_word
    SELECT m.household_id, m.topic, m.month, t.member_id, l.item,
           COALESCE(l.fen / (t.hi - t.lo) + (m.month - t.lo < mod(l.fen, t.hi - t.lo))::int, 0), t.statement,
           m.month < t.hi,
           CASE WHEN t.statement < 0 THEN m.told_on < t.told_on ELSE COALESCE(t.began >= m.ends, false) END,
           LEAST(t.hi, m.month + 1), t.hi - t.lo, t.told_on, t.standing, t.content
    FROM income_told t JOIN income_month m
    ON m.household_id = t.household_id AND m.topic = ANY(t.asked) AND t.lo <= m.month
    AND CASE WHEN m.since IS NULL THEN m.month < t.hi AND t.told_on > m.told_on
             ELSE (t.hi > m.since OR t.hi = m.since AND t.told_on > m.told_on) AND (m.month < t.hi OR NOT {OF_A_LIST})
             END
    LEFT JOIN income_line l ON l.statement = t.statement AND l.topic = m.topic
    WHERE t.member_id IS NOT NULL"""

# Where a department says "no wages", every wage line of that person is meant.
FIND_NOTHING_LEFT = """
    INSERT INTO income_word
    SELECT w.household_id, w.topic, w.month, w.member_id, other.item, 0, w.statement, w.covers, false, w.reach, w.width,
           w.told_on, w.standing, w.content
    FROM income_word w
    JOIN (SELECT DISTINCT household_id, topic, month, member_id, item FROM income_word WHERE item IS NOT NULL
          UNION
          SELECT m.household_id, m.topic, m.month, b.member_id, b.item FROM income_month m JOIN income_base b
          ON b.household_id = m.household_id AND b.topic = m.topic AND b.lo <= m.month AND b.hi > m.month
          WHERE b.member_id > 0) other
    USING (household_id, topic, month, member_id) WHERE w.item IS NULL"""

CUT_BASE = """
    WITH gone AS (
        DELETE FROM income_base b
        USING (SELECT household_id, topic, min(month) AS month FROM income_word GROUP BY 1, 2) w
        WHERE b.household_id = w.household_id AND b.topic = w.topic AND b.hi > w.month RETURNING b.*, w.month)
    INSERT INTO income_base
    SELECT household_id, topic, member_id, item, lo, LEAST(hi, month), fen, statement, told_until FROM gone
    WHERE lo < month
    UNION ALL
    SELECT household_id, topic, member_id, item, nth, nth + 1, fen, statement, told_until
    FROM gone CROSS JOIN LATERAL generate_series(GREATEST(lo, month), hi - 1) nth"""

FIND_WHAT_HOLDS = f"""
    INSERT INTO income_holds
    SELECT DISTINCT ON (w.household_id, w.topic, w.month, w.member_id, w.item)
           w.household_id, w.topic, w.month, w.member_id, w.item, w.fen, w.statement, w.adds, m.since,
           b.item IS NOT NULL
    FROM income_word w JOIN income_month m USING (household_id, topic, month) JOIN {ITEM_KINDS} ON kind.item = w.item
    LEFT JOIN income_base b ON b.household_id = w.household_id AND b.topic = w.topic AND b.lo = w.month
        AND b.member_id = w.member_id AND b.item = w.item
    WHERE kind.regular OR w.covers
    ORDER BY w.household_id, w.topic, w.month, w.member_id, w.item, w.reach DESC, w.width, w.told_on DESC,
             w.standing DESC, w.fen DESC, w.content, w.statement"""

# Without a line of its own an amount is part of what the person, the undivided amount or the others have: the larger
# counts.
MORE = """
    lone AS (
        SELECT household_id, topic, month, member_id, sum(fen) AS fen,
               (array_agg(item ORDER BY fen DESC, item))[1] AS item,
               (array_agg(statement ORDER BY fen DESC, item))[1] AS statement, min(since) AS since
        FROM income_holds WHERE NOT adds AND NOT has_line AND fen > 0 GROUP BY 1, 2, 3, 4),
    kept AS (
        SELECT b.household_id, b.topic, b.lo AS month, b.member_id, sum(b.fen) AS fen FROM income_base b
        WHERE (b.household_id, b.topic) IN (SELECT household_id, topic FROM lone) AND NOT EXISTS (
            SELECT FROM income_holds p WHERE p.household_id = b.household_id AND p.topic = b.topic AND p.month = b.lo
            AND p.member_id = b.member_id AND p.item = b.item AND NOT p.adds)
        GROUP BY 1, 2, 3, 4),
    beyond AS (
        SELECT lone.*, GREATEST(lone.fen - COALESCE(own.fen, 0), 0) AS rest, COALESCE(pool.fen, 0) AS pool
        FROM lone LEFT JOIN kept own USING (household_id, topic, month, member_id)
        LEFT JOIN kept pool ON pool.household_id = lone.household_id AND pool.topic = lone.topic
            AND pool.month = lone.month AND pool.member_id = 0),
    more AS (
        SELECT *, GREATEST(sum(rest) OVER people - pool, 0) - GREATEST(sum(rest) OVER people - rest - pool, 0) AS extra
        FROM beyond WINDOW people AS (PARTITION BY household_id, topic, month ORDER BY member_id))"""
ASK_MORE = f"""
    WITH {MORE}
    INSERT INTO income_question
    SELECT DISTINCT ON (household_id, topic, item) household_id, topic, item, '{IncomeQuestionReason.MORE}', statement
    FROM more WHERE extra > 0 AND (pool > 0 OR rest < fen) ORDER BY household_id, topic, item, month DESC"""
ADD_MORE = f"""
    WITH {MORE}
    INSERT INTO income_holds
    SELECT household_id, topic, month, member_id, item, extra, statement, true, since, true FROM more
    WHERE extra > 0"""
REPLACE_LINES = """
    DELETE FROM income_base b USING income_holds p
    WHERE p.household_id = b.household_id AND p.topic = b.topic AND p.month = b.lo AND p.member_id = b.member_id
    AND p.item = b.item AND NOT p.adds"""
ADD_LINES = """
    INSERT INTO income_base
    SELECT household_id, topic, member_id, item, month, month + 1, fen, statement, since
    FROM income_holds WHERE fen > 0 AND (adds OR has_line)"""

STEPS_OF_ONE_PERSON = (
    SPLIT_MONTHS, FIND_WORDS, FIND_NOTHING_LEFT, CUT_BASE, FIND_WHAT_HOLDS, ASK_MORE, ADD_MORE, REPLACE_LINES,
    ADD_LINES,
)  # fmt: skip
