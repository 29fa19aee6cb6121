"""Requests of people about their own data: the list, one of them, its steps, and the copy as a file."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.audit.log import record_access
from accounts.people.forms import ReasonForm
from accounts.permissions import Permission, guard, may, must
from core.listing import list_page
from core.submitting import submit_form
from core.workflow import ActionRefused, state_now
from households.models import DataRequest, RequestKind, RequestState
from households.registry.portrait_links import PortraitLink, portrait_link
from households.registry.views import household_crumbs, visible_household

from .actions import available_request_steps, kept_until, receive_request, take_request_step, why_kept
from .columns import REQUEST_LISTING
from .copy import take_copy
from .forms import RequestForm
from .workflow import REQUEST_STEP_DONE, REQUEST_WORKFLOW

RELATED = ("household__village__parent", "household__county", "member", "recorded_by", "decided_by")
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@never_cache
@require_GET
@guard(Permission.DATA_VIEW)
def request_list(request):
    """Show what people asked about their data, the newest first."""
    return list_page(
        request, DataRequest.objects.visible_to(request.user).select_related(*RELATED), None, REQUEST_LISTING
    )


@portrait_link("data-request", order=95)
def ask_about_data(request, household):
    """Lead those who may to the form that records a request."""
    if household.anonymous_since or not may(request.user, Permission.DATA_KEEP, household.village):
        return None
    return PortraitLink(
        _("Record a request about its data"), reverse("households:data-request-new", args=[household.pk])
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.DATA_KEEP)
def request_new(request, pk):
    """Record what a family asks about its data."""
    household = visible_household(request, pk)
    must(request.user, Permission.DATA_KEEP, household.village)
    form = RequestForm(request.POST or None, household=household)
    act = partial(receive_request, household, by=request.user)
    sent = submit_form(form, act) if request.method == "POST" else None
    if sent and sent.done:
        messages.success(request, _("Recorded. A leader decides it by the day named below."))
        return redirect(sent.result)
    record_access(request.user, "opened", household, area=household.village)
    context = {"form": form, "crumbs": household_crumbs(household)}
    return render(request, "households/requests/new.html", context, status=sent.status if sent else 200)


def seen_request(request, pk) -> DataRequest:
    return get_object_or_404(DataRequest.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


@never_cache
@require_GET
@guard(Permission.DATA_VIEW)
def request_page(request, pk):
    """Show one request, why data is kept where it is, and the steps this person may take."""
    return render_request_page(request, seen_request(request, pk))


@require_POST
@guard(Permission.DATA_VIEW)
def request_step(request, pk, step):
    """Grant, refuse, withdraw or finish a request."""
    asked = seen_request(request, pk)
    if step not in REQUEST_WORKFLOW.by_name:
        raise Http404
    form = ReasonForm(request.POST)
    form.fields["reason"].required = REQUEST_WORKFLOW[step].needs_reason
    act = partial(take_request_step, asked, step, by=request.user, seen=request.POST.get("seen"))
    sent = submit_form(form, act, partial(state_now, asked))
    if sent.done:
        messages.success(request, str(REQUEST_STEP_DONE[step]))
        return redirect(asked)
    return render_request_page(request, asked, form, sent.status)


def render_request_page(request, asked, form=None, status=200):
    record_access(request.user, "opened", asked, area=asked.household.village, shown=[asked.household_id])
    transitions = list(asked.transitions.select_related("by"))
    for one in transitions:
        one.words = REQUEST_STEP_DONE[one.step]
    to_do = asked.kind if asked.state == RequestState.GRANTED else ""
    waits_to_erase = asked.kind == RequestKind.ERASE and asked.state == RequestState.RECEIVED
    context = {
        "asked": asked,
        "steps": available_request_steps(asked, request.user),
        "why_not": why_kept(asked.household) if waits_to_erase else "",
        "kept_until": kept_until(asked.household) if waits_to_erase else "",
        "errors": form.errors if form is not None and form.is_bound else {},
        "transitions": transitions,
        "may_take": to_do == RequestKind.COPY and may(request.user, Permission.DATA_KEEP, asked.household.village),
        "may_correct": to_do == RequestKind.CORRECT,
        "crumbs": [
            {"label": _("Requests about one's own data"), "url": reverse("households:data-requests")},
            {"label": asked.get_kind_display()},
        ],
    }
    return render(request, "households/requests/request.html", context, status=status)


@never_cache
@require_GET
@guard(Permission.DATA_KEEP)
def request_file(request, pk):
    """Give the copy that was granted, as a workbook."""
    asked = seen_request(request, pk)
    try:
        body = take_copy(asked, by=request.user)
    except ActionRefused as error:
        messages.error(request, str(error))
        return redirect(asked)
    name = f'attachment; filename="copy-{asked.pk}.xlsx"'
    return HttpResponse(body, content_type=WORKBOOK, headers={"Content-Disposition": name})
