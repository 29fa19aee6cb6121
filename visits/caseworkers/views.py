"""The page of villages with their caseworkers."""

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from accounts.permissions import Permission, guard
from core.dates import today
from core.listing import list_page
from core.listing.search import seal_search_text

from .columns import caseworker_listing
from .filters import CaseworkerFilter
from .villages import count_held, villages_with_caseworkers


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_VIEW)
def caseworker_list(request):
    """Show who visits in each village, since when and how much, and which villages have nobody."""
    user = request.user
    villages = villages_with_caseworkers(user, today())
    may_call = user.holds(Permission.VISIT_REVIEW) or user.holds(Permission.CASE_APPROVE)
    search = {"search_url": reverse("visits:caseworker-search"), "search_label": _("Village or name")}
    template = "visits/caseworkers/list.html"
    listing = caseworker_listing(may_call)
    return list_page(
        request, villages, CaseworkerFilter, listing, template=template, counts=count_held(villages), **search
    )


@require_POST
@guard(Permission.HOUSEHOLD_VIEW)
def caseworker_search(request):
    """Search by village or name; what was typed stays encrypted in the address."""
    text = request.POST.get("text", "").strip()[:60]
    query = {"text": seal_search_text(text, request.user)} if text else None
    return redirect(reverse("visits:caseworkers", query=query))
