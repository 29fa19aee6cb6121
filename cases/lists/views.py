"""The cases of one's territory."""

from django.db.models import Case as Choose
from django.db.models import F, Prefetch, When
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from cases.choices import PROPOSED
from cases.models import Case
from core.dates import today
from core.listing import list_page
from households.registry.filters import household_heads
from households.registry.search import seal_search_text

from .filters import CaseFilter

CASE_SORTS = {
    "days": ("due", "-identified_on"),
    "identified": "identified_on",
    "village": ("household__village__path", "household__number"),
}


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def case_list(request):
    """Cases by the days that are left for deciding; each line says where it stands."""
    cases = with_case_cells(Case.objects.visible_to(request.user))
    cases = cases.alias(due=Choose(When(state__in=PROPOSED, then=F("decide_by"))))
    may_propose = request.user.holds(Permission.CASE_PROPOSE)
    return list_page(
        request, cases, CaseFilter, "cases/lists/case_list.html", sorts=CASE_SORTS, day=today(), may_propose=may_propose
    )


def with_case_cells(cases):
    """With everything the cells of a page read; the number of questions does not grow with the rows."""
    return cases.select_related("household__village__parent").prefetch_related(
        Prefetch("household__members", household_heads.only("household_id", "name"), to_attr="heads")
    )


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def case_search(request):
    """The cases of a household by its number, name, ID number or phone; the text stands sealed in the address."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("cases:list")
    record_access(request.user, "searched")
    return redirect(reverse("cases:list", query={"text": seal_search_text(text, request.user)}))
