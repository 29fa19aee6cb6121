"""The page of one case, and its steps."""

from functools import partial

from django.http import Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from cases.choices import CaseStep
from core.text import labelled
from households.registry.names import masked_label

from . import actions
from .forms import make_case_step_form
from .page import get_visible_case, render_case_page, submit_case_form
from .workflow import CASE_WORKFLOW

STEPS_BY_SETTLING = {"uphold", "uphold_clearing"}


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def case_page(request, pk):
    """Show one case. Opening it is recorded in the access log; the inbox uses this to see who has looked at it."""
    found = get_visible_case(request, pk)
    record_access(request.user, "opened", found, area=found.household.village)
    return render_case_page(request, found)


@never_cache
@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def case_step(request, pk, step):
    """Take one step from the state shown on the page. On any error the form keeps what was typed."""
    found = get_visible_case(request, pk)
    if step not in CASE_WORKFLOW.by_name or step in STEPS_BY_SETTLING:
        raise Http404
    one = CASE_WORKFLOW[step]
    must(request.user, one.permission, found.household.village)
    form = make_case_step_form(one, request.POST, case=found, user=request.user)
    act = partial(actions.take_case_step, found, step, by=request.user)
    return submit_case_form(request, found, form, act, labelled(masked_label(found.household), CaseStep(step).label))
