"""The page that waits until the worker has carried out an order for a month."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission, guard
from core.jobs.actions import repeat_job
from core.templatetags import pw
from reports.models import ReportOrder, ReportOrderKind

from . import orders
from .place import report_title

ORDER_DONE_MESSAGES = {
    ReportOrderKind.OPEN: gettext_lazy("Opened and counted: %(month)s"),
    ReportOrderKind.COUNT: gettext_lazy("Counted again: %(month)s"),
    ReportOrderKind.FREEZE: gettext_lazy("Frozen: %(month)s"),
    ReportOrderKind.CORRECT: gettext_lazy("The correction has begun: %(month)s"),
}


def visible_report_order(request, pk):
    return get_object_or_404(ReportOrder.objects.visible_to(request.user).select_related("owner"), pk=pk)


@never_cache
@require_GET
@guard(Permission.REPORT_KEEP)
def order_page(request, pk):
    """Show the progress; when it is done, go on to the month, or say why it could not be done."""
    found = visible_report_order(request, pk)
    if not found.finished_at:
        return render(request, "reports/month/order.html", order_waiting_context(found))
    report = orders.report_order_result(found)
    if found.failure or report is None:
        messages.error(request, found.failure or _("Nothing was changed."))
        return redirect(orders.report_order_origin(found))
    messages.success(request, str(ORDER_DONE_MESSAGES[found.kind]) % {"month": report_title(report)})
    return redirect(report)


def order_waiting_context(order) -> dict:
    """Return what the page says while it waits."""
    return {
        "order": order,
        "month": pw.month(order.month),
        "begun": order.is_worked_at,
        "is_stalled": order.is_stalled,
        "crumbs": [
            {"label": _("Monthly report"), "url": reverse("reports:months", query={"county": order.county})},
            {"label": pw.month(order.month)},
        ],
    }


@never_cache
@require_GET
@guard(Permission.REPORT_KEEP)
def order_progress(request, pk):
    """Show the progress bar alone; when the work is done, htmx reloads the page, which leads on."""
    found = visible_report_order(request, pk)
    if found.finished_at:
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, "reports/month/_order_progress.html", order_waiting_context(found))


@require_POST
@guard(Permission.REPORT_KEEP)
def order_again(request, pk):
    """Send the order to the worker once more."""
    found = visible_report_order(request, pk)
    repeat_job(found)
    return redirect(found)
