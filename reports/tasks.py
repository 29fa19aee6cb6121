"""Background work of the reports: doors to the actions, nothing more."""

from celery import shared_task

from accounts.models import Area
from core.dates import add_months, first_of_month, today
from core.workflow import ActionRefused
from households.counties import counties_with_households
from reports.exports import expiry
from reports.exports import run as export_run
from reports.month import actions as month_actions
from reports.month import orders

from .models import Export, MonthlyReport, ReportOrder


@shared_task(autoretry_for=(ActionRefused,), retry_backoff=600, max_retries=12)
def close_months(county: str | None = None) -> list[str]:
    """Freeze the month before this one for every county, or for one, unless it is frozen already. While data are
    being written for long it comes again, every ten minutes for two hours. By hand: `manage.py close_month 2026-10`."""
    if county is None:
        return [close_months.delay(code).id for code in counties_with_households()]
    area, month = Area.objects.counties().get(code=county), add_months(first_of_month(today()), -1)
    if MonthlyReport.objects.sealed().filter(county=area, month=month).exists():
        return []  # and a correction that somebody is at is theirs to freeze
    return [month_actions.close_report_month(area, month).digest]


@shared_task(bind=True, max_retries=None)
def run_report_order(self, pk: int):
    """Do what somebody asked of a month. A killed worker's task comes again, and starts anew; one that finds another
    worker at it looks again soon."""
    if not orders.carry_out_report_order(ReportOrder.objects.select_related("county", "by").get(pk=pk)):
        raise self.retry(countdown=5)


@shared_task(bind=True, max_retries=None)
def make_export(self, pk: str):
    """Make the file somebody asked for. A killed worker's task comes again, and starts anew; one that finds another
    worker at it looks again soon."""
    export = Export.objects.select_related("report__county").filter(pk=pk).first()
    if export and not export_run.make_export_file(export):  # without its draft, which somebody discarded, there is none
        raise self.retry(countdown=5)


@shared_task
def forget_exports() -> int:
    """Delete the files of exports that expired; returns how many."""
    return expiry.delete_expired_exports()
