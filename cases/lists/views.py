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
from households.registry.search import seal_search_text

from .columns import CASE_LISTING
from .filters import CaseFilter


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def case_list(request):
    """Show cases by the days left until the decision."""
    cases = Case.objects.visible_to(request.user).select_related("household__village__parent")
    search_url, begin = reverse("cases:search"), first_step(request.user)
    return list_page(request, cases, CaseFilter, CASE_LISTING, as_of=today(), search_url=search_url, **begin)


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
