"""The page of a case, and how a form on it comes back with an error and everything that was typed."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import must
from core.submitting import submit_form, typed_words
from core.workflow import state_now
from households.registry.names import masked_label

from . import about
from .sections import render_case_sections


def get_visible_case(request, pk):
    return get_object_or_404(about.visible_cases(request.user), pk=pk)


def get_permitted_case(request, pk, permission):
    """Return a case on which this person may do what `permission` allows."""
    case = get_visible_case(request, pk)
    must(request.user, permission, case.household.village)
    return case


def render_case_page(request, case, *, typed=None, status=200):
    """Show the page. `typed` is a form that was sent and had an error: it replaces its fresh form, or its words are
    shown when that form is gone."""
    request.typed, request.typed_stands = typed, False
    context = about.case_context(request, case, typed) | {"sections": render_case_sections(request, case)}
    context |= {"lead": about.case_heading(case), "crumbs": case_breadcrumbs(case)}
    context["whose"] = context["crumbs"][-1]["label"]
    if typed and typed not in context["step_forms"] and not request.typed_stands:
        context["left_over"] = typed_words(typed)
    return render(request, "cases/case/case.html", context, status=status)


def returned_form(request, form):
    """Return the form that came back with an error in place of this fresh one, when both have the same address."""
    typed = getattr(request, "typed", None)
    if typed is None or typed.helper.form_action != form.helper.form_action:
        return form
    request.typed_stands = True
    return typed


def case_breadcrumbs(case) -> list[dict]:
    """Return links to the cases of the county, the township and the village."""
    cases, village = reverse("cases:list"), case.household.village
    areas = [village.parent, village] if village.parent else [village]
    places = [{"label": area.name, "url": f"{cases}?village={area.code}"} for area in areas]
    return [{"label": _("Cases"), "url": cases}, *places, {"label": masked_label(case.household)}]


def submit_case_form(request, case, form, act, done):
    """Do what a form on the page asks for by calling `act(**fields)`, and return to the page with the message `done`.
    On any error the page comes back with what was typed and what to do."""
    sent = submit_form(form, act, partial(state_now, case, _("the system")), partial(messages.error, request))
    if sent.done:
        messages.success(request, done)
        return redirect(case)
    return render_case_page(request, get_visible_case(request, case.pk), typed=form, status=sent.status)
