"""Comparing a batch with what was sent before, and writing it: each row that changed is the next version of itself,
and of all versions the one with the latest month is current, in whatever order they came."""

from core.sql import execute_sql, fetch_rows

ROWS = "departments_feedrow"
FATE = f"""
    SELECT s.n, s.reference, COALESCE(top.version, 0) + 1 AS version,
           CASE WHEN here.content_hash = s.content_hash THEN 'same'
                WHEN s.is_withdrawn THEN 'withdrawn'
                WHEN top.version IS NULL THEN 'new' ELSE 'changed' END AS fate,
           top.month IS NULL OR top.month <= %(month)s AS is_current
    FROM feed_stage s
    LEFT JOIN LATERAL (
        SELECT max(version) AS version, max(month) AS month FROM {ROWS} r
        WHERE r.county_id = %(county)s AND r.feed = %(feed)s AND r.reference = s.reference) top ON true
    LEFT JOIN LATERAL (
        SELECT content_hash FROM {ROWS} r
        WHERE r.county_id = %(county)s AND r.feed = %(feed)s AND r.reference = s.reference AND r.month = %(month)s
        ORDER BY version DESC LIMIT 1) here ON true
    WHERE NOT s.bad"""
# Of a month that is sent again as a whole: what it had and has no longer. A bad row is there, and is not withdrawn.
MISSING = f"""
    SELECT DISTINCT ON (r.reference) r.id, r.reference, r.is_withdrawn FROM {ROWS} r
    WHERE r.county_id = %(county)s AND r.feed = %(feed)s AND r.month = %(month)s
      AND NOT EXISTS (SELECT FROM feed_stage s WHERE s.reference = r.reference)
    ORDER BY r.reference, r.version DESC"""
TWICE = """
    SELECT n, jsonb_build_object('rows', other)
    FROM (SELECT n, COALESCE(lag(row) OVER same, lead(row) OVER same) AS other,
                 min(content_hash) OVER (PARTITION BY reference) <> max(content_hash) OVER (PARTITION BY reference)
                 AS differ
          FROM feed_stage WHERE reference IS NOT NULL WINDOW same AS (PARTITION BY reference ORDER BY n)) neighbours
    WHERE other IS NOT NULL AND differ"""
REPEATED = """
    DELETE FROM feed_stage s USING feed_stage earlier
    WHERE NOT s.bad AND earlier.reference = s.reference AND earlier.n < s.n"""
OUTDATED = f"""
    UPDATE {ROWS} r SET is_current = false FROM feed_fate f
    WHERE r.county_id = %(county)s AND r.feed = %(feed)s AND r.reference = f.reference AND r.is_current
      AND f.is_current AND f.fate <> 'same'"""
WRITE = f"""
    INSERT INTO {ROWS} (county_id, feed, department, reference, version, batch_id, month, is_current, is_withdrawn,
        content_hash, happened_on, counts_until, amount, further_amount, word, further_on, person_key, id_hash,
        member_id, said)
    SELECT %(county)s, %(feed)s, %(department)s, s.reference, f.version, %(batch)s, %(month)s, f.is_current,
        s.is_withdrawn, s.content_hash, s.happened_on, s.counts_until, s.amount, s.further_amount,
        COALESCE(s.word, ''), s.further_on, s.person_key, COALESCE(s.id_hash, ''), p.member_id, s.said
    FROM feed_stage s JOIN feed_fate f USING (n) JOIN feed_person p USING (n) WHERE f.fate <> 'same'"""
GONE = f"""
    UPDATE {ROWS} r SET is_current = false FROM feed_missing m
    WHERE r.county_id = %(county)s AND r.feed = %(feed)s AND r.reference = m.reference AND r.is_current
      AND r.month <= %(month)s AND NOT m.is_withdrawn"""
