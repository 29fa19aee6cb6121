"""The queue: the alerts of a territory by the time that is left, and steps taken with several at once."""

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from alerts.alert import actions as alert_actions
from alerts.alert.views import open_alert
from alerts.alert.workflow import ALERT_WORKFLOW
from alerts.models import Alert
from alerts.templatetags.way import way_of
from core.dates import today
from core.listing import is_partial_request, list_page
from core.listing.search import seal_search_text
from core.submitting import message_refused, parse_ticked
from core.text import Label
from core.workflow import Step
from households.registry.names import masked_labels

from .columns import ALERT_LISTING
from .filters import AlertFilter
from .order import next_on_way, queue_rows
from .waiting import last_decision_day

BULK_STEPS = {  # step: the key that asks for it, and what is asked first; these can be taken with several alerts
    "dispatch": (Permission.ALERT_DISPATCH, "d", gettext_lazy("Their villages are told at once, and the time begins.")),
    "accept": (Permission.ALERT_WORK, "a", gettext_lazy("The village takes them on, and visits.")),
    "close": (Permission.ALERT_CLOSE, "c", gettext_lazy("They end, and whoever waits for the outcome is answered.")),
}


class BulkStep(NamedTuple):
    """A step that can be taken with several alerts: its key, and what happens by it, which is asked first."""

    step: Step
    key: str
    what_happens: Label


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.HOUSEHOLD_VIEW)
def alert_list(request):
    """Show the queue; take a step with the ticked alerts when the form is sent."""
    if request.method == "POST":
        take_ticked_alerts(request)
        if not request.htmx:
            return redirect(request.get_full_path())
    user = request.user
    rows, sorts = queue_rows(user)
    return list_page(
        request,
        rows.select_related("household", "village__parent"),
        AlertFilter,
        ALERT_LISTING,
        template="alerts/queue/queue.html",
        part="alerts/queue/_queue.html",
        sorts=sorts,
        steps=bulk_alert_steps(user),
        day=today(),
        as_of=today(),
        search_url=reverse("alerts:search"),
        last_chance=last_decision_day(user, today()),
        **enter_action(user),
    )


def enter_action(user) -> dict:
    """Return the page's one action, for those who may report a risk."""
    if not user.holds(Permission.ALERT_ENTER):
        return {}
    return {"action": _("Enter an alert"), "action_url": reverse("alerts:find")}


def bulk_alert_steps(user) -> list[BulkStep]:
    """Return the steps this person may take with several alerts."""
    return [
        BulkStep(ALERT_WORKFLOW[name], key, what_happens)
        for name, (permission, key, what_happens) in BULK_STEPS.items()
        if user.holds(permission)
    ]


def take_ticked_alerts(request) -> None:
    """Take one step with every ticked alert, and say which moved, which did not and why. Each tick carries the state
    shown on the page."""
    name = request.POST.get("step", "")
    seen = parse_ticked(request.POST.getlist("alert"), STEP_STATES)
    if name not in BULK_STEPS or not seen:
        messages.warning(request, _("Nothing was changed: tick at least one alert, then choose what to do with them."))
        return
    chosen = Alert.objects.visible_to(request.user).filter(pk__in=seen)
    alerts = chosen.select_related("household__village", "village").order_by("pk")
    moved, refused = alert_actions.take_step_for_alerts(alerts, name, by=request.user, seen=seen)
    message_bulk_outcome(request, ALERT_WORKFLOW[name], moved, refused, missing=len(seen) - len(moved) - len(refused))


STEP_STATES = {state for step in ALERT_WORKFLOW.steps for state in (*step.sources, step.target)}


def message_bulk_outcome(request, step, moved, refused, missing) -> None:
    """Show how many alerts moved, and the refused ones by household, grouped by reason."""
    if moved:
        words = ngettext("%(step)s: %(n)s alert.", "%(step)s: %(n)s alerts.", len(moved))
        messages.success(request, words % {"step": step.label, "n": len(moved)})
    message_refused(request, refused, masked_labels)
    if missing:
        words = ngettext(
            "%(n)s alert is no longer in your territory.", "%(n)s alerts are no longer in your territory.", missing
        )
        messages.warning(request, words % {"n": missing})


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def alert_next(request):
    """Go on to the alert that follows in the list from which the last one was opened; back to the list at its end."""
    way = way_of(request)
    found = way and next_on_way(request, way, request.GET.get("after", ""))
    if found:
        alert, way = found
        beside = is_partial_request(request)  # htmx forgets that it asked when it is sent elsewhere
        return open_alert(request, alert.pk, way) if beside else redirect(alert.get_absolute_url() + way.suffix)
    messages.info(request, _("That was the last alert of this list."))
    back = way.back_url if way else reverse("alerts:queue")
    return HttpResponse(headers={"HX-Redirect": back}) if is_partial_request(request) else redirect(back)


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def alert_search(request):
    """Find the alerts of a household by its number, name, ID number or phone. What was typed is encrypted in the
    address."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("alerts:queue")
    record_access(request.user, "searched")
    return redirect(reverse("alerts:queue", query={"text": seal_search_text(text, request.user)}))
