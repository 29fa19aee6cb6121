"""One alert, as a page or beside the list, and its steps."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record
from accounts.permissions import Permission, guard, must
from core.listing import asks_for_list
from core.workflow import Overtaken, Refused

from . import actions, page
from .forms import form_for
from .workflow import ALERT


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def alert(request, pk):
    """Everything about one alert; htmx is answered with what stands beside the list."""
    found = visible(request, pk)
    record(request.user, "opened", found, area=found.village)
    return alert_page(request, found)


def visible(request, pk):
    return get_object_or_404(page.visible_alert(request.user), pk=pk)


def alert_page(request, found, *, typed=None, changed=False, status=200):
    beside = asks_for_list(request)
    context = page.about(request, found, typed=typed, beside=beside) | {"lead": page.lead(found)}
    if typed and typed.step not in ALERT.from_state(found.state):
        context["left_over"] = words_of(typed)
    context["crumbs"] = crumbs(found)
    answer = render(request, "alerts/alert/_alert.html" if beside else "alerts/alert/alert.html", context, status=status)
    answer.headers["Vary"] = "HX-Request"
    if changed:
        answer.headers["HX-Trigger"] = "alerts-changed"
    return answer


def words_of(form) -> list:
    """(label, what was typed) of a form that fits no more, so that nothing is lost."""
    return [(field.label, field.value()) for field in form.visible_fields() if field.value()]


def crumbs(found) -> list[dict]:
    """The queue, the township, the village: each leads to its alerts."""
    queue = reverse("alerts:queue")
    areas = [found.village.parent, found.village] if found.village.parent else [found.village]
    places = [{"label": area.name, "url": f"{queue}?village={area.code}"} for area in areas]
    return [{"label": _("Alerts"), "url": queue}, *places, {"label": found.household.number}]


@never_cache
@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def step(request, pk, step):
    """Take one step from the state that was on the page. Whatever goes wrong, what was typed stays."""
    found = visible(request, pk)
    if step not in ALERT.by_name:
        raise Http404
    one = ALERT[step]
    must(request.user, one.permission, found.village)
    form = form_for(one, request.POST, alert=found, user=request.user, beside=asks_for_list(request))
    if not form.is_valid():
        return alert_page(request, found, typed=form, status=422)
    said = dict(form.cleaned_data)
    try:
        actions.take(found, step, by=request.user, seen=said.pop("seen"), **said)
    except Refused as error:
        form.add_error(None, str(error))
        return alert_page(request, visible(request, pk), typed=form, status=422)
    except Overtaken as error:
        return overtaken(request, pk, form, str(error))
    messages.success(request, f"{page.DONE[step]}: {found.household.number}")
    return after(request, pk)


def overtaken(request, pk, form, message):
    """Somebody was quicker: say who and what, show the alert as it is now, and keep what was typed."""
    now = visible(request, pk)
    messages.error(request, f"{message} {page.overtaken_by(now)}")
    form.data = form.data.copy()
    form.data["seen"] = now.state
    return alert_page(request, now, typed=form, changed=True, status=409)


def after(request, pk):
    """The alert as it is now; another village may be the holder, and then it is out of sight."""
    now = page.visible_alert(request.user).filter(pk=pk).first()
    if now is None:
        return redirect("alerts:queue")
    return alert_page(request, now, changed=True) if asks_for_list(request) else redirect(now)
