"""Visits on the portrait of a household."""

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from households.choices import RiskType
from households.registry.history import field_value_words, trace_model_changes
from households.registry.portrait import panel
from households.registry.portrait_links import PortraitLink, portrait_link

from .models import Visit

MAX_PORTRAIT_VISITS = 12

trace_model_changes(Visit, "household", lambda row: field_value_words(row.visited_on))


@portrait_link("visit", order=10)
def log_visit(request, household):
    """Lead to the form of a visit."""
    if not may_log(request.user, household):
        return None
    return PortraitLink(gettext("Log a visit"), reverse("visits:new", args=[household.pk]), is_main=True)


def may_log(user, household) -> bool:
    return household.state == "active" and bool(may(user, Permission.VISIT_LOG, household.village))


@panel("visits", label=_("Visits"), order=70)
def latest_visits_panel(request, household):
    """Show the latest visits, the newest first."""
    found = Visit.objects.visible_to(request.user).filter(household=household).select_related("visited_by")
    return {
        "visits": [
            {"visit": visit, "shocks": field_value_words(visit.shocks, RiskType.choices)}
            for visit in found[:MAX_PORTRAIT_VISITS]
        ],
        "count": found.count(),
        "may_log": may_log(request.user, household),
    }
