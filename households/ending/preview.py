"""What ends tonight and within thirty days, kind by kind, and what ended so far. Nothing is changed."""

import datetime as dt

from django.db.models import Max, Sum

from core.dates import today
from households.models import EndedData
from policy.keys import PARAMETER_KEYS
from policy.parameters import parameters_on

from .kinds import endings_in_order

SOON = dt.timedelta(days=30)


def ending_rows(county) -> list[dict]:
    """Return one row for each kind: how long it is kept, how many are due, and how many ended."""
    tonight, later = parameters_on(today(), county), parameters_on(today() + SOON, county)
    told = EndedData.objects.filter(county=county).order_by().values("kind")
    ended = {one["kind"]: one for one in told.annotate(number=Sum("number"), up_to=Max("up_to"))}
    return [ending_row(kind, county, tonight, later, ended.get(kind.code, {})) for kind in endings_in_order()]


def ending_row(kind, county, tonight, later, ended) -> dict:
    now, soon = kind.up_to(tonight), kind.up_to(later)
    return {
        "kind": kind,
        "kept": PARAMETER_KEYS[kind.key].words(tonight.values[kind.key]) if now else None,
        "due": kind.due(county, now).count() if now else None,
        "soon": kind.due(county, soon).count() if soon else None,
        "up_to": ended.get("up_to"),
        "ended": ended.get("number", 0),
    }
