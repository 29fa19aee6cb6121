"""Visits on the portrait of a household."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from households.choices import RiskType
from households.registry.history import in_words, trace
from households.registry.portrait import panel

from .models import Visit

SHOWN = 12

trace(Visit, "household", lambda row: in_words(row.visited_on))


@panel("visits", label=_("Visits"), order=70)
def visits(request, household):
    """The latest visits, newest first."""
    found = Visit.objects.visible_to(request.user).filter(household=household).select_related("visited_by")
    return {
        "visits": [{"visit": visit, "shocks": in_words(visit.shocks, RiskType.choices)} for visit in found[:SHOWN]],
        "count": found.count(),
        "may_log": household.state == "active" and may(request.user, Permission.VISIT_RECORD, household.village),
    }
