"""What waits in people's work: who works away and was not heard of for long, for the caseworker; who is in a post and
unpaid, and cash grants that were applied for and are not paid, for the township."""

from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.waiting.declare import COUNTY_ROLES, WaitingRow, waiting_kind
from core import masks
from core.sql import day_after
from households.registry.waiting import HouseholdShown
from policy.parameters import parameters_asked_once

from .choices import EVERYBODY, ClaimState
from .duties.conditions import not_heard_of
from .duties.unpaid import unpaid_in_post
from .models import AccountEntry, CashGrantClaim


class PersonShown:
    """Somebody of the account as a row: the masked name, the household's number, and where they work."""

    def related(self, rows):
        return rows.select_related("member", "household", "village", "spell")

    def row(self, entry) -> WaitingRow:
        return WaitingRow(
            name=masks.name(entry.member.name),
            number=entry.household.number,
            place=entry.village.name,
            since=entry.waits_since,
            until=entry.waits_until,
            url=entry.get_absolute_url(),
            note=entry.get_state_display(),
            household=entry.household_id,
        )


@waiting_kind(
    "work-unheard", order=36, label=_("People who work away, to be asked whether that is still so"),
    permission=Permission.WORK_KEEP, roles=("caseworker",), shown=PersonShown(), since="confirmed_on",
    address=("work:confirm", {}), at_once=_("Call them one after the other"),
)  # fmt: skip
def people_unheard(county, day):
    """Return who works away and was not heard of for so long (WRK-13)."""
    return AccountEntry.objects.filter(not_heard_of(parameters_asked_once(day, county)), county=county)


@waiting_kind(
    "work-unpaid", order=37, label=_("People in a post who were not paid: ask who employs them"),
    permission=Permission.WORK_KEEP, roles=("township_official",), shown=PersonShown(), since="since",
    address=("work:account", {"state": EVERYBODY, "late": "WRK-14"}),
    at_once=_("Show them in the employment account"),
)  # fmt: skip
def people_unpaid(county, day):
    """Return who is in a post and was told to be unpaid for so many months (WRK-14)."""
    return AccountEntry.objects.filter(unpaid_in_post(parameters_asked_once(day, county)), county=county)


@waiting_kind(
    "claims-unpaid", order=75, label=_("Cash grants applied for long ago and not paid: ask where they are"),
    permission=Permission.WORK_KEEP, roles=("township_official", *COUNTY_ROLES),
    shown=HouseholdShown(note=lambda claim: claim.cash_grant.name), since="applied_on", until="late_on",
    address=("work:cash-grants", {}), at_once=_("Open the list of cash grants"),
)  # fmt: skip
def claims_not_paid(county, day):
    """Return the claims that were not paid within `claim_days`."""
    p = parameters_asked_once(day, county)
    waiting = CashGrantClaim.objects.filter(state=ClaimState.APPLIED).select_related("cash_grant")
    days = p.claim_days if p.in_force("claim_days") else 0
    late = waiting.filter(applied_on__lte=p.ago(days)) if days else waiting.none()
    return late.annotate(late_on=day_after("applied_on", days))
