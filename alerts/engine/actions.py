"""What people start by hand."""

from django.db import transaction

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from core.jobs.actions import ask_job


@transaction.atomic
def start_risk_run(*, county, by):
    """Ask a worker to recompute `county` as of today. What comes of it stands on the runs page."""
    must(by, Permission.RUN_START, county)
    record_access(by, "run_started", county, area=county)
    ask_risk_run(county.code, by=by)


def ask_risk_run(county: str, *, by=None, **args):
    """Have a county (its code) recomputed in the background; while that waits or goes on, asking again is the same."""
    return ask_job("recompute_county", key=f"recompute {county}", county=county, by=by, **args)
