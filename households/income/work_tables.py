"""The tables in which the months of many households are worked out: what stands in each, and the kinds of items."""

from core.sql import execute_sql, fetch_rows
from households.choices import REGULAR_ITEMS, TOPIC_OF_ITEM, TOPICS_OF_NET_INCOME

NET_TOPICS = ", ".join(str(int(topic)) for topic in TOPICS_OF_NET_INCOME)
ITEMS = ", ".join(f"('{item.value}', {int(topic)}, {item in REGULAR_ITEMS})" for item, topic in TOPIC_OF_ITEM.items())
ITEM_KINDS = f"(VALUES {ITEMS}) AS kind (item, topic, regular)"

WORK_TABLES = {
    "home": "household_id bigint PRIMARY KEY",
    "told": "statement bigint, household_id bigint, member_id bigint, lo int, hi int, told_on date, standing int, "
    "began int, asked int[], content text",
    "mover": "household_id bigint, member_id bigint, from_household bigint, from_member bigint, came_on date, "
    "until int",
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
    "sold": "statement bigint, household_id bigint, topic int, item text, month int, year int, told_on date, "
    "fen bigint",
    "year_month": "household_id bigint, topic int, year int, month int, since int",
    "surplus": "household_id bigint, topic int, item text, month int, since int, statement bigint, fen bigint",
    "question": "household_id bigint, topic int, item text, reason text, statement bigint",
}


def empty_work_tables() -> None:
    """Make the temporary tables of this connection, or empty them. Pages and workers of one connection share them."""
    made = fetch_rows("SELECT to_regclass('pg_temp.income_home') IS NOT NULL")[0][0]
    make = "CREATE TEMPORARY TABLE income_{name} ({columns}) ON COMMIT DELETE ROWS"
    share = "GRANT ALL ON income_{name} TO PUBLIC"
    step = "DELETE FROM income_{name}" if made else f"{make}; {share}"
    execute_sql("; ".join(step.format(name=name, columns=columns) for name, columns in WORK_TABLES.items()))
