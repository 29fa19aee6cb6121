"""What people do with a monthly report: open, recount, check, freeze, submit, correct and discard it."""

import datetime as dt

from django.db import OperationalError, transaction
from django.utils.translation import gettext as _

from accounts.audit.log import record_access
from accounts.models import Area
from accounts.permissions import Permission, must
from accounts.steps import StepTaker
from cases.models import CaseTransition
from core.dates import add_months, first_of_month, last_of_month, today
from core.outbox.unneeded_files import delete_files_after_commit
from core.workflow import ActionRefused, StaleState, Step, Workflow
from reports.counting import point_in_time, rows
from reports.indicators import stock
from reports.models import MonthlyReport, ReportState

from . import checks, cover
from .words import REPORT_STEP_LABELS

S, KEEP, SUBMIT = ReportState, Permission.REPORT_KEEP, Permission.REPORT_SUBMIT
REPORT_WORKFLOW = Workflow(
    (
        Step("check", (S.DRAFT,), S.CHECKED, KEEP, REPORT_STEP_LABELS["check"]),
        Step("reopen", (S.CHECKED,), S.DRAFT, KEEP, REPORT_STEP_LABELS["reopen"]),
        Step("freeze", (S.DRAFT, S.CHECKED), S.FROZEN, KEEP, REPORT_STEP_LABELS["freeze"]),
        Step("submit", (S.FROZEN,), S.SUBMITTED, SUBMIT, REPORT_STEP_LABELS["submit"]),
    )
)


# Opening and counting


def check_report_month(county: Area, month: dt.date) -> None:
    """Raise ActionRefused for a future month, or one before the first record: it cannot be counted."""
    words = {"month": f"{month:%Y-%m}", "county": county.name}
    if month > today():
        raise ActionRefused(_("%(month)s is in the future.") % words)
    if month < (first := first_report_month(county)):
        words["first"] = f"{first:%Y-%m}"
        raise ActionRefused(_("%(county)s has no case on record before %(first)s: there is nothing to count.") % words)


def first_report_month(county) -> dt.date:
    """Return the month of the first step of a case, at most the last month."""
    steps = CaseTransition.objects.filter(village__path__startswith=county.path).order_by("effective_on")
    first = steps.values_list("effective_on", flat=True).first()
    return min(first_of_month(first or today()), add_months(first_of_month(today()), -1))


@transaction.atomic
def draft_report(county: Area, month: dt.date) -> MonthlyReport:
    """Return the open report of a month, counted if it never was. Raises ActionRefused for a future month, or one that
    is frozen already."""
    report = ensure_open_report(county, month)
    if report.counted_at is None:
        point_in_time.count_point_in_time(report)
    return report


def ensure_open_report(county, month) -> MonthlyReport:
    """Return the version of a month that is not frozen, a new one if there is none."""
    month = first_of_month(month)
    check_report_month(county, month)
    lock_county_reports(county)
    latest = MonthlyReport.objects.filter(county=county, month=month).order_by("-version").first()
    if latest and latest.is_sealed:
        raise ActionRefused(_("%(month)s is frozen. A correction is its next version.") % {"month": f"{month:%Y-%m}"})
    as_of = min(today(), last_of_month(month))
    return latest or MonthlyReport.objects.create(county=county, month=month, as_of=as_of)


def lock_county_reports(county) -> None:
    """Let only one process at a time open, close or correct the months of a county."""
    Area.objects.select_for_update(no_key=True).get(pk=county.pk)


@transaction.atomic
def recount_report(report, *, by) -> int:
    """Count the month again as of now. A checked report becomes a draft, because its numbers may have changed."""
    must(by, Permission.REPORT_KEEP, report.county)
    report.state = lock_report(report, wait=True).state
    check_report_open(report)
    if report.state == S.CHECKED:
        take_report_step(report, "reopen", by=by)
    return point_in_time.count_point_in_time(report)


def lock_report(report, *, wait) -> MonthlyReport:
    """Lock a report. Raises StaleState while the worker has it, unless `wait` is set."""
    try:
        return MonthlyReport.objects.select_for_update(nowait=not wait, no_key=True).get(pk=report.pk)
    except OperationalError as error:
        raise StaleState(_("The worker is busy with this month, so nothing was changed. Try again shortly.")) from error


def check_report_open(report) -> None:
    """Raise ActionRefused when the report may no longer be counted."""
    if report.is_sealed:
        raise ActionRefused(_("This month is frozen: its numbers stay as they are."))


