"""The page of a proposed grant, and its steps."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.models import Area, Grant, GrantProposal
from accounts.permissions import Permission, guard
from core.submitting import submit_form
from core.workflow import state_now

from .forms import ReasonForm
from .proposals import available_proposal_steps, proposal_hindrance, take_proposal_step
from .views import people_crumbs
from .workflow import PROPOSAL_WORKFLOW

PROPOSAL_STEP_DONE = {
    "propose": pgettext_lazy("grant", "Proposed"),
    "confirm": pgettext_lazy("grant", "Confirmed"),
    "refuse": pgettext_lazy("grant", "Refused"),
    "withdraw": pgettext_lazy("grant", "Withdrawn"),
}
PROPOSAL_STEP_SAID = {
    "confirm": gettext_lazy("Confirmed: the grant is in force from its day on."),
    "refuse": gettext_lazy("Refused: nothing was granted."),
    "withdraw": gettext_lazy("Withdrawn: nobody needs to confirm it any more."),
}
RELATED = ("user", "county", "proposed_by", "decided_by", "taken_from")


def seen_proposal(request, pk):
    return get_object_or_404(GrantProposal.objects.visible_to(request.user).select_related(*RELATED), pk=pk)


@never_cache
@require_GET
@guard(Permission.PEOPLE_VIEW)
def grant_proposal(request, pk):
    """Show what is proposed for whom, and the steps this person may take."""
    return proposal_page(request, seen_proposal(request, pk))


@require_POST
@guard(Permission.PEOPLE_VIEW)
def grant_proposal_step(request, pk, step):
    """Confirm, refuse or withdraw a proposed grant."""
    proposal = seen_proposal(request, pk)
    if step not in PROPOSAL_WORKFLOW.by_name:
        raise Http404
    form = ReasonForm(request.POST)
    form.fields["reason"].required = PROPOSAL_WORKFLOW[step].needs_reason
    act = partial(take_proposal_step, proposal, step, by=request.user, seen=request.POST.get("seen"))
    sent = submit_form(form, act, partial(state_now, proposal))
    if sent.done:
        messages.success(request, PROPOSAL_STEP_SAID[step])
        return redirect(proposal.user if step == "confirm" else proposal)
    return proposal_page(request, proposal, form, sent.status)


def proposal_page(request, proposal, form=None, status=200):
    hindered = proposal_hindrance(proposal, PROPOSAL_WORKFLOW["confirm"], request.user)
    waits = proposal.state == "proposed" and request.user.holds(Permission.GRANT_CONFIRM)
    transitions = list(proposal.transitions.select_related("by"))
    for one in transitions:
        one.words = PROPOSAL_STEP_DONE[one.step]
    context = {
        "proposal": proposal,
        "areas": Area.objects.filter(pk__in=proposal.areas),
        "ends": Grant.objects.filter(pk__in=proposal.ends).select_related("user", "area"),
        "crumbs": people_crumbs(proposal.user),
        "steps": available_proposal_steps(proposal, request.user),
        "why_not": hindered if waits else "",
        "errors": form.errors if form is not None and form.is_bound else {},
        "transitions": transitions,
    }
    return render(request, "accounts/people/proposal.html", context, status=status)
