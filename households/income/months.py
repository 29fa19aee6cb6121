"""The months that follow from what was told of a household's income: known, carried forward or unknown, worked out by
the database for many households at once. Whatever the order in which statements arrived, the result is the same.

The rules, with their examples, stand in docs/income.md; numbers in the comments below are its paragraphs. Amounts are
whole fen until the end. A line of nobody (undivided, or of "the others") has member 0.

    told ─► lines ─► who holds which months ─► shares of each month ─► carried months ─► of one person ─► records
"""

from django.db import transaction

from core.sql import execute_sql, fetch_rows
from households.choices import (
    REGULAR_ITEMS,
    STANDING_OF_TELLER,
    TOPIC_OF_ITEM,
    TOPICS_OF_NET_INCOME,
    IncomeQuestionReason,
)

from .leavers import ask_about_leavers

SLICE = 3_000  # households in one run of the steps, which limits the memory that the database needs
FEW = 100  # households for which the planner's usual guesses do
CARRIED_AT_MOST = 36  # months; the day's income_stale_months, which is at most this, cuts them
NET_TOPICS = ", ".join(str(int(topic)) for topic in TOPICS_OF_NET_INCOME)

ITEMS = ", ".join(f"('{item.value}', {int(topic)}, {item in REGULAR_ITEMS})" for item, topic in TOPIC_OF_ITEM.items())
ITEM_KINDS = f"(VALUES {ITEMS}) AS kind (item, topic, regular)"
STANDING = "CASE s.teller " + " ".join(f"WHEN '{t.value}' THEN {n}" for t, n in STANDING_OF_TELLER.items()) + " END"

WORK_TABLES = {
    "home": "household_id bigint PRIMARY KEY",
    "told": "statement bigint, household_id bigint, member_id bigint, lo int, hi int, told_on date, standing int, "
    "began int, asked int[], content text",
    "line": "statement bigint, household_id bigint, topic int, member_id bigint, item text, fen bigint",
    "full": "statement bigint, household_id bigint, topic int, lo int, hi int, told_on date, standing int, "
    "total bigint, content text",
    "piece": "household_id bigint, lo int, hi int",
    "holder": "household_id bigint, topic int, lo int, hi int, statement bigint, told_on date, ends int",
    "part": "statement bigint, topic int, lo int, hi int, inner_statement bigint",
    "free": "statement bigint, topic int, lo int, hi int, at int, of_months int",
    "demand": "statement bigint, topic int, member_id bigint, item text, fen bigint",
    "take": "statement bigint, topic int, key text, wanted bigint, there bigint, taken bigint",
    "share": "statement bigint, household_id bigint, topic int, member_id bigint, item text, lo int, hi int, "
    "fen bigint",
    "stretch": "household_id bigint, topic int, lo int, hi int, told_on date, ends int",
    "base": "household_id bigint, topic int, member_id bigint, item text, lo int, hi int, fen bigint, "
    "statement bigint, told_until int",
    "filled": "household_id bigint, topic int, told_until int, month int, source int",
    "month": "household_id bigint, topic int, month int, since int, told_on date, ends int",
    "word": "household_id bigint, topic int, month int, member_id bigint, item text, fen bigint, statement bigint, "
    "covers boolean, adds boolean, reach int, width int, told_on date, standing int, content text",
    "holds": "household_id bigint, topic int, month int, member_id bigint, item text, fen bigint, statement bigint, "
    "adds boolean, since int, has_line boolean",
    "question": "household_id bigint, topic int, item text, reason text, statement bigint",
}


def rebuild_income(households) -> None:
    """Work out the months of these households (their keys) again from everything told of them."""
    households = sorted(set(households))
    for first in range(0, len(households), SLICE):
        rebuild_slice(households[first : first + SLICE])


@transaction.atomic
def rebuild_slice(households) -> None:
    empty_work_tables()
    are_many = len(households) > FEW
    execute_sql("INSERT INTO income_home SELECT unnest(%s::bigint[])", [households])
    take_steps(READ_TOLD, READ_LINES, FIND_FULL, CUT_PIECES, FIND_HOLDERS, FIND_PARTS, FIND_FREE, are_many=are_many)
    share_out_amounts()
    take_steps(KNOWN_BASE, FIND_STRETCHES, CARRY_REGULAR, FIND_SOURCES, CARRY_SEASONAL, are_many=are_many)
    if fetch_rows("SELECT EXISTS (SELECT FROM income_told WHERE member_id IS NOT NULL)")[0][0]:
        take_steps(*STEPS_OF_ONE_PERSON, are_many=are_many)
    take_steps(DELETE_RECORDS, WRITE_AMOUNTS, WRITE_KNOWN, WRITE_CARRIED)
    write_questions()
    ask_about_leavers(households)


