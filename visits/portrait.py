"""Visits on the portrait of a household."""

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission, may
from core.dates import today
from core.text import join_words
from households.choices import RiskType
from households.models import Household
from households.registry.history import field_value_words, trace_model_changes
from households.registry.next_steps import NextStep, next_step
from households.registry.portrait import Glance, panel
from households.registry.portrait_links import PortraitLink, portrait_link
from policy import parameters

from .models import UnreachedDecision, Visit, VisitState
from .planning import due
from .unreached.actions import is_unreached

MAX_PORTRAIT_VISITS = 12

trace_model_changes(Visit, "household", lambda row: field_value_words(row.visited_on))


@portrait_link("visit", order=10)
def log_visit(request, household):
    """Lead to the form of a visit."""
    if not may_log(request.user, household):
        return None
    return PortraitLink(gettext("Log a visit"), reverse("visits:new", args=[household.pk]), is_main=True)


@next_step("visit", order=30)
def make_due_visit(request, household):
    """Say why the household is to be visited, as on Today, to those who may log it."""
    if not may_log(request.user, household):
        return None
    decisions = Prefetch("unreached_decisions", UnreachedDecision.objects.all(), to_attr="decisions")
    with_reasons = due.with_visit_reasons(
        Household.objects.filter(pk=household.pk), parameters.parameters_on(today(), household.county)
    )
    found = with_reasons.select_related("facts").prefetch_related(decisions).get()
    if not (reasons := due.visit_reasons_in_words(found, today())):
        return None
    url = reverse("visits:new", args=[household.pk])
    words = gettext("The village: visit the family. %(reasons)s.") % {"reasons": join_words(reasons)}
    return NextStep(words, url, gettext("Log a visit"), found.promised_on)


def may_log(user, household) -> bool:
    return household.state == "active" and bool(may(user, Permission.VISIT_LOG, household.village))


@panel("visits", label=_("Visits"), order=35, glance=Glance(3, _("Last visit")))
def latest_visits_panel(request, household):
    """Show the latest visits, the newest first."""
    found = Visit.objects.visible_to(request.user).filter(household=household).select_related("visited_by")
    latest = list(found[:MAX_PORTRAIT_VISITS])
    return not_reached(request.user, household, latest) | {
        "visits": [{"visit": visit, "shocks": field_value_words(visit.shocks, RiskType.choices)} for visit in latest],
        "count": found.count(),
        "last": next((visit for visit in latest if visit.is_contact and visit.state != VisitState.VOIDED), None),
        "tried": latest[0] if latest and not latest[0].is_contact else None,
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
