"""One claim to a cash grant: its page, and its steps."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, may
from core.submitting import submit_form
from core.text import labelled
from core.workflow import state_now
from households.registry.names import masked_label
from work.models import CashGrantClaim

from .actions import available_claim_steps, take_claim_step
from .columns import condition_words, waiting_words
from .forms import ClaimStepForm
from .workflow import CLAIM_WORKFLOW

STEPS_DONE = {
    "apply": gettext_lazy("Applied for the grant"),
    "pay": gettext_lazy("Paid"),
    "refuse": gettext_lazy("Refused"),
    "withdraw": gettext_lazy("Withdrew the claim"),
    "again": gettext_lazy("Applied again"),
}


def visible_claim(request, pk):
    wanted = ("cash_grant__county", "household__county", "household__village__parent", "member")
    return get_object_or_404(CashGrantClaim.objects.visible_to(request.user).select_related(*wanted), pk=pk)


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def claim_page(request, pk):
    """Show one claim: how it stands, what was done, and what this person may do now."""
    claim = visible_claim(request, pk)
    record_access(request.user, "opened", claim, area=claim.household.village)
    context = {
        "claim": claim,
        "grant": claim.cash_grant,
        "condition": condition_words(claim.cash_grant),
        "whose": masked_label(claim.household),
        "waits": waiting_words(claim.state, claim.applied_on),
        "steps": available_claim_steps(claim, request.user),
        "events": claim_events(claim, may(request.user, Permission.WORK_KEEP, claim.household.village)),
    }
    return render(request, "work/cash_grants/claim.html", context)


def claim_events(claim, in_full) -> list[dict]:
    """Return what was done, newest first. Only those who keep the employment account see reasons."""
    moves = claim.transitions.select_related("by").order_by("-effective_on", "-pk")
    return [
        {"on": one.effective_on, "title": STEPS_DONE[one.step], "by": one.by, "text": in_full and one.reason}
        for one in moves
    ]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.WORK_KEEP)
def claim_step(request, pk, step):
    """Take one step of a claim, from the state shown on the page."""
    if step not in CLAIM_WORKFLOW.by_name:
        raise Http404
    claim, one, status = visible_claim(request, pk), CLAIM_WORKFLOW[step], 200
    form = ClaimStepForm(request.POST or None, step=one, claim=claim)
    if request.method == "POST":
        act = partial(take_claim_step, claim, step, by=request.user)
        sent = submit_form(form, act, partial(state_now, claim))
        if sent.done:
            messages.success(request, _("Saved."))
            return redirect(claim)
        status = sent.status
    record_access(request.user, "opened", claim, area=claim.household.village)
    title = labelled(claim.cash_grant.name, one.label)
    context = {"form": form, "title": title, "lead": masked_label(claim.household)}
    return render(request, "work/cash_grants/form.html", context, status=status)
