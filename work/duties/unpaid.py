"""Who is in a post and unpaid (WRK-14), by what was said month by month: in payment lists, and by families on visits.
The latest word of a month decides; on one day that of the family."""

from django.db.models import Q
from django.db.models.expressions import RawSQL

from households.choices import WAGE_ITEM_BY_CHANNEL, Teller

ITEM_OF_CHANNEL = " ".join(f"WHEN '{channel}' THEN '{item}'" for channel, item in WAGE_ITEM_BY_CHANNEL.items())
POSTS = ", ".join(f"'{channel}'" for channel in WAGE_ITEM_BY_CHANNEL)
UNPAID_SQL = f"""
    WITH post AS (
        SELECT id, member_id, CASE channel {ITEM_OF_CHANNEL} END AS item FROM households_workspell
        WHERE channel IN ({POSTS}) AND monthly_wage > 0 AND started_on <= %(day)s
        AND (ended_on IS NULL OR ended_on > %(day)s)),
    word (post, member_id, month, is_paid, told_on, standing) AS (
        SELECT post.id, post.member_id, p.month, p.yuan > 0, l.sent_on, 1
        FROM post JOIN work_payment p ON p.spell_id = post.id JOIN work_paymentlist l ON l.id = p.list_id
        WHERE p.holds AND l.sent_on <= %(day)s
        UNION ALL
        SELECT post.id, post.member_id, s.first_month, (line->>'amount')::numeric > 0, s.told_on, 2
        FROM post JOIN households_member m ON m.id = post.member_id
        JOIN households_incomestatement s ON s.household_id = m.household_id
        CROSS JOIN LATERAL jsonb_array_elements(s.lines) AS line
        WHERE s.teller = '{Teller.VISIT}' AND s.months = 1 AND s.withdrawn_at IS NULL AND s.told_on <= %(day)s
        AND (line->>'member')::bigint = post.member_id AND line->>'item' = post.item),
    latest AS (
        SELECT DISTINCT ON (post, month) post, member_id, month, is_paid FROM word
        ORDER BY post, month, told_on DESC, standing DESC, is_paid DESC),
    dated AS (SELECT *, max(month) OVER (PARTITION BY post) AS last FROM latest)
    SELECT member_id FROM dated
    WHERE NOT is_paid AND month > last - make_interval(months => %(months)s)
    GROUP BY member_id, post HAVING count(*) >= %(months)s"""


def unpaid_in_post(p) -> Q:
    """Return who has a post, or a workshop place with a wage, and was told to be unpaid for `unpaid_months` in a row up
    to the last month that anybody spoke of."""
    if not p.in_force("unpaid_months"):
        return Q(pk__in=[])
    params = {"day": p.day, "months": int(p.unpaid_months)}
    return Q(member__in=RawSQL(*positional(UNPAID_SQL, params)))  # nosec B611


def positional(text, params) -> tuple[str, list]:
    """Return a statement with named parameters as one with a list of them, which can stand inside another."""
    parts = text.split("%(")
    names = [part.partition(")s")[0] for part in parts[1:]]
    return "%s".join([parts[0], *(part.partition(")s")[2] for part in parts[1:])]), [params[name] for name in names]
