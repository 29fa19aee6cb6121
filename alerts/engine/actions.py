"""What people start by hand."""

from django.db import transaction

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from alerts.tasks import recompute_risk_flags


@transaction.atomic
def start_risk_run(*, county, by):
    """Ask a worker to recompute `county` as of today. What comes of it stands on the runs page."""
    must(by, Permission.RUN_START, county)
    record_access(by, "run_started", county, area=county)
    transaction.on_commit(lambda: recompute_risk_flags.delay(county.code, started_by=by.pk))
