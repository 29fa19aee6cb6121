"""The page of the decided cases that a registry file brings, and what a county leader decides about them."""

from functools import partial

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record_access
from accounts.people.forms import ReasonForm
from accounts.permissions import Permission, guard, may
from cases.models import Takeover
from core.listing import list_page
from core.submitting import submit_form
from core.workflow import state_now

from .actions import available_takeover_steps, take_takeover_step, takeover_hindrance
from .columns import TAKEOVER_LISTING
from .workflow import TAKEOVER_WORKFLOW

STEP_DONE = {
    "ask": pgettext_lazy("list of cases", "Sent"),
    "load": _("First load of the county"),
    "confirm": pgettext_lazy("list of cases", "Confirmed"),
    "refuse": pgettext_lazy("list of cases", "Refused"),
}
STEP_SAID = {
    "confirm": _("Confirmed: the cases are taken over when the file is saved."),
    "refuse": _("Refused: these cases stay out of the registry."),
}


def seen_takeover(request, pk) -> Takeover:
    related = ("county", "batch", "asked_by", "decided_by")
    return get_object_or_404(Takeover.objects.visible_to(request.user).select_related(*related), pk=pk)


@never_cache
@require_GET
@guard(Permission.CASE_TAKEOVER)
def takeover_page(request, pk):
    """Show every case that the file would decide, and the steps of whoever decides about the list."""
    takeover = seen_takeover(request, pk)
    record_access(request.user, "takeover_opened", takeover, area=takeover.county)
    return show_takeover(request, takeover)


@require_POST
@guard(Permission.CASE_APPROVE)
def takeover_step(request, pk, step):
    """Confirm or refuse the whole list."""
    takeover = seen_takeover(request, pk)
    if step not in TAKEOVER_WORKFLOW.by_name:
        raise Http404
    form = ReasonForm(request.POST)
    form.fields["reason"].required = TAKEOVER_WORKFLOW[step].needs_reason
    act = partial(take_takeover_step, takeover, step, by=request.user, seen=request.POST.get("seen"))
    sent = submit_form(form, act, partial(state_now, takeover), partial(messages.error, request))
    if sent.done:
        messages.success(request, STEP_SAID[step])
        return redirect(takeover)
    return show_takeover(request, takeover, form, sent.status)


def show_takeover(request, takeover, form=None, status=200):
    hindered = takeover_hindrance(takeover, TAKEOVER_WORKFLOW["confirm"], request.user)
    decides = takeover.state == "waiting" and may(request.user, Permission.CASE_APPROVE, takeover.county)
    transitions = list(takeover.transitions.select_related("by"))
    for one in transitions:
        one.words = STEP_DONE[one.step]
    answer = list_page(
        request,
        takeover.cases.visible_to(request.user).select_related("village"),
        None,
        TAKEOVER_LISTING,
        template="cases/takeover/list.html",
        takeover=takeover,
        steps=available_takeover_steps(takeover, request.user),
        why_not=hindered if decides else "",
        errors=form.errors if form is not None and form.is_bound else {},
        transitions=transitions,
    )
    answer.status_code = status
    return answer
