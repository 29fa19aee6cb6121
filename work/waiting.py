"""What waits in people's work: cash grants that were applied for and are not paid."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.waiting.declare import COUNTY_ROLES, waiting_kind
from core.sql import day_after
from households.registry.waiting import HouseholdShown
from policy import parameters
from work.models import CashGrantClaim

from .choices import ClaimState


@waiting_kind(
    "claims-unpaid", order=75, label=_("Cash grants applied for long ago and not paid: ask where they are"),
    permission=Permission.WORK_KEEP, roles=("township_official", *COUNTY_ROLES),
    shown=HouseholdShown(note=lambda claim: claim.cash_grant.name), since="applied_on", until="late_on",
    address=("work:cash-grants", {}), at_once=_("Open the list of cash grants"),
)  # fmt: skip
def claims_not_paid(county, day):
    """Return the claims that were not paid within `claim_days`."""
    p = parameters.parameters_asked_once(day, county)
    waiting = CashGrantClaim.objects.filter(state=ClaimState.APPLIED).select_related("cash_grant")
    if not p.in_force("claim_days"):
        return waiting.none()
    late = waiting.filter(applied_on__lte=p.ago(p.claim_days))
    return late.annotate(late_on=day_after("applied_on", p.claim_days))
