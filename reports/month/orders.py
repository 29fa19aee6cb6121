"""Orders from the pages of a month to the worker: opening, counting, freezing and correcting a month count a whole
county."""

from collections.abc import Callable

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Permission, must
from core.jobs.actions import ask_job
from core.workflow import ActionRefused
from reports.counting.progress import progress_told_to
from reports.models import MonthlyReport, ReportOrder, ReportOrderKind

from . import actions, prepare


@transaction.atomic
def request_report_order(kind, county, month, *, by, version=1, **said) -> ReportOrder:
    """Ask for an order; the same asked twice is one order. Raises ActionRefused while another order for the month
    waits."""
    must(by, Permission.REPORT_KEEP, county)
    said |= {"month": month.isoformat(), "version": version}
    job = ask_job(str(kind), key=f"month {county.code} {month}", county=county.code, by=by, **said)
    if (job.kind, job.owner_id) != (kind, by.pk):
        told = {"who": job.owner, "what": job.label}
        raise ActionRefused(_("%(who)s was first: %(what)s. Wait until that is done, then try again.") % told)
    return ReportOrder.objects.get(pk=job.pk)


def carry_out_report_order(job) -> None:
    """Carry out an order in the worker, in one transaction with its result."""
    order = ReportOrder.objects.select_related("owner").get(pk=job.pk)
    with progress_told_to(job.tell):
        REPORT_ORDER_ACTIONS[order.kind](order)


def ordered_report(order) -> MonthlyReport:
    """Return the version that an order is about."""
    return MonthlyReport.objects.get(county=order.area, month=order.month, version=order.version)


def report_order_result(order) -> MonthlyReport | None:
    """Return the version that an order led to."""
    version = order.version + (order.kind == ReportOrderKind.CORRECT)
    return MonthlyReport.objects.filter(county=order.area, month=order.month, version=version).first()


def report_order_origin(order) -> str:
    """Return the page to go back to when nothing was done."""
    if order.kind == ReportOrderKind.OPEN:
        return reverse("reports:months", query={"county": order.county})
    return ordered_report(order).get_absolute_url()


REPORT_ORDER_ACTIONS: dict[str, Callable] = {
    ReportOrderKind.OPEN: lambda order: prepare.open_report(order.area, order.month, by=order.owner),
    ReportOrderKind.COUNT: lambda order: actions.recount_report(ordered_report(order), by=order.owner),
    ReportOrderKind.FREEZE: lambda order: actions.take_report_step(
        ordered_report(order), "freeze", by=order.owner, seen=order.seen
    ),
    ReportOrderKind.CORRECT: lambda order: actions.correct_report(ordered_report(order), by=order.owner, why=order.why),
}
