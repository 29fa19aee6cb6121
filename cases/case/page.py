"""The page of a case, and how a form on it comes back when something is wrong: with everything that was typed."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import must
from core.submitting import submit_form, typed_words
from core.workflow import state_now

from . import about
from .sections import render_case_sections


def get_visible_case(request, pk):
    return get_object_or_404(about.visible_cases(request.user), pk=pk)


def get_permitted_case(request, pk, permission):
    """Show a case on which this person may do what `permission` stands for."""
    case = get_visible_case(request, pk)
    must(request.user, permission, case.household.village)
    return case


def render_case_page(request, case, *, typed=None, status=200):
    """Show the page; `typed` is a form that was sent and could not be used. Where it still fits it stands in its place,
    where it does not its words are shown."""
    request.typed, request.typed_stands = typed, False
    context = about.case_context(request, case, typed) | {"sections": render_case_sections(request, case)}
    context |= {"lead": about.case_heading(case), "crumbs": case_breadcrumbs(case)}
    if typed and typed not in context["step_forms"] and not request.typed_stands:
        context["left_over"] = typed_words(typed)
    return render(request, "cases/case/case.html", context, status=status)


def returned_form(request, form):
    """For a section: the form that came back in place of this fresh one, when it is the same (the same address)."""
    typed = getattr(request, "typed", None)
    if typed is None or typed.helper.form_action != form.helper.form_action:
        return form
    request.typed_stands = True
    return typed


def case_breadcrumbs(case) -> list[dict]:
    """Return the list, the township, the village: each leads to its cases."""
    cases, village = reverse("cases:list"), case.household.village
    areas = [village.parent, village] if village.parent else [village]
    places = [{"label": area.name, "url": f"{cases}?village={area.code}"} for area in areas]
    return [{"label": _("Cases"), "url": cases}, *places, {"label": case.household.number}]


def submit_case_form(request, case, form, act, done):
    """Do what a form on the page asks for: `act(**said)` is called with its fields. Then back to the page with the
    words `done`; whatever goes wrong, the page comes back with what was typed and with what to do about it."""
    sent = submit_form(form, act, partial(state_now, case, _("the system")), partial(messages.error, request))
    if sent.done:
        messages.success(request, done)
        return redirect(case)
    return render_case_page(request, get_visible_case(request, case.pk), typed=form, status=sent.status)
