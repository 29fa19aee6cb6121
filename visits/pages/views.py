"""The log of visits: the list, one visit with everything about it, its photos, and the steps of officials."""

import datetime as dt
from functools import partial

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from core.crypto import files as sealed_files
from core.listing import list_page
from core.outbox.actions import lies_in_outbox
from core.submitting import submit_form
from core.workflow import state_now
from visits import actions, photos
from visits.models import Photo, PhotoKind, Visit, VisitState
from visits.planning import overdue
from visits.signals import RECOMPUTE
from visits.workflow import VISIT_WORKFLOW

from . import correct_views
from . import visit_page as one_visit
from .columns import VISIT_LISTING
from .filters import VisitFilter
from .follow_ups import visit_offers

COLOUR_WAIT = dt.timedelta(minutes=3)  # after that the nightly run recomputes the household
MAX_COLOUR_TRIES = 8  # so often the page asks for the new colour


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def visit_list(request):
    """Show the visits of one's territory, the newest first."""
    visits = Visit.objects.visible_to(request.user).select_related("household", "village", "visited_by")
    return list_page(request, visits.defer("note"), VisitFilter, VISIT_LISTING)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def visit_detail_page(request, pk):
    """Show everything about one visit, with an entry in the access log."""
    found = visible_visit(request, pk)
    record_access(request.user, "opened", found, area=found.household.village)
    return render_visit_page(request, found)


def visible_visit(request, pk):
    visits = Visit.objects.visible_to(request.user).annotate(metres=overdue.distance_from_home())
    return get_object_or_404(visits.select_related(*one_visit.VISIT_PAGE_RELATED), pk=pk)


def render_visit_page(request, found, *, typed=None, status=200):
    """Draw the page of a visit. `typed`: {step: reason} of a step that was refused, so that nothing typed is lost."""
    context = one_visit.visit_page_context(found, request.user) | recompute_context(found)
    context["steps"] = one_visit.visit_step_buttons(found, request.user, typed or {})
    context["offers"] = visit_offers(request, found)
    context["correction"] = correct_views.waiting_correction(found)
    context["may_correct"] = not correct_views.correction_hindrance(found, request.user)
    return render(request, "visits/pages/visit.html", context, status=status)


def recompute_context(found, tries=0) -> dict:
    """Return whether the household's new colour is still being computed."""
    since = timezone.now() - found.received_at
    asked_for = since < COLOUR_WAIT and tries < MAX_COLOUR_TRIES
    waiting = asked_for and lies_in_outbox(RECOMPUTE, found.household.village.county_code, found.household_id)
    return {"visit": found, "waiting": waiting, "tries": tries + 1}


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def visit_colour(request, pk):
    """Show the household's colour alone; the page asks for it until it is computed."""
    found = visible_visit(request, pk)
    if not request.htmx:
        return redirect(found)
    tries = request.GET.get("tries", "")
    context = recompute_context(found, int(tries) if tries.isdecimal() and len(tries) < 4 else MAX_COLOUR_TRIES)
    return render(request, "visits/pages/_colour.html", context)


class VisitReasonForm(forms.Form):
    reason = forms.CharField(
        required=False,
        max_length=300,
        error_messages={"max_length": gettext_lazy("The reason is too long: at most 300 characters.")},
    )
    seen = forms.ChoiceField(required=False, choices=VisitState.choices)  # the state on the page from which it was sent


@require_POST
@guard(Permission.VISIT_REVIEW)
def visit_step(request, pk, step):
    """Accept, send back or void a visit."""
    if step not in VISIT_WORKFLOW.by_name:
        raise Http404
    found = visible_visit(request, pk)
    must(request.user, Permission.VISIT_REVIEW, found.household.village)
    form = VisitReasonForm(request.POST)
    sent = submit_form(form, partial(actions.take_visit_step, found, step, by=request.user), partial(state_now, found))
    if sent.done:
        messages.success(request, one_visit.VISIT_STEP_DONE[step])
        return redirect(found)
    messages.error(request, form_error_words(form))
    typed = {step: request.POST.get("reason", "")}
    return render_visit_page(request, visible_visit(request, pk), typed=typed, status=sent.status)


def form_error_words(form) -> str:
    return " ".join(error for errors in form.errors.values() for error in errors)


@require_GET
@cache_control(private=True, max_age=600)
@guard(Permission.HOUSEHOLD_VIEW)
def visit_photo(request, pk):
    """Show one photo or signature, or play a voice note, with an entry in the access log."""
    visible = Photo.objects.visible_to(request.user).exclude(arrived_at=None)
    found = get_object_or_404(visible.select_related("visit__household__village"), pk=pk)
    if found.kind == PhotoKind.VOICE:  # it is a note that is spoken
        must(request.user, Permission.HOUSEHOLD_SECRET, found.visit.household.village)
    try:
        with sealed_files.open_stored_file(found.stored_name) as file:
            body = file.read()
    except FileNotFoundError as error:
        raise Http404(_("The file of this photo is missing on the server. Please tell your administrator.")) from error
    record_access(request.user, "photo_opened", found, area=found.visit.household.village)
    headers = {"X-Content-Type-Options": "nosniff", "Content-Disposition": "inline"}
    content_type = photos.voice_content_type(body) or photos.photo_content_type(body)
    return HttpResponse(body, content_type=content_type, headers=headers)
