"""People nobody knows yet: the list with who may be meant, one of them, and what is done."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may
from core.listing import list_page
from core.submitting import submit_form
from core.workflow import ActionRefused, StaleState
from households.changes import forms as change_forms
from households.changes.form_views import (
    change_as_typed,
    redirect_after_change,
    render_change_form,
    visible_household,
    visible_member,
)
from households.models import ChangeState, UnknownPerson, UnknownPersonState
from households.registry.candidates import find_candidates, told_of_row

from . import actions
from .columns import UNKNOWN_LISTING
from .filters import UnknownPersonFilter
from .forms import AsideForm, WhichHouseholdForm

PER_PAGE = 20
RELATED = ("area__parent", "county", "member__household", "change", "settled_by")
ELSEWHERE = (UnknownPersonState.OUTSIDE, UnknownPersonState.TOWN)
COPIED = ("name", "id_number", "sex", "phone")


@never_cache
@require_GET
@guard(Permission.REGISTRY_PROPOSE)
def unknown_list(request):
    """Show the people nobody knows yet in one's territory, each with who may be meant."""
    rows = UnknownPerson.objects.visible_to(request.user).select_related(*RELATED)
    return list_page(
        request,
        rows,
        UnknownPersonFilter,
        UNKNOWN_LISTING,
        template="households/unknown/list.html",
        part="households/unknown/_list.html",
        per_page=PER_PAGE,
    )


def visible_unknown(request, pk) -> UnknownPerson:
    return get_object_or_404(UnknownPerson.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


@never_cache
@require_GET
@guard(Permission.REGISTRY_PROPOSE)
def unknown_page(request, pk):
    """Show somebody nobody knows yet, who may be meant, and what can be done."""
    person = visible_unknown(request, pk)
    record_access(request.user, "opened", person, area=person.area)
    return render_unknown_page(request, person)


def render_unknown_page(request, person, *, form=None, which=None, status=200):
    found = find_candidates({person.pk: told_of_row(person)}, request.user)[person.pk]
    context = {
        "person": person,
        "candidates": found,
        "crumbs": [
            {"label": _("People nobody knows yet"), "url": reverse("households:unknown")},
            {"label": person.name},
        ],
        "may_settle": bool(may(request.user, Permission.REGISTRY_CONFIRM, person.area)),
        "form": form,
        "which": which or WhichHouseholdForm(user=request.user, county=person.county),
        "is_open": person.state == UnknownPersonState.OPEN,
        "elsewhere": [(state.value, state.label) for state in ELSEWHERE],
        "is_proposed": bool(person.change) and person.change.state == ChangeState.PROPOSED,
    }
    return render(request, "households/unknown/person.html", context, status=status)


@require_POST
@guard(Permission.REGISTRY_CONFIRM)
def unknown_found(request, pk):
    """Say that somebody told of is this member."""
    person, member = visible_unknown(request, pk), visible_member(request, parse_pk(request.POST.get("member")))
    return settle(request, person, partial(actions.find_unknown_person, person, member, by=request.user))


@require_POST
@guard(Permission.REGISTRY_CONFIRM)
def unknown_aside(request, pk):
    """Put somebody told of aside, with a reason."""
    person, form = visible_unknown(request, pk), AsideForm(request.POST)
    if not form.is_valid():
        return render_unknown_page(request, person, form=form, status=422)
    act = partial(actions.settle_unknown_person, person, UnknownPersonState.ASIDE, by=request.user)
    return settle(request, person, partial(act, reason=form.cleaned_data["reason"]))


@require_POST
@guard(Permission.REGISTRY_CONFIRM)
def unknown_elsewhere(request, pk, state):
    """Say that somebody told of is not of this county, or lives in the town: later records of them ask nobody again."""
    person = visible_unknown(request, pk)
    if state not in ELSEWHERE:
        raise Http404
    return settle(request, person, partial(actions.settle_unknown_person, person, state, by=request.user))


@require_POST
@guard(Permission.REGISTRY_CONFIRM)
def unknown_reopen(request, pk):
    """Let somebody wait again who was settled by mistake."""
    person = visible_unknown(request, pk)
    return settle(request, person, partial(actions.reopen_unknown_person, person, by=request.user))


def settle(request, person, act):
    try:
        act()
        messages.success(request, _("Settled: %(how)s.") % {"how": person.get_state_display()})
    except (ActionRefused, StaleState) as error:
        messages.error(request, str(error))
    return redirect(person)


def parse_pk(text) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 19 else 0


@require_POST
@guard(Permission.REGISTRY_PROPOSE)
def unknown_which(request, pk):
    """Lead to the form that adds somebody told of to a household."""
    person = visible_unknown(request, pk)
    form = WhichHouseholdForm(request.POST, user=request.user, county=person.county)
    if not form.is_valid():
        return render_unknown_page(request, person, which=form, status=422)
    return redirect("households:unknown-add", person.pk, form.cleaned_data["household"].pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def unknown_add(request, pk, household):
    """Add somebody told of to a household, in a form that is filled with what was told."""
    person, home = visible_unknown(request, pk), visible_household(request, household)
    initial = {name: getattr(person, name) for name in COPIED} | {"birth_date": person.born}
    form = change_forms.AddPersonForm(request.POST or None, household=home, user=request.user, initial=initial)
    return enter(request, person, "add", form, {"household": home, "village": home.village})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def unknown_new(request, pk):
    """Enter somebody told of with a household of their own, in a form that is filled with what was told."""
    person = visible_unknown(request, pk)
    initial = {f"p1_{name}": getattr(person, name) for name in COPIED} | {"p1_birth_date": person.born}
    initial |= {"village": person.area_id, "phone": person.phone}
    form = change_forms.NewHouseholdForm(request.POST or None, user=request.user, initial=initial)
    return enter(request, person, "home", form, {"village": form.cleaned_data["village"]} if form.is_valid() else {})


def enter(request, person, kind, form, about):
    """Show a form that enters somebody, or do what it asks for and say so of the person told of."""
    shown = {"household": about.get("household"), "village": about.get("village", person.area)}
    if request.method != "POST":
        home = shown["household"]
        record_access(request.user, "opened", person, area=person.area, shown=[home.pk] if home else None)
        return render_change_form(request, kind, form, **shown)
    sent = submit_form(form, partial(enter_and_settle, person, form, kind, request.user, about))
    if not sent.done:
        return render_change_form(request, kind, form, status=sent.status, **shown)
    return redirect_after_change(request, sent.result)


@transaction.atomic
def enter_and_settle(person, form, kind, by, about, /, **said):
    change = change_as_typed(form, kind, by, about, **said)
    member = actions.entered_member(person, change)
    actions.settle_unknown_person(person, UnknownPersonState.ENTERED, by=by, member=member, change=change)
    return change
