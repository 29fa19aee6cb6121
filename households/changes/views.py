"""The changes that wait to be confirmed: the list, several confirmed at once, and the page of one."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.listing import list_page
from core.submitting import submit_form
from core.text import bracketed
from core.workflow import state_now
from households.models import ChangeState, Household, RegistryChange
from households.registry.names import masked_label

from . import actions, sides
from .columns import CHANGE_LISTING
from .declare import CHANGE_KINDS, kind_of
from .filters import ChangeFilter
from .forms import RefuseForm
from .values import standing_key
from .workflow import CHANGE_WORKFLOW

RELATED = ("household", "member", "village__parent", "proposed_by", "decided_by", "county")
CHANGE_STEP_DONE = {
    "confirm": gettext_lazy("Confirmed: the registry says so now."),
    "refuse": gettext_lazy("Refused: the registry stays, or is again, as it was before."),
    "withdraw": gettext_lazy("Withdrawn: nobody needs to confirm it any more."),
}
MOST_AT_ONCE = 20  # one page of the list


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.HOUSEHOLD_VIEW)
def change_list(request):
    """Show what waits to be confirmed in one's territory; confirm what is ticked when the form is sent."""
    if request.method == "POST":
        confirm_ticked_changes(request)
        return redirect(request.get_full_path())
    rows = RegistryChange.objects.visible_to(request.user).filter(kind__in=list(CHANGE_KINDS))
    rows = rows.select_related(*RELATED).prefetch_related("household__members")
    may_confirm = request.user.holds(Permission.REGISTRY_CONFIRM)
    more = (
        {"action": _("Add a family"), "action_url": reverse("households:new")}
        if request.user.holds(Permission.REGISTRY_PROPOSE)
        else {}
    )
    return list_page(
        request,
        rows,
        ChangeFilter,
        CHANGE_LISTING,
        template="households/changes/queue.html",
        part="households/changes/_queue.html",
        may_confirm=may_confirm,
        empty_homes=Household.objects.visible_to(request.user).active().without_people().count(),
        per_page=MOST_AT_ONCE,
        **more,
    )


def confirm_ticked_changes(request) -> None:
    """Confirm every ticked change, and name each that was not and why. A tick carries what stood on the page."""
    must(request.user, Permission.REGISTRY_CONFIRM)
    shown = parse_shown(request.POST.getlist("change"))
    if not shown:
        messages.warning(request, _("Nothing was confirmed: tick at least one change first."))
        return
    chosen = RegistryChange.objects.visible_to(request.user).filter(pk__in=shown).select_related(*RELATED)
    done, refused = actions.confirm_several(chosen.order_by("pk"), shown, by=request.user)
    if done:
        words = ngettext("%(n)s change is in force.", "%(n)s changes are in force.", len(done))
        messages.success(request, words % {"n": len(done)})
    for change, why in refused:
        messages.warning(request, _("Not confirmed: %(what)s. %(why)s") % {"what": change_name(change), "why": why})


def parse_shown(values) -> dict[int, str]:
    """Return what was ticked with what stood on the page: "17:9f3c" is {17: "9f3c"}; invalid values are left out."""
    pairs = (value.partition(":") for value in values[:MOST_AT_ONCE])
    return {int(pk): key for pk, _colon, key in pairs if pk.isascii() and pk.isdecimal() and len(pk) < 19 and key}


def change_name(change) -> str:
    """Return what a change is about: "Correct a person: Sample Chen (T000000001)"."""
    number, name = change.household.number if change.household else change.village.name, sides.who_it_is_about(change)
    who = f"{name}{bracketed(number)}" if name else number
    return _("%(what)s: %(who)s") % {"what": kind_of(change).label, "who": who}


def visible_change(request, pk):
    found = RegistryChange.objects.visible_to(request.user).filter(kind__in=list(CHANGE_KINDS))
    return get_object_or_404(found.select_related(*RELATED), pk=pk)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def change_page(request, pk):
    """Show one change with what stands beside it, who said it, and what can be done with it."""
    change = visible_change(request, pk)
    record_access(request.user, "opened", change, area=change.village)
    return render_change_page(request, change)


def render_change_page(request, change, *, form=None, status=200):
    waits = change.state == ChangeState.PROPOSED
    steps = actions.available_change_steps(change, request.user)
    context = {
        "change": change,
        "title": change_name(change),
        "crumbs": change_crumbs(change),
        "form": form,
        "key": standing_key(kind_of(change).standing(change)) if waits else "",
        "steps": [(step, step.needs_reason) for step in steps],
        "why_not": why_not_confirmed(change, request.user) if waits else "",
        "problems": kind_of(change).problems(change, request.user) if waits else [],
        "doubts": kind_of(change).doubts(change, request.user) if waits and not change.holds else [],
        "transitions": [step_line(one) for one in change.transitions.select_related("by")],
    }
    return render(request, "households/changes/change.html", context, status=status)


def why_not_confirmed(change, user) -> str:
    """Return why this person, who might confirm changes here, may not confirm this one."""
    may_confirm = may(user, Permission.REGISTRY_CONFIRM, change.village)
    return actions.change_hindrance(change, CHANGE_WORKFLOW["confirm"], user) if may_confirm else ""


def change_crumbs(change) -> list[dict]:
    """Return links to the list, the village's part of it and the household."""
    queue = reverse("households:changes")
    village = {"label": change.village.name, "url": f"{queue}?village={change.village.code}"}
    home = change.household and {"label": masked_label(change.household), "url": change.household.get_absolute_url()}
    found = [{"label": _("Registry changes"), "url": queue}, village, home, {"label": kind_of(change).label}]
    return [one for one in found if one]


def step_line(transition):
    """Return a step with its name in words."""
    step = CHANGE_WORKFLOW.by_name.get(transition.step)
    transition.words = ChangeState(transition.target).label if step else pgettext("registry change", "Proposed")
    return transition


@require_POST
@guard(Permission.REGISTRY_PROPOSE)
def change_step(request, pk, step):
    """Confirm, refuse or withdraw one change, from what the page showed."""
    change = visible_change(request, pk)
    if step not in CHANGE_WORKFLOW.by_name:
        raise Http404
    must(request.user, CHANGE_WORKFLOW[step].permission, change.village)
    form = RefuseForm(request.POST)
    form.fields["reason"].required = step == "refuse"
    said = {"by": request.user, "seen": "proposed", "shown": request.POST.get("shown", "")}
    act = partial(actions.take_change_step, change, step, **said)
    sent = submit_form(form, act, partial(state_now, change), partial(messages.error, request))
    if not sent.done:
        return render_change_page(request, visible_change(request, pk), form=form, status=sent.status)
    messages.success(request, CHANGE_STEP_DONE[step])
    return redirect(change)
