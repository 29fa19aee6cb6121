"""What is prepared by hand before a month is frozen: it is opened, and its cover is written."""

import hashlib

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit.log import record
from accounts.permissions import Permission, must
from core.workflow import Overtaken
from reports.models import MonthlyReport

from . import actions, cover

TEXTS = ("cover_en", "cover_zh")


@transaction.atomic
def begin(county, month, *, by) -> MonthlyReport:
    """Open a month and count it; who comes second finds what the first opened. Raises Refused as actions.draft does."""
    must(by, Permission.REPORT_KEEP, county)
    report = actions.draft(county, month)
    record(by, "report_open", report, area=county)
    return report


def texts_of(report) -> dict:
    """The cover in both languages: what somebody wrote, else the sentences made from the figures."""
    made = {} if report.is_sealed else cover.written(report)
    return {name: getattr(report, name) or made.get(name, "") for name in TEXTS}


def mark(report) -> str:
    """Tells whether the cover is still the one that was on the page."""
    return hashlib.sha256("\0".join(getattr(report, name) for name in TEXTS).encode()).hexdigest()[:16]


@transaction.atomic
def write_cover(report, *, by, seen, **texts) -> None:
    """Keep the cover that was written; one left empty, or as it was made, is made from the figures again when they
    change. Raises Overtaken when the month was frozen or somebody else wrote since the page was `seen`."""
    must(by, Permission.REPORT_KEEP, report.county)
    now = actions.hold(report, wait=False)
    if now.is_sealed:
        raise Overtaken(_("The month was frozen meanwhile: its cover stays as it is."))
    if mark(now) != seen:
        raise Overtaken()
    made = cover.written(report)
    kept = {name: "\n".join(texts[name].strip().splitlines()) for name in TEXTS}
    changed = {name: "" if text == made.get(name) else text for name, text in kept.items()}
    MonthlyReport.objects.filter(pk=report.pk).update(**changed)
    record(by, "report_cover", report, area=report.county)
