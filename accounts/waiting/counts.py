"""How much waits: for one person, for the bell and the menu; for everybody at once, for the daily e-mail. Both count
the rows of the same declarations."""

import time
from collections import defaultdict
from typing import NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import BigIntegerField, F, Value

from accounts.models import Area, Grant, User
from accounts.reach import beyond_reach
from core import sql
from core.dates import today

from .declare import waiting_kinds_in_order

SESSION_KEY, KEPT_SECONDS = "waiting", 60
AREAS, GRANTS, USERS = (sql.quote_names(model._meta.db_table) for model in (Area, Grant, User))


class Waiting(NamedTuple):
    """How much of one kind waits, and how much of it is overdue."""

    number: int
    overdue: int


def counties_of(user):
    """Return the counties in which this person holds a grant today."""
    codes = {grant.area.county_code for grant in user.grants_today}
    return Area.objects.counties().filter(code__in=codes) if codes else Area.objects.none()


def count_waiting(user) -> dict[str, Waiting]:
    """Return {kind: Waiting} of what waits for this person, by order of the kinds, with one statement a county."""
    found = defaultdict(lambda: Waiting(0, 0))
    with beyond_reach("who may be entered twice may live next door"):
        for county in counties_of(user):
            for code, number, overdue in sql.fetch_rows(*union_sql(own_count_parts(user, county, today()))):
                found[code] = Waiting(found[code].number + number, found[code].overdue + overdue)
    return {kind.code: found[kind.code] for kind in waiting_kinds_in_order() if found[kind.code].number}


def own_count_parts(user, county, day) -> list[sql.Sql]:
    """Return for each kind of which this person is told SQL for (code, number, overdue)."""
    told = [kind for kind in waiting_kinds_in_order() if kind.areas_of(user)]
    rows = {kind.code: kind.rows_for(user, county, day).values_list("pk", "waits_until") for kind in told}
    return [
        sql.Sql(
            "SELECT %s::text, count(*), count(*) FILTER (WHERE until::date < %s) "
            f"FROM ({part.text}) AS own (key, until)",
            (code, day, *part.params),
        )
        for code, part in compiled(rows)
    ]


def compiled(rows: dict):
    """Yield (code, SQL) of the querysets that can have rows: some hold for nobody while a parameter is not in force."""
    for code, one in rows.items():
        try:
            yield code, sql.queryset_sql(one)
        except EmptyResultSet:
            continue


def union_sql(parts: list[sql.Sql]) -> sql.Sql:
    """Return one statement with the rows of all parts; one without rows when there is none."""
    if not parts:
        return sql.Sql("SELECT NULL WHERE false")
    return sql.Sql(" UNION ALL ".join(part.text for part in parts), tuple(p for part in parts for p in part.params))


# ------------------------------------------------------------------------------------------------ for everybody at once


def everybody_waiting_sql(county, day) -> sql.Sql | None:
    """Return SQL for what waits for whom in a county: (user, kind, place of the kind, row, until); None when nothing
    is declared. Only people with an e-mail address."""
    told = {kind.code: kind for kind in waiting_kinds_in_order()}
    rows = {code: whose_rows(kind, county, day) for code, kind in told.items()}
    parts = [
        sql.Sql(
            "SELECT %s::text, %s::int, %s::text[], key::text, path, until::date, one::bigint, other::bigint, "
            f"department::text FROM ({part.text}) AS rows_of_kind (key, path, until, one, other, department)",
            (code, told[code].order, told[code].told_roles, *part.params),
        )
        for code, part in compiled(rows)
    ]
    return with_people_sql(union_sql(parts), day) if parts else None


def whose_rows(kind, county, day):
    """Return (row, path, until, for whom alone, for whom not, at which department) of all of a kind in a county."""
    nobody = Value(None, output_field=BigIntegerField())
    one, other = (F(name) if name else nobody for name in (kind.only_for, kind.not_for))
    department = F(kind.department) if kind.department else Value("")
    rows = kind.rows_in(county, day).annotate(waits_for=one, waits_not_for=other, waits_at=department)
    return rows.values_list("pk", kind.place_in(rows), "waits_until", "waits_for", "waits_not_for", "waits_at")


def with_people_sql(what, day) -> sql.Sql:
    # DISTINCT, because a person may hold several grants over the same village.
    return sql.Sql(
        "SELECT DISTINCT g.user_id, what.kind, what.place, what.key, what.until FROM "
        f"({what.text}) AS what (kind, place, roles, key, path, until, one, other, department) "
        f"JOIN {AREAS} AS area ON starts_with(what.path, area.path) "
        f"JOIN {GRANTS} AS g ON g.area_id = area.id AND g.role = ANY(what.roles) "
        f"JOIN {USERS} AS u ON u.id = g.user_id "
        "WHERE u.is_active AND u.email <> '' AND g.valid_from <= %s "
        "AND (g.valid_until IS NULL OR g.valid_until >= %s) "
        "AND (what.one IS NULL OR what.one = g.user_id) AND what.other IS DISTINCT FROM g.user_id "
        "AND (what.department = '' OR g.department IN ('', what.department))",
        (*what.params, day, day),
    )


# ------------------------------------------------------------------------------------------------ for bell and menu


def counts_of_request(request) -> dict[str, Waiting]:
    """Return what `count_waiting` says, kept for a minute in the person's session: every page shows it, and few change
    it. What the person does themselves forgets it (ForgetCounts)."""
    if not hasattr(request, "waiting_counts"):
        kept = request.session.get(SESSION_KEY) if hasattr(request, "session") else None
        if not kept or not 0 <= time.time() - kept["at"] < KEPT_SECONDS:
            return keep_counts(request, count_waiting(request.user))
        request.waiting_counts = {code: Waiting(*both) for code, both in kept["counts"].items()}
    return request.waiting_counts


def keep_counts(request, counts) -> dict[str, Waiting]:
    """Keep fresh counts, so that the bell says what the page says."""
    request.waiting_counts = counts
    if hasattr(request, "session"):
        request.session[SESSION_KEY] = {"at": int(time.time()), "counts": counts}
    return counts


class ForgetCounts:
    """Middleware: whoever changes something sees at once what waits now."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        answer = self.get_response(request)
        # Only a session that was read anyway: the phone's requests must not need the database for this.
        if request.method not in ("GET", "HEAD", "OPTIONS") and request.session.accessed:
            request.session.pop(SESSION_KEY, None)
        return answer
