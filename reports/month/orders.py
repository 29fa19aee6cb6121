"""Carrying out what was ordered for a month, in the worker."""

import logging

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.locks import REPORT_ORDER, alone
from core.workflow import Overtaken, Refused
from households.imports.run import kind_of, places_of
from reports.models import MonthlyReport, OrderKind, ReportOrder

from . import actions, prepare

log = logging.getLogger(__name__)


def carry_out(order) -> bool:
    """Do it, once, and write down what came of it. False while another worker is at it, who may be killed yet."""
    with alone(REPORT_ORDER, order.pk) as alone_at_it, translation.override(order.language):
        if not ReportOrder.objects.waiting().filter(pk=order.pk).exists():
            return True  # another worker did it
        if alone_at_it and (failure := attempt(order)):
            finish(order, failure)
        return alone_at_it


def attempt(order) -> str:
    """Nothing, or in words why it could not be done."""
    try:
        with transaction.atomic():  # done and written down, or neither
            WAYS[order.kind](order)
            finish(order)
    except (Refused, Overtaken, PermissionDenied) as error:
        return str(error)
    except Exception as error:  # whatever it is, who waits must hear of it; its text may hold people's data
        log.error("Order %s stopped: %s at %s", order.pk, kind_of(error), places_of(error))
        return _("Something went wrong, and nothing was changed. Try again; if this stays so, tell your administrator.")
    return ""


def finish(order, failure="") -> None:
    ReportOrder.objects.filter(pk=order.pk).update(finished_at=timezone.now(), failure=failure[:500])


def report_of(order) -> MonthlyReport:
    """The version that an order is about."""
    return MonthlyReport.objects.get(county=order.county, month=order.month, version=order.version)


def result(order) -> MonthlyReport | None:
    """The version that an order led to."""
    version = order.version + (order.kind == OrderKind.CORRECT)
    return MonthlyReport.objects.filter(county=order.county, month=order.month, version=version).first()


def asked_from(order) -> str:
    """The page to go back to when nothing was done."""
    if order.kind == OrderKind.OPEN:
        return reverse("reports:months", query={"county": order.county.code})
    return report_of(order).get_absolute_url()


WAYS = {
    OrderKind.OPEN: lambda order: prepare.begin(order.county, order.month, by=order.by),
    OrderKind.COUNT: lambda order: actions.count(report_of(order), by=order.by),
    OrderKind.FREEZE: lambda order: actions.take(report_of(order), "freeze", by=order.by, seen=order.seen),
    OrderKind.CORRECT: lambda order: actions.correct(report_of(order), by=order.by, why=order.why),
}