def take_steps(*steps, are_many=False) -> None:
    """Execute steps one after another. Where there is much, tell the planner after each how much there is now: a wrong
    guess would be slow."""
    for step in steps:
        execute_sql(step)
        if are_many and "INSERT INTO" in step:
            execute_sql(f"ANALYZE {step.rpartition('INSERT INTO ')[2].split()[0]}")


def empty_work_tables() -> None:
    """Make the temporary tables of this connection, or empty them."""
    made = fetch_rows("SELECT to_regclass('pg_temp.income_home') IS NOT NULL")[0][0]
    make = "CREATE TEMPORARY TABLE income_{name} ({columns}) ON COMMIT DELETE ROWS"
    step = "DELETE FROM income_{name}" if made else make
    execute_sql("; ".join(step.format(name=name, columns=columns) for name, columns in WORK_TABLES.items()))


# -------------------------------------------------------------------------------------------------------- what was told

READ_TOLD = f"""
    INSERT INTO income_told
    SELECT s.id, s.household_id, s.member_id, m.lo, m.lo + s.months, s.told_on, {STANDING},
           (EXTRACT(year FROM s.began_on) * 12 + EXTRACT(month FROM s.began_on) - 1)::int,
           ARRAY(SELECT jsonb_array_elements_text(s.asked)::int),
           md5(concat(s.lines, s.asked, s.first_month, s.began_on))
    FROM households_incomestatement s JOIN income_home USING (household_id)
    CROSS JOIN LATERAL (
        SELECT (EXTRACT(year FROM s.first_month) * 12 + EXTRACT(month FROM s.first_month) - 1)::int AS lo) m
    WHERE s.withdrawn_at IS NULL"""

# 3: an undivided amount holds the persons' amounts of the same item, so the rest of it is kept.
READ_LINES = f"""
    WITH said AS (
        SELECT t.statement, t.household_id, kind.topic, kind.item,
               COALESCE((l->>'member')::bigint, CASE WHEN (l->>'others')::boolean THEN -1 ELSE 0 END) AS who,
               sum(round((l->>'amount')::numeric * 100))::bigint AS fen
        FROM income_told t JOIN households_incomestatement s ON s.id = t.statement
        CROSS JOIN LATERAL jsonb_array_elements(s.lines) l JOIN {ITEM_KINDS} ON kind.item = l->>'item'
        GROUP BY 1, 2, 3, 4, 5),
    named AS (
        SELECT *, COALESCE(sum(fen) FILTER (WHERE who <> 0) OVER (PARTITION BY statement, item), 0)::bigint AS by_name
        FROM said),
    asked AS (
        INSERT INTO income_question SELECT household_id, topic, item, '{IncomeQuestionReason.BOTH}', statement
        FROM named WHERE who = 0 AND by_name > 0 AND fen > 0)
    INSERT INTO income_line
    SELECT statement, household_id, topic, GREATEST(who, 0), item,
           sum(CASE WHEN who = 0 THEN GREATEST(fen - by_name, 0) ELSE fen END)
    FROM named GROUP BY 1, 2, 3, 4, 5"""

FIND_FULL = """
    INSERT INTO income_full
    SELECT t.statement, t.household_id, topic, t.lo, t.hi, t.told_on, t.standing, COALESCE(l.total, 0), t.content
    FROM income_told t CROSS JOIN LATERAL unnest(t.asked) topic
    LEFT JOIN (SELECT statement, topic, sum(fen) AS total FROM income_line GROUP BY 1, 2) l USING (statement, topic)
    WHERE t.member_id IS NULL"""

# ----------------------------------------------------------------------------------------------- who holds which months

CUT_PIECES = """
    INSERT INTO income_piece
    SELECT household_id, edge, next FROM (
        SELECT household_id, edge, lead(edge) OVER (PARTITION BY household_id ORDER BY edge) AS next
        FROM (SELECT household_id, lo AS edge FROM income_told WHERE member_id IS NULL
              UNION SELECT household_id, hi FROM income_told WHERE member_id IS NULL) edges) pieces
    WHERE next IS NOT NULL"""

