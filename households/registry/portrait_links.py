"""What one does most, on top of the portrait: visit, call, the open alert, the open case. Apps above add theirs in
their own `portrait.py`:

    @portrait_link("visit", order=10)
    def log_visit(request, household):
        return PortraitLink(_("Log a visit"), reverse(...))     # None leaves it out
"""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _

from accounts.permissions import Permission, may
from core import masks
from core.catalogue import Catalogue
from core.text import Label

LINKS = Catalogue("link of the portrait")


class PortraitLink(NamedTuple):
    """One link; `icon` is a symbol of static/icons.svg, and `is_main` the one that is done most."""

    label: Label
    url: str
    icon: str = ""
    is_main: bool = False


class DeclaredLink(NamedTuple):
    order: int
    link: Callable


def portrait_link(code, *, order):
    """Declare a link of the portrait; those with a lower `order` stand first."""

    def declare(function):
        LINKS.add(code, DeclaredLink(order, function))
        return function

    return declare


def portrait_links(request, household) -> list[PortraitLink]:
    """Return the links of `household` for this person."""
    declared = sorted(LINKS.values(), key=lambda one: one.order)
    return [link for one in declared if (link := one.link(request, household))]


@portrait_link("call", order=20)
def call_household(request, household):
    """Let those who visit call, as on Today; the number is written masked."""
    rights = (Permission.VISIT_LOG, Permission.HOUSEHOLD_SECRET)
    if not household.phone or not all(may(request.user, right, household.village) for right in rights):
        return None
    label = _("Call %(phone)s") % {"phone": masks.phone(household.phone)}
    return PortraitLink(label, f"tel:{household.phone}", icon="call")
