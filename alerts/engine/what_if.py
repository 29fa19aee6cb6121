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

from .changes import COLOUR_CHANGES, FLAG_CHANGES, changes_sql

COUNT_SQL = f"""
SELECT rule, village.parent_id, village.id,
       {", ".join(f"count(*) FILTER (WHERE {condition})" for condition in FLAG_CHANGES.values())},
       count(DISTINCT household_id),
       {", ".join(f"(SELECT count(*) FROM ({households}) AS n)" for households in COLOUR_CHANGES.values())}
FROM changes
JOIN households_household AS household ON household.id = household_id
JOIN accounts_area AS village ON village.id = household.village_id
GROUP BY GROUPING SETS ((rule), (village.parent_id), (village.parent_id, village.id), ())
"""

WHAT_IF_COUNTS = (*FLAG_CHANGES, "households")
NOTHING_CHANGES = [(None, None, None, *(0 for _count in (*WHAT_IF_COUNTS, *COLOUR_CHANGES)))]


@dataclass(frozen=True)
class WhatIfDifference:
    """What would open and close.

    Each row counts flags opened and closed by level, and the households concerned: `rules` has a row for each rule,
    `townships` one for each township with its villages, `total` is the sum. `colours` counts the households that turn
    red and those that are red no longer; they may be others than those whose flags change."""

    day: dt.date
    values: dict  # key: (value in force or None, value tried)
    total: dict
    colours: dict
    rules: list = field(default_factory=list)
    townships: list = field(default_factory=list)


def try_parameter_values(county, values: dict, *, areas, day=None) -> WhatIfDifference:
    """Judge today's facts by other parameter values, for the households in `areas`.

    Raises ValidationError for an unknown key, a value out of range, or a key that facts are computed by."""
    p, tried = tried_parameters(county, values, day)
    rows = (
        count_flag_changes(p, tried, county=county, village__in=Area.objects.within(*areas))
        if areas
        else NOTHING_CHANGES
    )
    named = [
        (rule, township, village, dict(zip(WHAT_IF_COUNTS, counts, strict=False)))
        for rule, township, village, *counts in rows
    ]
    return WhatIfDifference(
        day=p.day,
        values={key: (p.values.get(key), tried.values[key]) for key in values},
        total=next(counts for rule, township, village, counts in named if not (rule or township or village)),
        colours=dict(zip(COLOUR_CHANGES, rows[0][-len(COLOUR_CHANGES) :], strict=True)),
        rules=[{"rule": RULES[rule], **counts} for rule, _t, _v, counts in sorted(named, key=str) if rule],
        townships=group_by_township(named),
    )


def tried_parameters(county, values: dict, day=None) -> tuple:
    """Return the parameters in force, and the same with other values."""
    refuse_untriable_keys(values)
    p = parameters.parameters_on(day or today(), county)
    return p, p.changed(**values)


def count_flag_changes(p, tried, **households) -> list[tuple]:
    """Return (rule or None, township or None, village or None, then one number for each of WHAT_IF_COUNTS, and of
    COLOUR_CHANGES, which are the same in each row)."""
    changes = changes_sql(p, tried, **households)
    return sql.fetch_rows(changes.text + COUNT_SQL, changes.params)


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
                _("“%(key)s” cannot be tried on today's facts: no rule compares with it, or facts are computed by it."),
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
        "colours": difference.colours,
        "rules": {row["rule"].code: plain(row) for row in difference.rules},
        "townships": {
            row["area"].code: {**plain(row), "villages": {v["area"].code: plain(v) for v in row["villages"]}}
            for row in difference.townships
        },
    }
