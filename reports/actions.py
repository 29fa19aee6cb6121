"""What people do with a monthly report: open it, count it anew, check it, freeze it, submit it, correct it."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import record
from accounts.models import Area
from accounts.permissions import Permission, must
from povwatch.lib.dates import first_of_month, today
from povwatch.lib.workflow import Overtaken, Refused, Step, Workflow, check_reason, move

from . import as_it_was, checking, cover, freezing
from .models import MonthlyReport, ReportState
from .words import STEPS

S, KEEP, SUBMIT = ReportState, Permission.REPORT_KEEP, Permission.REPORT_SUBMIT
REPORT = Workflow(
    (
        Step("check", (S.DRAFT,), S.CHECKED, KEEP, STEPS["check"]),
        Step("reopen", (S.CHECKED,), S.DRAFT, KEEP, STEPS["reopen"]),
        Step("freeze", (S.DRAFT, S.CHECKED), S.FROZEN, KEEP, STEPS["freeze"]),
        Step("submit", (S.FROZEN,), S.SUBMITTED, SUBMIT, STEPS["submit"]),
    )
)


def check_month(month: dt.date) -> None:
    """Raise Refused for a month ahead: nobody can count it."""
    if month > today():
        raise Refused(_("%(month)s lies ahead.") % {"month": f"{month:%Y-%m}"})


@transaction.atomic
def draft(county: Area, month: dt.date) -> MonthlyReport:
    """The report of a month that is still open, counted if nobody counted it yet. Raises Refused for a month ahead, or
    one that is frozen already."""
    report = opened(county, month)
    if report.counted_at is None:
        freezing.count(report)
    return report


def opened(county, month) -> MonthlyReport:
    """The version of a month that is not frozen, new if there is none."""
    month = first_of_month(month)
    check_month(month)
    latest = MonthlyReport.objects.filter(county=county, month=month).order_by("-version").first()
    if latest and latest.is_sealed:
        raise Refused(_("%(month)s is frozen. A correction is its next version.") % {"month": f"{month:%Y-%m}"})
    as_of = min(today(), freezing.last_day(month))
    return latest or MonthlyReport.objects.create(county=county, month=month, as_of=as_of)


@transaction.atomic
def count(report, *, by) -> int:
    """Count anew, as of now: a checked report is a draft again, because its numbers may have changed."""
    must(by, Permission.REPORT_KEEP, report.county)
    report.state = MonthlyReport.objects.select_for_update().get(pk=report.pk).state
    check_open(report)
    if report.state == S.CHECKED:
        take(report, "reopen", by=by)
    return freezing.count(report)


def check_open(report) -> None:
    """Raise Refused when nothing may be counted any more."""
    if report.is_sealed:
        raise Refused(_("This month is frozen: its numbers stay as they are."))


@transaction.atomic
def take(report, name, *, by, seen=None, reason="") -> MonthlyReport:
    """Move a report one step on. `by` is nobody when the clock freezes it. Freezing counts once more, then seals."""
    step = REPORT[name]
    if by is not None:
        must(by, step.permission, report.county)
    check_reason(step, reason)
    source, values = seen or report.state, {}
    locked = MonthlyReport.objects.select_for_update().get(pk=report.pk)
    check_state(locked, name, source)
    report.cover_en, report.cover_zh = locked.cover_en, locked.cover_zh  # whoever wrote it after the page was opened
    if name == "check" and (left := checking.blocking(report)):
        raise Refused(_("Not complete yet: %(what)s") % {"what": left[0].words})
    if name == "freeze":
        as_it_was.count(report)
        values = {"digest": freezing.digest(report), "difference": freezing.difference(report)}
        values |= cover.written(report)
    if not move(MonthlyReport.objects.filter(pk=report.pk), step, seen=source, **values):
        raise Overtaken()
    report.refresh_from_db()
    report.transitions.create(step=name, source=source, target=step.target, effective_on=today(), by=by, reason=reason)
    record(by, f"report_{name}", report, area=report.county)
    return report


def check_state(report, name, seen) -> None:
    """Raise Overtaken unless the report still is in the state that was seen, and the step leads on from it."""
    if report.state != seen or seen not in REPORT[name].sources:
        raise Overtaken()


@transaction.atomic
def close(county: Area, month: dt.date, *, by=None) -> MonthlyReport:
    """Freeze a month that is over; the same again returns what was frozen."""
    month = first_of_month(month)
    sealed = MonthlyReport.objects.sealed().filter(county=county, month=month).order_by("-version").first()
    if sealed and not MonthlyReport.objects.filter(county=county, month=month, digest="").exists():
        return sealed
    if freezing.last_day(month) >= today():
        raise Refused(_("%(month)s is not over yet.") % {"month": f"{month:%Y-%m}"})
    return take(opened(county, month), "freeze", by=by)


@transaction.atomic
def correct(report, *, by, why) -> MonthlyReport:
    """Begin the next version of a frozen month, with the reason; what differs is worked out when it is frozen."""
    must(by, Permission.REPORT_KEEP, report.county)
    check_correction(report, why)
    made = MonthlyReport.objects.create(
        county=report.county, month=report.month, version=report.version + 1, as_of=report.as_of, why=why.strip()
    )
    freezing.count(made)
    record(by, "report_correct", made, area=report.county)
    return made


def check_correction(report, why) -> None:
    """Raise Refused unless this is the latest version, frozen, and a reason is given."""
    if not report.is_sealed or not why.strip():
        raise Refused(_("Only a frozen month is corrected, and with a reason."))
    if MonthlyReport.objects.filter(county=report.county, month=report.month, version__gt=report.version).exists():
        raise Refused(_("A correction of this month is open already."))
