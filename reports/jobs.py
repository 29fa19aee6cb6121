"""Background work of monthly reports: months counted and frozen, exports made and deleted."""

from django.utils.translation import gettext_lazy as _

from accounts.models import Area
from core.dates import add_months, first_of_month, today
from core.jobs.actions import ask_job
from core.jobs.kinds import job_kind
from core.workflow import ActionRefused
from households.counties import counties_with_households
from reports.effects.count import count_effects
from reports.exports import expiry
from reports.exports import run as export_run
from reports.month import actions as month_actions
from reports.month import orders

from .models import Export, MonthlyReport, ReportOrderKind

for kind in ReportOrderKind:
    job_kind(kind.value, label=kind.label, whole=True, minutes=120)(orders.carry_out_report_order)


@job_kind("close_months", label=_("Freeze the month that is over"))
def close_months(job) -> list[str]:
    """Ask for one job for each county. By hand: `manage.py close_month 2026-10`."""
    asked = (ask_job("close_month", key=f"close {code}", county=code) for code in counties_with_households())
    return [str(one.pk) for one in asked]


@job_kind("close_month", label=_("Freeze a county's month that is over"), later=(ActionRefused,), retries=12, wait=600)
def close_month(job) -> str:
    """Freeze the previous month, unless it is frozen already; a correction in progress is left to the person who began
    it. While data is still being written, try again every ten minutes for two hours."""
    county, month = Area.objects.counties().get(code=job.county), add_months(first_of_month(today()), -1)
    if MonthlyReport.objects.sealed().filter(county=county, month=month).exists():
        return ""
    return month_actions.close_report_month(county, month).digest


def give_up_making(job) -> None:
    """Mark the export as failed, because its worker failed or died."""
    for export in Export.objects.filter(job=job):
        export_run.fail_export(export, "unexpected")


@job_kind("make_export", label=_("Make an export"), minutes=120, gave_up=give_up_making)
def make_export(job) -> None:
    """Make the file somebody asked for. After a killed worker, the job runs again from the start."""
    export_run.make_export_file(job)


@job_kind("forget_exports", label=_("Delete the files of expired exports"))
def forget_exports(job) -> int:
    """Delete the files of exports that expired; return how many."""
    return expiry.delete_expired_exports()


@job_kind("count_effects", label=_("Count what became of incomes after measures"))
def count_effects_of_counties(job) -> list[str]:
    """Ask for one job for each county, as `close_months` does."""
    kind = "count_effects_of_county"
    return [str(ask_job(kind, key=f"effects {code}", county=code).pk) for code in counties_with_households()]


@job_kind("count_effects_of_county", label=_("Count what became of incomes after measures of a county"))
def count_effects_of_county(job) -> int:
    """Count a county anew, and return how many measures were counted."""
    return count_effects(Area.objects.counties().get(code=job.county))
