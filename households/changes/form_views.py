"""The pages on which the registry is corrected: a household, a person, somebody new, back or gone, another head, and a
family that is not in it yet."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may, must
from core.submitting import submit_form
from core.text import labelled
from households.choices import Relation
from households.models import ChangeState, Household, Member

from . import actions, forms
from .declare import CHANGE_KINDS
from .people import has_head, people_here


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def household_correct(request, pk):
    """Correct what the registry says of a household."""
    return answer_change_form(request, "household", forms.HouseholdForm, visible_household(request, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def person_add(request, pk):
    """Add a person to a household."""
    return answer_change_form(request, "add", forms.AddPersonForm, visible_household(request, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def head_change(request, pk):
    """Say who is the head of a household now, and how the others are related to that person."""
    return answer_change_form(request, "head", forms.NewHeadForm, visible_household(request, pk))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def person_correct(request, pk):
    """Correct what the registry says of a person."""
    member = visible_member(request, pk)
    return answer_change_form(request, "person", forms.PersonForm, member.household, member)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def person_left(request, pk):
    """Record that a person left the household or died."""
    member = visible_member(request, pk)
    return answer_change_form(request, "left", forms.LeftForm, member.household, member)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def person_back(request, pk):
    """Record that somebody who left belongs to the household again."""
    member = visible_member(request, pk)
    return answer_change_form(request, "back", forms.BackForm, member.household, member)


def visible_household(request, pk):
    """Return a household on file in one's territory."""
    households = Household.objects.visible_to(request.user).select_related("village__parent", "county")
    return get_object_or_404(households.active(), pk=pk)


def visible_member(request, pk):
    """Return a person of a household on file in one's territory."""
    people = Member.objects.visible_to(request.user).select_related("household__village__parent", "household__county")
    return get_object_or_404(people.filter(household__state="active"), pk=pk)


def answer_change_form(request, kind, form_class, household, member=None):
    """Show a form about a household, or do what it asks for."""
    must(request.user, Permission.REGISTRY_PROPOSE, household.village)
    form = form_class(request.POST or None, household=household, member=member, user=request.user)
    about = {"household": household, "member": member, "village": household.village}
    if request.method != "POST":
        record_access(request.user, "opened", member or household, area=household.village)
        return render_change_form(request, kind, form, **about)
    sent = submit_form(form, partial(change_as_typed, form, kind, request.user, about), now_of(form))
    if not sent.done:
        return render_change_form(request, kind, form, status=sent.status, **about)
    return redirect_after_change(request, sent.result)


def now_of(form):
    return getattr(form, "standing_now", None)


def change_as_typed(form, kind, by, about, /, **said):
    """Change what the form says; what looks wrong is asked about once."""
    values = form.values
    try:
        return actions.change_at_desk(
            kind, by=by, values=values, reason=said["reason"], accepted=said["accepted"], **about
        )
    except actions.OddChange:
        form.offer_accepting()
        raise


def render_change_form(request, kind, form, *, village, household=None, member=None, status=200):
    in_force = may(request.user, Permission.REGISTRY_CONFIRM, village) if village else None
    context = {
        "title": labelled(CHANGE_KINDS[kind].label, member.name) if member else CHANGE_KINDS[kind].label,
        "lead": "" if member or not household else household_words(household),
        "crumbs": form_crumbs(household, CHANGE_KINDS[kind].label),
        "follows": CHANGE_KINDS[kind].follows,
        "form": form,
        "household": household,
        "is_head": kind == "left" and member.relation == "head",
        "waits": in_force is not None and not in_force,
    }
    return render(request, "households/changes/form.html", context, status=status)


def household_words(household) -> str:
    """Return whose household it is, and its number."""
    heads = [one.name for one in people_here(household) if one.relation == Relation.HEAD]
    return " · ".join([*heads, household.number])


def form_crumbs(household, label) -> list[dict]:
    """Return links to the household, or to the list for a family that is not in the registry."""
    if household is None:
        return [{"label": _("Registry changes"), "url": reverse("households:changes")}, {"label": label}]
    return [{"label": household_words(household), "url": household.get_absolute_url()}, {"label": label}]


def redirect_after_change(request, change):
    """Say what became of a change, and lead on: to the household, or to whom it lacks a head."""
    if change.state != ChangeState.CONFIRMED:
        messages.success(request, _("Proposed: it counts when the village clerk or the township has confirmed it."))
        return redirect(change.household or change)
    messages.success(request, _("Saved. The reason stands in the changes of the household."))
    household = Household.objects.get(pk=change.household_id)
    if people_here(household) and not has_head(household):
        messages.warning(request, _("This household has no head now: please say who it is."))
        return redirect(reverse("households:head", args=[household.pk]))
    return redirect(household)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.REGISTRY_PROPOSE)
def household_new(request):
    """Add a family that is not in the registry, with its people."""
    form = forms.NewHouseholdForm(request.POST or None, user=request.user)
    if request.method != "POST":
        return render_change_form(request, "home", form, village=None)
    sent = submit_form(form, partial(add_family, form, request.user))
    if not sent.done:
        return render_change_form(request, "home", form, village=None, status=sent.status)
    return redirect_after_change(request, sent.result)


def add_family(form, by, /, village, **said):
    return change_as_typed(form, "home", by, {"village": village}, **said)
