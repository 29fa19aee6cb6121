"""What the pages of a month ask of the worker: opening, counting, freezing and correcting count a whole county."""

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.permissions import Permission, must
from core.workflow import ActionRefused
from reports import tasks
from reports.models import ReportOrder

log = logging.getLogger(__name__)


@transaction.atomic
def request_report_order(kind, county, month, *, by, version=1, **said) -> ReportOrder:
    """Have it done; the same asked twice is one order. Raises Refused while another order for the month waits."""
    must(by, Permission.REPORT_KEEP, county)
    values = {"kind": kind, "version": version, "by": by, "language": get_language(), **said}
    waiting = ReportOrder.objects.waiting()
    order, is_new = waiting.get_or_create(county=county, month=month, finished_at=None, defaults=values)
    if (order.kind, order.by) != (kind, by):
        told = {"who": order.by, "what": order.get_kind_display()}
        raise ActionRefused(
            _("%(who)s asked the worker first: %(what)s. Wait until that is done, then ask again.") % told
        )
    if is_new:
        enqueue_report_order(order)
    return order


def enqueue_report_order(order) -> None:
    """Hand it to a worker. Without a broker it waits, and its page says so."""

    def sent():
        try:
            tasks.run_report_order.delay(order.pk)
        except OperationalError:
            log.error("Order %s waits: the broker cannot be reached.", order.pk)

    transaction.on_commit(sent)


@transaction.atomic
def resend_report_order(order, *, by) -> None:
    """Send a waiting order once more: nobody seems to be at work on it."""
    must(by, Permission.REPORT_KEEP, order.county)
    ReportOrder.objects.waiting().filter(pk=order.pk).update(asked_at=timezone.now())
    enqueue_report_order(order)
