"""The queue: the alerts of a territory by the time that is left, and steps taken with several at once."""

from django.contrib import messages
from django.db.models import Case, Value, When
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from alerts.alert import actions as alert_actions
from alerts.alert.workflow import ALERT_WORKFLOW
from alerts.models import Alert
from alerts.waiting import waiting_alerts_condition
from core.dates import today
from core.listing import list_page
from core.listing.search import seal_search_text
from core.submitting import message_refused, parse_ticked
from households.registry.names import masked_labels

from .columns import ALERT_LISTING
from .filters import AlertFilter
from .waiting import last_decision_day

MINE_FIRST = {"mine": ("-mine", "due_on", "-level")}
BULK_STEPS = {  # step: the key that takes it; these can be taken with several alerts
    "dispatch": (Permission.ALERT_DISPATCH, "d"),
    "accept": (Permission.ALERT_WORK, "a"),
    "close": (Permission.ALERT_CLOSE, "c"),
}


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
    rows = Alert.objects.visible_to(user).select_related("household", "village__parent")
    sorts = ALERT_LISTING.allowed_sorts()
    if user.holds(Permission.ALERT_WORK) and not user.holds(Permission.ALERT_CLOSE):
        rows = rows.alias(mine=Case(When(waiting_alerts_condition(user, today()), then=Value(1)), default=Value(0)))
        sorts = MINE_FIRST | sorts  # those who verify see first what waits for the village
    return list_page(
        request,
        rows,
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


def bulk_alert_steps(user) -> list:
    """Return (step, key) for the steps this person may take with several alerts."""
    return [(ALERT_WORKFLOW[name], key) for name, (permission, key) in BULK_STEPS.items() if user.holds(permission)]


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