# 4: the narrower statement holds, then the later one, then the one closer to the home, then the larger. What is still
# equal is told apart by what it says, not by its arrival; only of two that say the same the first is taken throughout.
BEST = "n.hi - n.lo, n.told_on DESC, n.standing DESC, n.total DESC, n.content, n.statement"
FIND_HOLDERS = f"""
    INSERT INTO income_holder
    SELECT DISTINCT ON (n.household_id, n.topic, p.lo)
           n.household_id, n.topic, p.lo, p.hi, n.statement, n.told_on, n.hi
    FROM income_piece p JOIN income_full n ON n.household_id = p.household_id AND n.lo <= p.lo AND n.hi >= p.hi
    ORDER BY n.household_id, n.topic, p.lo, {BEST}"""

# 6: of a wider statement, the months that a narrower one had told by then are a part.
FIND_PARTS = f"""
    INSERT INTO income_part
    SELECT DISTINCT ON (f.statement, f.topic, p.lo) f.statement, f.topic, p.lo, p.hi, n.statement
    FROM income_full f
    JOIN income_full n ON n.household_id = f.household_id AND n.topic = f.topic AND n.hi - n.lo < f.hi - f.lo
        AND n.told_on <= f.told_on AND n.lo < f.hi AND n.hi > f.lo
    JOIN income_piece p ON p.household_id = f.household_id AND p.lo >= GREATEST(f.lo, n.lo)
        AND p.hi <= LEAST(f.hi, n.hi)
    ORDER BY f.statement, f.topic, p.lo, {BEST}"""

# The other months of a statement share its amounts: `at` is how many of them come before a piece.
FIND_FREE = """
    INSERT INTO income_free
    SELECT statement, topic, lo, hi, sum(hi - lo) OVER before - (hi - lo),
           sum(hi - lo) OVER (PARTITION BY statement, topic)
    FROM (SELECT f.statement, f.topic, p.lo, p.hi
          FROM income_full f JOIN income_piece p
          ON p.household_id = f.household_id AND p.lo >= f.lo AND p.hi <= f.hi
          WHERE NOT EXISTS (SELECT FROM income_part i
                            WHERE i.statement = f.statement AND i.topic = f.topic AND i.lo = p.lo)) own
    WINDOW before AS (PARTITION BY statement, topic ORDER BY lo)"""

# ------------------------------------------------------------------------------------------------ the shares of a month


def share_out_amounts() -> None:
    """Spread every complete statement over its months, the narrow ones first: a wider one takes off what they told."""
    parts = fetch_rows(
        """SELECT DISTINCT hi - lo FROM income_full f WHERE EXISTS (
           SELECT FROM income_part i WHERE i.statement = f.statement)"""
    )
    with_parts = {width for (width,) in parts}
    for (width,) in fetch_rows("SELECT DISTINCT hi - lo FROM income_full ORDER BY 1"):
        if width in with_parts:
            take_off_parts(width)
        execute_sql(SHARE_OUT, [width])


# 5: evenly, one fen more to each of the first months.
SHARE_OUT = """
    INSERT INTO income_share
    SELECT l.statement, l.household_id, l.topic, l.member_id, l.item, v.lo, v.hi, v.fen
    FROM income_full full_ JOIN income_line l USING (statement, topic) JOIN income_free f USING (statement, topic)
    CROSS JOIN LATERAL (SELECT f.lo + LEAST(GREATEST(mod(l.fen, f.of_months) - f.at, 0), f.hi - f.lo) AS cut) c
    CROSS JOIN LATERAL (VALUES (f.lo, c.cut::int, l.fen / f.of_months + 1), (c.cut::int, f.hi, l.fen / f.of_months))
        v (lo, hi, fen)
    WHERE full_.hi - full_.lo = %s AND l.fen > 0 AND v.lo < v.hi AND v.fen > 0"""

# 6: from a person's line, else from the undivided amount, else from the persons' lines in proportion; the same item
# first.
PASSES = [  # what must agree, and whose lines are taken from
    ("member_id || ' ' || item", "true"),
    ("member_id::text", "true"),
    ("item", "member_id = 0"),
    ("''", "member_id = 0"),
    ("''", "true"),
]


def take_off_parts(width) -> None:
    """Reduce the lines of the statements over so many months by what narrower statements told of a part of them."""
    execute_sql("DELETE FROM income_demand")
    execute_sql(DEMAND_PARTS, [width])
    for key, whose in PASSES:
        execute_sql("DELETE FROM income_take")
        execute_sql(FIND_TAKE.format(key=key, whose=whose))
        for table, total, where in (("line", "there", whose), ("demand", "wanted", "true")):
            execute_sql(TAKE_OFF.format(table=table, total=total, key=key, where=where))
    execute_sql(ASK_BELOW)
    execute_sql(ASK_FILLED, [width])


