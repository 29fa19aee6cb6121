"""The page of one alert, alone or beside the list, and its steps."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from alerts.templatetags.way import way_of
from core.listing import is_partial_request
from core.submitting import submit_form, typed_words
from core.text import labelled
from core.workflow import state_now
from households.registry.names import masked_label

from . import actions, page
from .forms import SecondLookForm, alert_step_form
from .second_looks import answer_second_look
from .workflow import ALERT_WORKFLOW


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def alert_page(request, pk):
    """Show one alert; htmx gets only the part beside the list."""
    return open_alert(request, pk, way_of(request))


def open_alert(request, pk, way):
    """Show an alert to which somebody came on a way through the queue, with an entry in the access log."""
    found = get_visible_alert(request, pk)
    record_access(request.user, "opened", found, area=found.village)
    return render_alert_page(request, found, way=way)


def get_visible_alert(request, pk):
    return get_object_or_404(page.visible_alerts(request.user), pk=pk)


def render_alert_page(request, found, *, way, typed=None, changed=False, status=200):
    beside = is_partial_request(request)
    context = page.alert_context(request, found, typed=typed, sent_from={"beside": beside, "way": way})
    context["lead"] = page.alert_heading(found)
    if typed and typed.step not in ALERT_WORKFLOW.from_state(found.state):
        context["left_over"] = typed_words(typed)
    context["whose"] = masked_label(found.household)
    context["crumbs"] = alert_crumbs(found, context["whose"])
    answer = render(
        request, "alerts/alert/_alert.html" if beside else "alerts/alert/alert.html", context, status=status
    )
    answer.headers["Vary"] = "HX-Request"
    if changed:
        answer.headers["HX-Trigger"] = "alerts-changed"
    return answer


def alert_crumbs(found, whose) -> list[dict]:
    """Return links to the alerts of the county, the township and the village."""
    queue = reverse("alerts:queue")
    areas = [found.village.parent, found.village] if found.village.parent else [found.village]
    places = [{"label": area.name, "url": f"{queue}?village={area.code}"} for area in areas]
    return [{"label": _("Alerts"), "url": queue}, *places, {"label": whose}]


@never_cache
@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def alert_step(request, pk, step):
    """Take one step from the state shown on the page. On any error the form keeps what was typed."""
    found = get_visible_alert(request, pk)
    if step not in ALERT_WORKFLOW.by_name:
        raise Http404
    one = ALERT_WORKFLOW[step]
    must(request.user, one.permission, found.village)
    sent_from = {"beside": is_partial_request(request), "way": way_of(request)}
    form = alert_step_form(one, request.POST, alert=found, user=request.user, **sent_from)
    act = partial(actions.take_alert_step, found, step, by=request.user)
    sent = submit_form(form, act, partial(state_now, found, _("the nightly run")), partial(messages.error, request))
    if sent.done:
        messages.success(request, labelled(masked_label(found.household), page.STEP_DONE_LABELS[step]))
        return render_after_alert_step(request, pk)
    now, way = get_visible_alert(request, pk), way_of(request)
    return render_alert_page(request, now, way=way, typed=form, changed=sent.status == 409, status=sent.status)


@never_cache
@require_POST
@guard(Permission.ALERT_REOPEN)
def second_look_answer(request, pk):
    """Say what the county found on its second look: the answer stands, or the alert is reopened."""
    found = get_visible_alert(request, pk)
    form = SecondLookForm(request.POST)
    sent = submit_form(form, partial(answer_second_look, found, by=request.user), tell=partial(messages.error, request))
    if sent.done:
        messages.success(request, _("The second look is on record."))
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return render_after_alert_step(request, pk)


def render_after_alert_step(request, pk):
    """Show the alert after a step. When it went to another village, this person may no longer see it."""
    now, way = page.visible_alerts(request.user).filter(pk=pk).first(), way_of(request)
    if now is None:
        return redirect(way.back_url if way else "alerts:queue")
    if is_partial_request(request):
        return render_alert_page(request, now, way=way, changed=True)
    return redirect(now.get_absolute_url() + (way.suffix if way else ""))
