"""Carrying out what was ordered for a month, in the worker."""

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.locks import REPORT_ORDER_LOCK, hold_work_lock
from core.workflow import ActionRefused, StaleState
from households.imports.run import error_kind, error_places
from reports.models import MonthlyReport, ReportOrder, ReportOrderKind

from . import actions, prepare

log = logging.getLogger(__name__)


def carry_out_report_order(order) -> bool:
    """Do it, once, and write down what came of it. False while another worker is at it, who may be killed yet."""
    with hold_work_lock(REPORT_ORDER_LOCK, order.pk) as alone_at_it, translation.override(order.language):
        if not ReportOrder.objects.waiting().filter(pk=order.pk).exists():
            return True  # another worker did it
        if alone_at_it and (failure := attempt_report_order(order)):
            finish_report_order(order, failure)
        return alone_at_it


def attempt_report_order(order) -> str:
    """Nothing, or in words why it could not be done."""
    try:
        with transaction.atomic():  # done and written down, or neither
            ORDER_ACTIONS[order.kind](order)
            finish_report_order(order)
    except (ActionRefused, StaleState, PermissionDenied) as error:
        return str(error)
    except Exception as error:  # whatever it is, who waits must hear of it; its text may hold people's data
        log.error("Order %s stopped: %s at %s", order.pk, error_kind(error), error_places(error))
        return _("Something went wrong, and nothing was changed. Try again; if this stays so, tell your administrator.")
    return ""


def finish_report_order(order, failure="") -> None:
    ReportOrder.objects.filter(pk=order.pk).update(finished_at=timezone.now(), failure=failure[:500])


def report_of_order(order) -> MonthlyReport:
    """The version that an order is about."""
    return MonthlyReport.objects.get(county=order.county, month=order.month, version=order.version)


def report_order_result(order) -> MonthlyReport | None:
    """The version that an order led to."""
    version = order.version + (order.kind == ReportOrderKind.CORRECT)
    return MonthlyReport.objects.filter(county=order.county, month=order.month, version=version).first()


def report_order_origin_url(order) -> str:
    """The page to go back to when nothing was done."""
    if order.kind == ReportOrderKind.OPEN:
        return reverse("reports:months", query={"county": order.county.code})
    return report_of_order(order).get_absolute_url()


ORDER_ACTIONS = {
    ReportOrderKind.OPEN: lambda order: prepare.open_report(order.county, order.month, by=order.by),
    ReportOrderKind.COUNT: lambda order: actions.recount_report(report_of_order(order), by=order.by),
    ReportOrderKind.FREEZE: lambda order: actions.take_report_step(
        report_of_order(order), "freeze", by=order.by, seen=order.seen
    ),
    ReportOrderKind.CORRECT: lambda order: actions.correct_report(report_of_order(order), by=order.by, why=order.why),
}
