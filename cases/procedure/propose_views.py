"""A household is put forward by hand: the facts suggest, a person decides."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.permissions import Permission, guard, must
from cases.assessment import suggestion
from cases.case import actions as case_actions
from cases.case.forms import ProposeForm
from cases.choices import OPEN, CaseState
from cases.models import Case
from core.workflow import ActionRefused, StaleState
from households.models import Household


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.CASE_PROPOSE)
def case_propose(request, household):
    """What the facts say, the type and risks they suggest, and the form to put the household forward."""
    wanted = Household.objects.visible_to(request.user).with_head().select_related("village__parent", "county")
    found = get_object_or_404(wanted, pk=household)
    must(request.user, Permission.CASE_PROPOSE, found.village)
    form = ProposeForm(request.POST or None, suggested=suggestion.suggest_case(found))
    if request.method == "POST" and form.is_valid() and (made := propose_case_from_form(request, found, form)):
        messages.success(request, _("The household is a candidate now. Next: verify it with two checkers."))
        return redirect(made)
    context = {"household": found, "form": form, "standing": household_open_case(request.user, found)}
    return render(request, "cases/procedure/propose.html", context, status=422 if form.errors else 200)


def propose_case_from_form(request, household, form):
    """The new case; nothing when it was refused, and then the form says why."""
    try:
        return case_actions.propose_case(household, by=request.user, **form.cleaned_data)
    except (ActionRefused, StaleState, PermissionDenied) as error:
        form.add_error(None, str(error))
        return None


def household_open_case(user, household):
    """Its case that is still open, if there is one: then nothing can be put forward."""
    still = Case.objects.visible_to(user).filter(household=household, state__in=[*OPEN, CaseState.ROLLBACK])
    return still.first()
