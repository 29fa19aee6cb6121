"""The nightly task: a door to the engine, nothing more."""

import contextlib
import datetime as dt

from celery import shared_task

from accounts.models import Area, User
from alerts.engine import run as risk_run
from alerts.notifications import digest
from core.dates import today
from households.counties import counties_with_households
from households.models import Household

# A killed worker's statement goes on in the database for a moment, and holds the county's lock while it does.
RETRY_SOON = {"autoretry_for": (risk_run.RunBusy,), "retry_backoff": 5, "retry_jitter": False, "max_retries": 6}


@shared_task(**RETRY_SOON)
def recompute_risk_flags(county: str | None = None, as_of: str | None = None, started_by: int | None = None):
    """Facts, rules and flags of one county as of a day (ISO date; today when none is given); returns the run's number.
    Without a county, one task for each county that has households, so that they spread over the workers. The same by
    hand: `manage.py recompute`."""
    if county is None:
        as_of = as_of or today().isoformat()  # the same day for all, however late a county's turn comes
        return [recompute_risk_flags.delay(code, as_of).id for code in counties_with_households()]
    day = dt.date.fromisoformat(as_of) if as_of else None
    by = User.objects.filter(pk=started_by).first()
    return risk_run.execute_risk_run(Area.objects.counties().get(code=county), as_of=day, by=by).pk


@shared_task(**RETRY_SOON)
def recompute_household(pk: int):
    """Facts, rules and flags of one household, at once: a visit has touched it. When the county was already computed as
    of a later day, the next night looks at it."""
    household = Household.objects.select_related("county").get(pk=pk)
    with contextlib.suppress(risk_run.RunRefused):
        risk_run.execute_risk_run(household.county, household=household)


@shared_task
def send_digest():
    """Every morning: what waits for whom, to those who have an e-mail address. By hand: `manage.py send_digest`."""
    return digest.send_digests()
