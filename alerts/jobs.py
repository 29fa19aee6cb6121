"""Background jobs of risk: the nightly run, and the recomputation after a visit."""

import contextlib
import datetime as dt

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Area, User
from alerts.alert.actions import attach_verifying_visit
from alerts.alert.visit_answers import answer_with_visit
from alerts.engine import run as risk_run
from alerts.engine.actions import ask_risk_run
from core.dates import today
from core.jobs.kinds import job_kind
from core.outbox.kinds import outbox_kind
from households.counties import counties_with_households
from visits.models import Visit
from visits.signals import RECOMPUTE


@job_kind("recompute", label=_("Recompute the risk flags of every county"))
def recompute_counties(job):
    """Ask for one job for each county, so that the workers share them. All use the same day, even when a county's turn
    comes after midnight. By hand: `manage.py recompute`."""
    as_of = today().isoformat()
    return [str(ask_risk_run(code, as_of=as_of).pk) for code in counties_with_households()]


@job_kind("recompute_county", label=_("Recompute the risk flags of a county"), later=(risk_run.RunBusy,), minutes=120)
def recompute_county(job) -> int:
    """Recompute facts, rules and flags of one county as of a day (default: today), and return the run's number."""
    as_of = job.args.get("as_of")
    county = Area.objects.counties().get(code=job.county)
    day = dt.date.fromisoformat(as_of) if as_of else None
    return risk_run.execute_risk_run(county, as_of=day, by=User.objects.filter(pk=job.owner_id).first()).pk


@outbox_kind(RECOMPUTE, label=_("Recompute a household"))
def recompute_households(county, rows):
    """Recompute all waiting households of a county in one run. If the county was already computed for a later day, the
    next night handles them."""
    with contextlib.suppress(risk_run.RunRefused):
        area = Area.objects.counties().get(code=county)
        risk_run.execute_risk_run(area, households=[int(row.key) for row in rows])


@outbox_kind("attach_visit", label=_("Attach a verifying visit to its alert"), at_once=True)
def attach_visits(_county, rows):
    for row in rows:
        attach_visit(row.key)


@transaction.atomic
def attach_visit(pk) -> None:
    """Attach one visit and give the answer that came with it, with the word of what became of it. The page and the
    sweep may both deliver it: the second waits, and finds it done."""
    held = Visit.objects.select_for_update(no_key=True, of=("self",)).filter(pk=pk)
    for visit in held.select_related("household", "delivery", "visited_by"):
        attach_verifying_visit(visit)
        answer_with_visit(visit)
