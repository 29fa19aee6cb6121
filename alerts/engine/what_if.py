"""What would change with other parameters: today's facts judged twice, nothing written."""

import datetime as dt
from dataclasses import dataclass, field
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import Area
from alerts.rules import RULES
from core import sql
from core.dates import today
from policy import parameters
from policy.keys import PARAMETER_KEYS

from . import evaluate

WHAT_IF_COUNTS = ("opened_red", "opened_amber", "closed_red", "closed_amber", "households")

# A rise or fall of level counts as one flag closed and one opened, as it does in a run.
FLAG_CHANGES_SQL = """
WITH now AS ({now}), tried AS ({tried}),
changes AS (
    SELECT household_id, rule, now.level AS before, tried.level AS after, village.id AS village_id,
           village.parent_id AS township_id
    FROM now FULL JOIN tried USING (household_id, rule)
    JOIN households_household AS household ON household.id = household_id
    JOIN accounts_area AS village ON village.id = household.village_id
    WHERE now.level IS DISTINCT FROM tried.level
)
SELECT rule, township_id, village_id,
       count(*) FILTER (WHERE after = 2), count(*) FILTER (WHERE after = 1),
       count(*) FILTER (WHERE before = 2), count(*) FILTER (WHERE before = 1), count(DISTINCT household_id)
FROM changes GROUP BY GROUPING SETS ((rule), (township_id), (township_id, village_id), ())
"""

NO_FLAG_CHANGES = [(None, None, None, *(0 for _count in WHAT_IF_COUNTS))]


@dataclass(frozen=True)
class WhatIfDifference:
    """What would open and close.

    Each row counts flags opened and closed by level, and the households concerned: `rules` has a row for each rule,
    `townships` one for each township with its villages, `total` is the sum."""

    day: dt.date
    values: dict  # key: (value in force or None, value tried)
    total: dict
    rules: list = field(default_factory=list)
    townships: list = field(default_factory=list)


def try_parameter_values(county, values: dict, *, areas, day=None) -> WhatIfDifference:
    """Judge today's facts by other parameter values, for the households in `areas`.

    Raises ValidationError for an unknown key, a value out of range, or a key that facts are computed by."""
    refuse_untriable_keys(values)
    p = parameters.parameters_on(day or today(), county)
    tried = p.changed(**values)
    rows = (
        count_flag_changes(p, tried, county=county, village__in=Area.objects.within(*areas))
        if areas
        else NO_FLAG_CHANGES
    )
    named = [
        (rule, township, village, dict(zip(WHAT_IF_COUNTS, counts, strict=True)))
        for rule, township, village, *counts in rows
    ]
    return WhatIfDifference(
        day=p.day,
        values={key: (p.values.get(key), tried.values[key]) for key in values},
        total=next(counts for rule, township, village, counts in named if not (rule or township or village)),
        rules=[{"rule": RULES[rule], **counts} for rule, _t, _v, counts in sorted(named, key=str) if rule],
        townships=group_by_township(named),
    )


def count_flag_changes(p, tried, **households) -> list[tuple]:
    """Return (rule or None, township or None, village or None, then one number for each of COUNTS)."""
    now, then = evaluate.verdict_sql(p, **households), evaluate.verdict_sql(tried, **households)
    return sql.fetch_rows(FLAG_CHANGES_SQL.format(now=now.text, tried=then.text), (*now.params, *then.params))


def group_by_township(named) -> list[dict]:
    """Return townships in the order of their codes, each with its villages."""
    places = Area.objects.in_bulk({place for _r, *both, _c in named for place in both if place})
    in_order = sorted(
        ((places[village or township], village, counts) for _r, township, village, counts in named if township),
        key=lambda row: row[0].path,
    )
    townships = [{"area": place, "villages": [], **counts} for place, village, counts in in_order if not village]
    found = {row["area"].pk: row for row in townships}
    for place, village, counts in in_order:
        if village:
            found[place.parent_id]["villages"].append({"area": place, **counts})
    return townships


def refuse_untriable_keys(values):
    if not values:
        raise ValidationError(_("Name at least one parameter to try, e.g. line=9000."))
    for key in values:
        if key in PARAMETER_KEYS and not PARAMETER_KEYS[key].what_if:
            raise ValidationError(
                _("“%(key)s” is part of how facts are computed, so it cannot be tried on today's facts."),
                params={"key": PARAMETER_KEYS[key].label},
            )


def what_if_json(difference: WhatIfDifference) -> dict:
    """Return the difference in the format of `manage.py what_if --json`."""

    def plain(row):
        return {key: value for key, value in row.items() if key in WHAT_IF_COUNTS}

    def text(value: Decimal | None):
        return None if value is None else str(value)

    return {
        "day": difference.day.isoformat(),
        "values": {key: {"now": text(now), "tried": text(new)} for key, (now, new) in difference.values.items()},
        "total": plain(difference.total),
        "rules": {row["rule"].code: plain(row) for row in difference.rules},
        "townships": {
            row["area"].code: {**plain(row), "villages": {v["area"].code: plain(v) for v in row["villages"]}}
            for row in difference.townships
        },
    }
