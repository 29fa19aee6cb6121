"""The page on which a township decides about a household where nobody was met in several attempts."""

from functools import partial

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard, must
from core.submitting import submit_form
from core.text import labelled
from households.models import Household
from households.registry.names import masked_label
from visits.models import UnreachedDecision, Visit

from . import actions
from .forms import UnreachedForm


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@guard(Permission.VISIT_REVIEW)
def unreached_page(request, household):
    """Show on which days nobody was met, and decide what follows."""
    found = Household.objects.visible_to(request.user).select_related("village", "county")
    home = get_object_or_404(found, pk=household)
    must(request.user, Permission.VISIT_REVIEW, home.village)
    form, status = UnreachedForm(request.POST or None), 200
    if request.method == "POST":
        sent = submit_form(form, partial(actions.decide_unreached, home, by=request.user))
        if sent.done:
            messages.success(request, labelled(masked_label(home), sent.result.in_words))
            return redirect("accounts:waiting")
        status = sent.status
    return render(request, "visits/unreached/unreached.html", unreached_context(request, home, form), status=status)


def unreached_context(request, home, form) -> dict:
    record_access(request.user, "opened", home, area=home.village)
    whose = masked_label(home)
    return {
        "household": home,
        "whose": whose,
        "form": form,
        "is_open": actions.is_unreached(home),
        "attempts": Visit.objects.visible_to(request.user).open_attempts().filter(household=home),
        "decision": UnreachedDecision.objects.visible_to(request.user).filter(household=home).first(),
        "crumbs": [
            {"label": _("What waits for me"), "url": reverse("accounts:waiting")},
            {"label": whose, "url": home.get_absolute_url()},
            {"label": _("Cannot be reached: decide")},
        ],
    }
