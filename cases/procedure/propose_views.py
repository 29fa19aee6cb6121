"""The page on which a household is proposed by hand: the facts suggest, a person decides."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from cases.assessment import suggestion
from cases.case import actions as case_actions
from cases.case.forms import ProposeForm
from cases.choices import OPEN, CaseState
from cases.models import Case
from core.submitting import submit_form
from households.models import Household
from households.registry.portrait import draw_glances


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.CASE_PROPOSE)
def case_propose(request, household):
    """Show the facts, the type and risks they suggest, and the form to propose the household."""
    wanted = Household.objects.visible_to(request.user).with_head().select_related("village__parent", "county")
    found = get_object_or_404(wanted, pk=household)
    must(request.user, Permission.CASE_PROPOSE, found.village)
    form = ProposeForm(request.POST or None, suggested=suggestion.suggest_case(found))
    status = 200
    if request.method == "POST":
        sent = submit_form(form, partial(case_actions.propose_case, found, by=request.user))
        if sent.done:
            messages.success(request, _("The household is a candidate now. Next: verify it with two checkers."))
            return redirect(sent.result)
        status = sent.status
    record_access(request.user, "opened", found, area=found.village)
    context = {"household": found, "form": form, "evidence": draw_glances(request, found)}
    context |= {"standing": household_open_case(request.user, found)}
    return render(request, "cases/procedure/propose.html", context, status=status)


def household_open_case(user, household):
    """Return the household's open case; while there is one, nothing can be proposed."""
    still = Case.objects.visible_to(user).filter(household=household, state__in=[*OPEN, CaseState.ROLLBACK])
    return still.first()
