"""The list of cases in the user's territory."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from cases.models import Case
from core.dates import today
from core.listing import list_page
from core.listing.search import seal_search_text

from .columns import CASE_LISTING
from .filters import CaseFilter


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def case_list(request):
    """Show cases by the days left until the decision."""
    cases = Case.objects.visible_to(request.user).select_related("household", "village__parent")
    more = {"search_url": reverse("cases:search"), **first_step(request.user), **measure_for_several(request)}
    return list_page(request, cases, CaseFilter, CASE_LISTING, as_of=today(), **more)


def measure_for_several(request) -> dict:
    """Return the page that plans one measure for several of the listed households, for those who may plan one."""
    if not request.user.holds(Permission.CASE_ASSIST):
        return {}
    shown = {name: value for name, value in request.GET.items() if value and name not in ("page", "sort")}
    address = reverse("cases:several-measures-plan", query=shown or None)
    return {"action": _("One measure for several"), "action_url": address}


def first_step(user) -> dict:
    """Return what to do when there is no case yet, for those who may propose one."""
    if not user.holds(Permission.CASE_PROPOSE):
        return {}
    return {"empty_link": _("Choose a household"), "empty_url": reverse("households:list")}


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def case_search(request):
    """Find the cases of a household by its number, name, ID number or phone. What was typed is encrypted in the
    address."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("cases:list")
    record_access(request.user, "searched")
    return redirect(reverse("cases:list", query={"text": seal_search_text(text, request.user)}))
