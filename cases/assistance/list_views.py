"""The list of measures in the user's territory."""

from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.audit.log import record_access
from accounts.permissions import Permission, guard
from cases.models import Measure
from core.listing import list_page
from core.listing.search import seal_search_text

from .columns import MEASURE_LISTING
from .filters import MeasureFilter


@never_cache
@guard(Permission.HOUSEHOLD_VIEW)
def measure_list(request):
    """Show the measures of cases and of households without one, the latest first."""
    measures = Measure.objects.visible_to(request.user).select_related("household__village__parent", "member")
    search = reverse("cases:measure-search")
    return list_page(request, measures, MeasureFilter, MEASURE_LISTING, search_url=search)


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def measure_search(request):
    """Find the measures of a household by its number, name, ID number or phone. What was typed is encrypted in the
    address."""
    text = request.POST.get("text", "").strip()
    if not text:
        return redirect("cases:measures")
    record_access(request.user, "searched")
    return redirect(reverse("cases:measures", query={"text": seal_search_text(text, request.user)}))
