"""Visits as a phone would send them, for tests."""

import datetime as dt
import json
import uuid

from core.dates import add_months, shanghai_now, today
from visits.inbox import content, deliveries
from visits.models import Visit

# What a visit holds that verifies an alert: somebody met, the six guarantees, and an income.
SUBSTANCE = {
    "people_met": "The head",
    **{f"check_{name}": "met" for name in ("education", "medical", "housing", "water", "food", "clothing")},
    "income_asked": "yes",
    "income_month": f"{add_months(today(), -1):%Y-%m}",
    "income_pension": "100",
}
VERIFIES = {"purpose": "verify", **SUBSTANCE}


def told(household, answers=None, *, id=None, made_at=None, **more) -> bytes:
    """Return the bytes of a finished visit to `household`: a routine visit in person today, and these answers."""
    given = {"purpose": "routine", "way": "in_person", "visited_on": f"{today()}", "people_met": "The head"}
    given |= answers or {}
    body = {
        "v": 1,
        "id": str(id or uuid.uuid4()),
        "household": getattr(household, "pk", household),
        "made_at": (made_at or shanghai_now()).isoformat(),
        "day_touched": "visited_on" in (answers or {}),
        "answers": given,
        "seen": {},
        "photos": [],
        "position": None,
        **more,
    }
    return json.dumps(body).encode()


def receive(body, by, **more):
    return deliveries.receive_visit(content.read_visit_content(body), by=by, **more)


def visit(household, by, answers=None, **more) -> Visit:
    """Return a visit that has arrived and is filed."""
    answer = receive(told(household, answers, **more), by)
    assert answer.status == 201, answer.body
    return Visit.objects.get(delivery=answer.delivery)


def ago(**span) -> dt.datetime:
    return shanghai_now() - dt.timedelta(**span)