DEMAND_PARTS = """
    INSERT INTO income_demand
    SELECT i.statement, i.topic, s.member_id, s.item, sum(s.fen * (LEAST(s.hi, i.hi) - GREATEST(s.lo, i.lo)))
    FROM income_part i JOIN income_full f ON f.statement = i.statement AND f.topic = i.topic
    JOIN income_share s ON s.statement = i.inner_statement AND s.topic = i.topic AND s.lo < i.hi AND s.hi > i.lo
    WHERE f.hi - f.lo = %s GROUP BY 1, 2, 3, 4"""
FIND_TAKE = """
    INSERT INTO income_take
    SELECT statement, topic, d.key, d.fen, l.fen, LEAST(d.fen, l.fen)
    FROM (SELECT statement, topic, {key} AS key, sum(fen) AS fen FROM income_demand WHERE fen > 0 GROUP BY 1, 2, 3) d
    JOIN (SELECT statement, topic, {key} AS key, sum(fen) AS fen FROM income_line WHERE fen > 0 AND {whose}
          GROUP BY 1, 2, 3) l USING (statement, topic, key)"""
TAKE_OFF = """
    UPDATE income_{table} t SET fen = t.fen - part.fen
    FROM (SELECT o.statement, o.topic, o.member_id, o.item,
                 floor(sum(o.fen) OVER same * k.taken / k.{total})
                 - floor((sum(o.fen) OVER same - o.fen) * k.taken / k.{total}) AS fen
          FROM income_{table} o JOIN income_take k ON k.statement = o.statement AND k.topic = o.topic AND k.key = {key}
          WHERE o.fen > 0 AND {where}
          WINDOW same AS (PARTITION BY o.statement, o.topic, k.key ORDER BY o.member_id, o.item)) part
    WHERE (t.statement, t.topic, t.member_id, t.item) = (part.statement, part.topic, part.member_id, part.item)"""
ASK_BELOW = f"""
    INSERT INTO income_question
    SELECT DISTINCT f.household_id, d.topic, '', '{IncomeQuestionReason.BELOW}', d.statement
    FROM income_demand d JOIN income_full f USING (statement, topic) WHERE d.fen > 0
    AND EXISTS (SELECT FROM income_free WHERE statement = d.statement AND topic = d.topic)"""
ASK_FILLED = f"""
    INSERT INTO income_question
    SELECT DISTINCT f.household_id, f.topic, '', '{IncomeQuestionReason.FILLED}', f.statement
    FROM income_full f
    WHERE f.hi - f.lo = %s AND EXISTS (SELECT FROM income_part i WHERE i.statement = f.statement AND i.topic = f.topic)
    AND NOT EXISTS (SELECT FROM income_free WHERE statement = f.statement AND topic = f.topic)
    AND (EXISTS (SELECT FROM income_line l WHERE l.statement = f.statement AND l.topic = f.topic AND l.fen > 0)
         OR EXISTS (SELECT FROM income_demand d WHERE d.statement = f.statement AND d.topic = f.topic AND d.fen > 0))"""

# ---------------------------------------------------------------------------------------------------- known and carried

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

# ------------------------------------------------------------------------------------------- what is told of one person


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

# A word counts in the months it is about. In a regular line it goes on through the carried months after it.
FIND_WORDS = """
    INSERT INTO income_word
    SELECT m.household_id, m.topic, m.month, t.member_id, l.item,
           COALESCE(l.fen / (t.hi - t.lo) + (m.month - t.lo < mod(l.fen, t.hi - t.lo))::int, 0), t.statement,
           m.month < t.hi, COALESCE(t.began >= m.ends, false), LEAST(t.hi, m.month + 1), t.hi - t.lo, t.told_on,
           t.standing, t.content
    FROM income_told t JOIN income_month m
    ON m.household_id = t.household_id AND m.topic = ANY(t.asked) AND t.lo <= m.month
    AND CASE WHEN m.since IS NULL THEN m.month < t.hi AND t.told_on > m.told_on
             ELSE t.hi > m.since OR t.hi = m.since AND t.told_on > m.told_on END
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

# ---------------------------------------------------------------------------------------------------------- the records

DELETE_RECORDS = "DELETE FROM households_incomerecord r USING income_home h WHERE r.household_id = h.household_id"
COUNTY = "JOIN households_household home ON home.id = joined.household_id"
WRITE_AMOUNTS = f"""
    INSERT INTO households_incomerecord
        (county_id, household_id, member_id, topic, item, start, "end", amount, told_until, is_nothing, statement)
    SELECT home.county_id, joined.household_id, NULLIF(member_id, 0), topic, item, min(lo), max(hi), fen / 100.0,
           told_until, false, statement
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