# Steps


def read_report_anew(report, step) -> None:
    """Lock and reload a report, so that a cover written after the page was opened is frozen too."""
    locked = lock_report(report, wait=step.name == "freeze")
    report.state, report.cover_en, report.cover_zh = locked.state, locked.cover_en, locked.cover_zh


def prepare_report_step(report, step, by, **said) -> dict:
    prepare = {"check": check_report_complete, "freeze": seal_report, "submit": check_latest_version}.get(step.name)
    return prepare(report) if prepare else {}


def check_report_complete(report) -> dict:
    """Raise ActionRefused while something must be corrected first."""
    if left := checks.blocking_findings(report):
        raise ActionRefused(_("Not complete yet: %(what)s") % {"what": left[0].words})
    return {}


def seal_report(report) -> dict:
    """Count for the last time, and return what is stored with the numbers. Raises ActionRefused when the count cannot
    be right."""
    point_in_time.count_point_in_time(report)
    if not report.rows.exists() and stock.on_file_steps([report.county], report.as_of).exists():
        raise ActionRefused(
            _("Nothing was counted, although cases are on file. Was the time of this computer changed?")
        )
    kept = {"difference": rows.version_difference(report), "findings": checks.findings_to_keep(report)}
    return {"digest": rows.report_digest(report), **kept, **cover.generated_covers(report)}


def check_latest_version(report) -> dict:
    """Raise ActionRefused when a later version is frozen, because that one counts."""
    if later_report_versions(report).sealed().exists():
        raise ActionRefused(_("A later version of this month is frozen: submit that one."))
    return {}


# Freezing counts once more, then seals.
REPORT_STEPS = StepTaker(
    REPORT_WORKFLOW,
    "report",
    lambda report: report.county,
    lock=read_report_anew,
    prepare=prepare_report_step,
    follow=lambda report, *_step, **_said: report.refresh_from_db(),
    on_schedule=("freeze",),
)
take_report_step, available_report_steps = REPORT_STEPS.take, REPORT_STEPS.available


@transaction.atomic
def close_report_month(county: Area, month: dt.date, *, by=None) -> MonthlyReport:
    """Freeze a month that is over; when it is already frozen, return it. A correction in progress is left to the person
    who began it."""
    month = first_of_month(month)
    lock_county_reports(county)
    frozen = MonthlyReport.objects.sealed().filter(county=county, month=month).order_by("-version").first()
    if frozen:
        return frozen
    if last_of_month(month) >= today():
        raise ActionRefused(_("%(month)s is not over yet.") % {"month": f"{month:%Y-%m}"})
    return take_report_step(ensure_open_report(county, month), "freeze", by=by)


# Corrections


@transaction.atomic
def correct_report(report, *, by, why) -> MonthlyReport:
    """Begin the next version of a frozen month, with the reason. The difference is computed when it is frozen."""
    must(by, Permission.REPORT_KEEP, report.county)
    lock_county_reports(report.county)
    check_report_correction(report, why)
    made = MonthlyReport.objects.create(
        county=report.county, month=report.month, version=report.version + 1, as_of=report.as_of, why=why.strip()
    )
    point_in_time.count_point_in_time(made)
    record_access(by, "report_correct", made, area=report.county)
    return made


def check_report_correction(report, why) -> None:
    """Raise ActionRefused unless this is the latest version, frozen, and a reason is given."""
    if not report.is_sealed or not why.strip():
        raise ActionRefused(_("Only a frozen month is corrected, and with a reason."))
    if later_report_versions(report).exists():
        raise ActionRefused(_("A correction of this month is open already."))


def later_report_versions(report):
    """Return the versions after this one."""
    return MonthlyReport.objects.filter(county=report.county, month=report.month, version__gt=report.version)


@transaction.atomic
def discard_report(report, *, by) -> None:
    """Delete a draft that was opened by mistake, with the files made from it. Steps stay, and with them their draft."""
    must(by, Permission.REPORT_KEEP, report.county)
    check_report_open(lock_report(report, wait=False))
    if report.transitions.exists():
        raise ActionRefused(_("Somebody checked this draft already, which stays on record: recount it, or freeze it."))
    for export in report.exports.all():
        delete_files_after_commit(report.county.code, export.stored_name)
    record_access(by, "report_discard", report, area=report.county)
    report.delete()
