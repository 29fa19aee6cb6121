"""Visits on the portrait of a household."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from households.choices import RiskType
from households.registry.history import field_value_words, trace_model_changes
from households.registry.portrait import panel
from households.registry.portrait_links import PortraitLink, portrait_link

from .models import UnreachedDecision, Visit
from .unreached.actions import is_unreached

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
    latest = list(found[:MAX_PORTRAIT_VISITS])
    return not_reached(request.user, household, latest) | {
        "visits": [{"visit": visit, "shocks": field_value_words(visit.shocks, RiskType.choices)} for visit in latest],
        "count": found.count(),
        "may_log": may_log(request.user, household),
    }


def not_reached(user, household, latest) -> dict:
    """Return `decide_url`, where this person is to decide about a household that cannot be reached, and `decision`,
    what the township decided; nothing while the latest visit met somebody."""
    if not latest or latest[0].is_contact:
        return {}
    may_decide = may(user, Permission.VISIT_REVIEW, household.village) and is_unreached(household)
    decided = UnreachedDecision.objects.visible_to(user).filter(household=household).select_related("by")
    met = Visit.objects.contacts().filter(household=household, visited_on__gt=OuterRef("decided_on"))
    return {
        "decide_url": reverse("visits:unreached", args=[household.pk]) if may_decide else "",
        "decision": decided.filter(~Exists(met)).first(),
    }
