"""The page that says who looked at a family."""

from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from accounts.audit.filters import LooksFilter
from accounts.audit.log import record_access
from accounts.models import AccessEvent
from accounts.permissions import Permission, guard, must
from core.listing import list_page

from .looks import looks_listing
from .views import household_crumbs, visible_household


@never_cache
@require_GET
@guard(Permission.HOUSEHOLD_LOOKS)
def household_looks(request, pk):
    """Show every look at one family, the newest first. Reading it is a line of the log too."""
    household = visible_household(request, pk)
    must(request.user, Permission.HOUSEHOLD_LOOKS, household.village)
    record_access(request.user, "looks_read", household, area=household.village)
    found = AccessEvent.objects.about_household(household.pk).select_related("user", "area")
    return list_page(request, found, LooksFilter, looks_listing(), crumbs=household_crumbs(household))
