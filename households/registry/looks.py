"""Who looked at a family: its lines of the access log, found by its number."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.columns import LOG_LISTING
from accounts.audit.filters import household_finder
from accounts.permissions import Permission, may
from core.listing import Listing
from households.models import Household

from .portrait_links import PortraitLink, portrait_link


def looks_listing() -> Listing:
    """Return the access log as a list of the looks at one family."""
    return replace(
        LOG_LISTING, code="looks", title=gettext_lazy("Who looked at this family?"),
        caption=gettext_lazy("Looks at this family"),
        lead=gettext_lazy("Everybody who opened or changed this household, or had it on a list or in a file."),
    )  # fmt: skip


def find_by_number(user, number: str) -> list[int]:
    return list(Household.objects.visible_to(user).filter(number=number).values_list("pk", flat=True))


def fill_household_finder() -> None:
    household_finder.find = find_by_number


@portrait_link("looks", order=90)
def who_looked(request, household):
    """Lead those who may to the looks at the family."""
    if not may(request.user, Permission.HOUSEHOLD_LOOKS, household.village):
        return None
    return PortraitLink(_("Who looked at this family?"), reverse("households:looks", args=[household.pk]))
