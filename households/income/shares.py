"""The first half of the way from what was told to months: the lines of each statement, who holds which months, and the
share of each month. Numbers in comments are the paragraphs of docs/income.md."""

from core.sql import execute_sql, fetch_rows
from households.choices import STANDING_OF_TELLER, IncomeQuestionReason

from .at_least import IS_SALE
from .work_tables import ITEM_KINDS

STANDING = "CASE s.teller " + " ".join(f"WHEN '{t.value}' THEN {n}" for t, n in STANDING_OF_TELLER.items()) + " END"

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
    WHERE s.withdrawn_at IS NULL AND NOT {IS_SALE}"""

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

STEPS_OF_HOLDING = (READ_TOLD, READ_LINES, FIND_FULL, CUT_PIECES, FIND_HOLDERS, FIND_PARTS, FIND_FREE)