WITHDRAW = f"""
    INSERT INTO {ROWS} (county_id, feed, department, reference, version, batch_id, month, is_current, is_withdrawn,
        content_hash, happened_on, counts_until, amount, further_amount, word, further_on, person_key, id_hash,
        member_id, said)
    SELECT r.county_id, r.feed, r.department, r.reference, top.version + 1, %(batch)s, r.month, top.month <= r.month,
        true, 'withdrawn', r.happened_on, r.counts_until, r.amount, r.further_amount, r.word, r.further_on,
        r.person_key, r.id_hash, r.member_id, r.said
    FROM feed_missing m JOIN {ROWS} r ON r.id = m.id
    CROSS JOIN LATERAL (
        SELECT max(version) AS version, max(month) AS month FROM {ROWS} o
        WHERE o.county_id = %(county)s AND o.feed = %(feed)s AND o.reference = m.reference) top
    WHERE NOT m.is_withdrawn"""
TOUCHED = f"""
    SELECT DISTINCT m.household_id FROM {ROWS} r JOIN households_member m ON m.id = r.member_id
    WHERE r.county_id = %(county)s AND r.feed = %(feed)s AND r.reference IN (
        SELECT reference FROM feed_fate WHERE fate <> 'same' UNION ALL
        SELECT reference FROM feed_missing WHERE NOT is_withdrawn)"""


def compare_batch(stage) -> None:
    """Create `feed_fate`, what becomes of each good row, and `feed_missing`, what a whole month has no longer; count
    both."""
    stage.find("reference", "twice", TWICE)
    stage.counts["repeated"] = execute_sql(REPEATED)
    said = of_batch(stage.batch)
    stage.table("feed_fate", FATE, said)
    stage.table("feed_missing", MISSING if stage.batch.is_whole else f"{MISSING} LIMIT 0", said)
    for fate in ("new", "changed", "same", "withdrawn"):
        stage.count(fate, "feed_fate WHERE fate = %s", [fate])
    stage.counts["withdrawn"] += fetch_rows("SELECT count(*) FROM feed_missing WHERE NOT is_withdrawn")[0][0]
    stage.count("held", "feed_stage WHERE bad")


def count_people_of_batch(stage) -> None:
    """Count how many good rows mean somebody of the registry, somebody unknown, and somebody put aside."""
    good = "feed_person p JOIN feed_stage s USING (n) WHERE NOT s.bad AND"
    stage.count("matched", f"{good} p.member_id IS NOT NULL")
    stage.count("unknown", f"{good} p.member_id IS NULL AND NOT p.is_aside")
    stage.count("aside", f"{good} p.member_id IS NULL AND p.is_aside")


PREVIEW = """
    SELECT s.row, s.reference, f.fate, s.happened_on::text, s.amount::text, s.further_amount::text, s.word,
           CASE WHEN p.member_id IS NOT NULL THEN 'matched' WHEN p.is_aside THEN 'aside' ELSE 'unknown' END
    FROM feed_stage s JOIN feed_fate f USING (n) JOIN feed_person p USING (n) ORDER BY n LIMIT %s"""
PREVIEWED = ("row", "reference", "fate", "happened_on", "amount", "further_amount", "word", "person")


def preview_batch(stage, number) -> list[dict]:
    """Return how the first rows were read, and what becomes of them; nothing personal."""
    return [dict(zip(PREVIEWED, row, strict=True)) for row in fetch_rows(PREVIEW, [number])]


def write_batch(stage) -> set[int]:
    """Write the versions of the good rows. Returns the keys of the households that they touch."""
    said = of_batch(stage.batch)
    for statement in (OUTDATED, WRITE, GONE, WITHDRAW):
        execute_sql(statement, said)
    return {key for (key,) in fetch_rows(TOUCHED, said)}


def of_batch(batch) -> dict:
    """Return what the statements need to know of a batch."""
    return {
        "county": batch.county_id, "feed": batch.feed, "department": batch.department, "batch": batch.pk,
        "month": batch.month,
    }  # fmt: skip
