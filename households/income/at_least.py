"""What sales and projects tell of a household: in one month at least so much of one item came in (paragraph 12 of
docs/income.md). It is part of what the family told, unless it comes to more; it never makes a month known."""

from households.choices import IncomeQuestionReason, Teller

from .work_tables import ITEM_KINDS, NET_TOPICS

IS_SALE = f"s.teller = '{Teller.SALE}'"
COLLECTION_YEAR = "(month + 3) / 12"  # the year in which October to September ends

READ_SOLD = f"""
    INSERT INTO income_sold
    SELECT s.id, s.household_id, kind.topic, kind.item, m.month, {COLLECTION_YEAR}, s.told_on,
           sum(round((l->>'amount')::numeric * 100))::bigint
    FROM households_incomestatement s JOIN income_home USING (household_id)
    CROSS JOIN LATERAL (
        SELECT (EXTRACT(year FROM s.first_month) * 12 + EXTRACT(month FROM s.first_month) - 1)::int AS month) m
    CROSS JOIN LATERAL jsonb_array_elements(s.lines) l JOIN {ITEM_KINDS} ON kind.item = l->>'item'
    WHERE {IS_SALE} AND s.withdrawn_at IS NULL AND kind.topic IN ({NET_TOPICS})
    GROUP BY s.id, kind.topic, kind.item, m.month"""

# The months that are known (`since` empty) or carried since a month, of the years in which something was sold.
FIND_MONTHS_OF_SALES = """
    INSERT INTO income_year_month
    WITH months AS (
        SELECT household_id, topic, year, month FROM (SELECT DISTINCT household_id, topic, year FROM income_sold) sold
        CROSS JOIN LATERAL generate_series(year * 12 - 3, year * 12 + 8) month)
    SELECT m.*, NULL::int FROM months m JOIN income_holder h
    ON h.household_id = m.household_id AND h.topic = m.topic AND h.lo <= m.month AND h.hi > m.month
    UNION ALL
    SELECT m.*, s.lo FROM months m JOIN income_stretch s
    ON s.household_id = m.household_id AND s.topic = m.topic AND s.lo <= m.month AND s.hi > m.month
    WHERE NOT EXISTS (SELECT FROM income_filled f WHERE f.household_id = m.household_id AND f.topic = m.topic
                      AND f.told_until = s.lo AND f.month = m.month AND f.source IS NULL)"""

# A family that spoke of the month on the day of the sale or later knew of it.
FIND_SURPLUS = """
    INSERT INTO income_surplus
    WITH counted AS (
        SELECT s.household_id, s.topic, s.item, s.year, s.month, m.since, sum(s.fen) AS fen,
               (array_agg(s.statement ORDER BY s.fen DESC, s.told_on DESC, s.statement))[1] AS statement
        FROM income_sold s JOIN income_year_month m USING (household_id, topic, year, month)
        WHERE NOT EXISTS (SELECT FROM income_full f WHERE f.household_id = s.household_id AND f.topic = s.topic
                          AND f.lo <= s.month AND f.hi > s.month AND f.told_on >= s.told_on)
        GROUP BY 1, 2, 3, 4, 5, 6),
    had AS (
        SELECT m.household_id, m.topic, m.year, sum(b.fen) AS fen FROM income_year_month m JOIN income_base b
        ON b.household_id = m.household_id AND b.topic = m.topic AND b.lo <= m.month AND b.hi > m.month
        GROUP BY 1, 2, 3),
    sums AS (
        SELECT c.*, sum(c.fen) OVER years AS total, sum(c.fen) OVER (years ORDER BY c.month, c.item) AS upto,
               sum(c.fen) OVER years - COALESCE(h.fen, 0) AS surplus
        FROM counted c LEFT JOIN had h USING (household_id, topic, year)
        WINDOW years AS (PARTITION BY c.household_id, c.topic, c.year))
    SELECT household_id, topic, item, month, since, statement,
           div(upto * surplus, total) - div((upto - fen) * surplus, total)
    FROM sums WHERE surplus > 0"""
ADD_SURPLUS = """
    INSERT INTO income_base
    SELECT household_id, topic, 0, item, month, month + 1, fen, statement, since FROM income_surplus WHERE fen > 0"""
ASK_SOLD = f"""
    INSERT INTO income_question
    SELECT household_id, topic, '', '{IncomeQuestionReason.SOLD}', max(statement) FROM income_surplus GROUP BY 1, 2"""

STEPS_OF_AT_LEAST = (FIND_MONTHS_OF_SALES, FIND_SURPLUS, ADD_SURPLUS, ASK_SOLD)
