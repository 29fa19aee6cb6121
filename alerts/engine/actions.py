"""How a recomputation is started by hand."""

from django.db import transaction

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from core.jobs.actions import ask_job


@transaction.atomic
def start_risk_run(*, county, by):
    """Ask a worker to recompute `county` as of today. The runs page shows the result."""
    must(by, Permission.RUN_START, county)
    record_access(by, "run_started", county, area=county)
    ask_risk_run(county.code, by=by)


def ask_risk_run(county: str, *, by=None, **args):
    """Ask for a background recomputation of a county (its code). While one is waiting or running, no second one is
    added."""
    return ask_job("recompute_county", key=f"recompute {county}", county=county, by=by, **args)
