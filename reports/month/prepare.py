"""What people prepare before a month is frozen: they open it and write its cover."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.permissions import Permission, must
from core.workflow import StaleState
from reports.models import MonthlyReport

from . import actions, cover

COVER_FIELDS = ("cover_en", "cover_zh")


@transaction.atomic
def open_report(county, month, *, by) -> MonthlyReport:
    """Open a month and count it; a second call returns what the first opened. Raises ActionRefused as draft_report
    does."""
    must(by, Permission.REPORT_KEEP, county)
    report = actions.draft_report(county, month)
    record_access(by, "report_open", report, area=county)
    return report


def cover_texts(report) -> dict:
    """Return the cover in both languages: what somebody wrote, otherwise sentences made from the figures."""
    made = {} if report.is_sealed else cover.generated_covers(report)
    return {name: getattr(report, name) or made.get(name, "") for name in COVER_FIELDS}


def cover_fingerprint(report) -> str:
    """Return a hash that tells whether the cover is still the one on the page."""
    return hashlib.sha256("\0".join(getattr(report, name) for name in COVER_FIELDS).encode()).hexdigest()[:16]


@transaction.atomic
def save_report_cover(report, *, by, seen, **texts) -> None:
    """Keep the written cover. One left empty, or as generated, is generated again when figures change. Raises
    StaleState when the month was frozen, or somebody else wrote since the page was `seen`."""
    must(by, Permission.REPORT_KEEP, report.county)
    now = actions.lock_report(report, wait=False)
    if now.is_sealed:
        raise StaleState(_("The month is frozen by now: its cover stays as it is."))
    if cover_fingerprint(now) != seen:
        raise StaleState()
    made = cover.generated_covers(report)
    kept = {name: "\n".join(texts[name].strip().splitlines()) for name in COVER_FIELDS}
    changed = {name: "" if text == made.get(name) else text for name, text in kept.items()}
    MonthlyReport.objects.filter(pk=report.pk).update(**changed)
    record_access(by, "report_cover", report, area=report.county)
