"""One case as a page, and its steps."""

from functools import partial

from django.http import Http404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.audit.log import record
from accounts.permissions import Permission, guard, must
from cases.choices import CaseStep

from . import actions
from .forms import form_for
from .page import attempt, case_page, visible
from .workflow import CASE

BY_SETTLING = {"uphold", "uphold_clearing"}


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def case(request, pk):
    """Everything about one case. Opening it is a line in the access log; the inbox asks whether it was looked at."""
    found = visible(request, pk)
    record(request.user, "opened", found, area=found.household.village)
    return case_page(request, found)


@never_cache
@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def step(request, pk, step):
    """Take one step from the state that was on the page. Whatever goes wrong, what was typed stays."""
    found = visible(request, pk)
    if step not in CASE.by_name or step in BY_SETTLING:
        raise Http404
    one = CASE[step]
    must(request.user, one.permission, found.household.village)
    form = form_for(one, request.POST, case=found, user=request.user)
    act = partial(actions.take, found, step, by=request.user)
    return attempt(request, found, form, act, f"{CaseStep(step).label}: {found.household.number}")
