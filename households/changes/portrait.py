"""What the portrait shows of registry changes: what waits to be confirmed, and the way to correct what is wrong."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from households.choices import Relation
from households.models import RegistryChange
from households.registry.next_steps import NextStep, next_step
from households.registry.portrait import panel

from .people import people_here
from .views import RELATED


@next_step("change", order=40)
def confirm_changes(request, household):
    """Lead those who confirm registry changes to those that wait."""
    if not may(request.user, Permission.REGISTRY_CONFIRM, household.village):
        return None
    if not waiting_changes(request.user, household).exists():
        return None
    return NextStep(_("Changes of the registry wait to be confirmed or refused."), "#waiting", _("Look at them"))


def waiting_changes(user, household):
    return RegistryChange.objects.visible_to(user).waiting().filter(household=household)


@panel("waiting", label=_("Corrections"), order=8)
def waiting_panel(request, household):
    """Show the changes that wait, what must be mended first, and what can be corrected."""
    may_propose = household.state == "active" and bool(
        may(request.user, Permission.REGISTRY_PROPOSE, household.village)
    )
    waiting = waiting_changes(request.user, household)
    people = people_here(household)
    found = {
        "waiting": list(waiting.select_related(*RELATED).prefetch_related("household__members")),
        "may_propose": may_propose,
        "empty": household.state == "active" and not people,
        "headless": bool(people) and not any(one.relation == Relation.HEAD for one in people),
    }
    return found if any(found.values()) else None
