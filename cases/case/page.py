"""The page of a case, and how a form on it comes back when something is wrong: with everything that was typed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import must
from core.workflow import ActionRefused, StaleState

from . import about
from .sections import render_case_sections


def get_visible_case(request, pk):
    return get_object_or_404(about.visible_cases(request.user), pk=pk)


def get_permitted_case(request, pk, permission):
    """A case on which this person may do what `permission` stands for."""
    case = get_visible_case(request, pk)
    must(request.user, permission, case.household.village)
    return case


def render_case_page(request, case, *, typed=None, status=200):
    """The page; `typed` is a form that was sent and could not be used. Where it still fits it stands in its place,
    where it does not its words are shown."""
    request.typed, request.typed_stands = typed, False
    context = about.case_context(request, case, typed) | {"sections": render_case_sections(request, case)}
    context |= {"lead": about.case_heading(case), "crumbs": case_breadcrumbs(case)}
    if typed and typed not in context["step_forms"] and not request.typed_stands:
        context["left_over"] = typed_form_words(typed)
    return render(request, "cases/case/case.html", context, status=status)


def returned_form(request, form):
    """For a section: the form that came back in place of this fresh one, when it is the same (the same address)."""
    typed = getattr(request, "typed", None)
    if typed is None or typed.helper.form_action != form.helper.form_action:
        return form
    request.typed_stands = True
    return typed


def typed_form_words(form) -> list:
    """(label, what was typed) of a form that fits no more, so that nothing is lost."""
    return [
        (field.label, field.value()) for field in form.visible_fields() if field.value() and not field.field.disabled
    ]


def case_breadcrumbs(case) -> list[dict]:
    """The list, the township, the village: each leads to its cases."""
    cases, village = reverse("cases:list"), case.household.village
    areas = [village.parent, village] if village.parent else [village]
    places = [{"label": area.name, "url": f"{cases}?village={area.code}"} for area in areas]
    return [{"label": _("Cases"), "url": cases}, *places, {"label": case.household.number}]


def submit_case_form(request, case, form, act, done):
    """Do what a form on the page asks for: `act(**said)` is called with its fields. Then back to the page with the
    words `done`; whatever goes wrong, the page comes back with what was typed and with what to do about it."""
    if not form.is_valid():
        return render_case_page(request, case, typed=form, status=422)
    try:
        act(**form.cleaned_data)
    except (ActionRefused, PermissionDenied, ValidationError) as error:
        form.add_error(None, error if isinstance(error, ValidationError) else str(error))
        return render_case_page(request, get_visible_case(request, case.pk), typed=form, status=422)
    except StaleState as error:
        return render_overtaken_case(request, case, form, str(error))
    messages.success(request, done)
    return redirect(case)


def render_overtaken_case(request, case, form, message):
    """Somebody was quicker: say who and what, show the case as it is now, and keep what was typed."""
    now = get_visible_case(request, case.pk)
    messages.error(request, f"{message} {about.explain_overtaken_case(now)}")
    if "seen" in form.fields:
        form.data = form.data.copy()
        form.data["seen"] = now.state
    return render_case_page(request, now, typed=form, status=409)
