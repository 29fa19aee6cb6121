"""What waits of visits: those sent back, those to accept, what must be settled, households nobody visited in time, and
those where nobody was met."""

from django.db.models import Case, DateField, Q, When
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.waiting.declare import TOWNSHIP_ROLES, VILLAGE_ROLES, WaitingRow, waiting_kind
from core.dates import SHANGHAI
from core.sql import day_after
from households.models import Household
from households.registry.waiting import HouseholdShown
from policy import parameters

from .models import Delivery, DeliveryOutcome, Observation, StrandingReason, Visit, VisitState
from .planning import attempts, due
from .planning.overdue import LAST_VISIT_FIELD, overdue_visit_households

VISIT = HouseholdShown()


@waiting_kind(
    "visits-sent-back", order=60, label=_("Visits that were sent back: look at them again"),
    permission=Permission.VISIT_LOG, shown=VISIT, since="visited_on", only_for="visited_by",
)  # fmt: skip
def visits_sent_back(county, day):
    return Visit.objects.filter(state=VisitState.SENT_BACK)


@waiting_kind(
    "visits-accept", order=66, label=_("Visits to accept"), permission=Permission.VISIT_REVIEW,
    roles=TOWNSHIP_ROLES, shown=VISIT, since="visited_on", not_for="visited_by",
    address=("visits:list", {"state": "submitted"}), at_once=_("Open the list of visits"),
)  # fmt: skip
def visits_to_accept(county, day):
    return Visit.objects.filter(state=VisitState.SUBMITTED)


class DeliveryShown:
    """A visit that could not be filed, by its receipt and who brought it: of which household is not known."""

    def related(self, rows):
        return rows.select_related("by", "area")

    def row(self, delivery) -> WaitingRow:
        until, since, url = delivery.waits_until, delivery.waits_since, reverse("visits:delivery", args=[delivery.pk])
        why = StrandingReason(delivery.stranding).label if delivery.stranding else ""
        return WaitingRow(str(delivery.by), delivery.number, delivery.area.name, since, until, url, why)


RECEIVED_ON = TruncDate("received_at", tzinfo=SHANGHAI)
DELIVERY = {"permission": Permission.VISIT_REVIEW, "roles": TOWNSHIP_ROLES, "place": "area__path",
            "shown": DeliveryShown(), "since": RECEIVED_ON}  # fmt: skip


@waiting_kind("visits-stranded", order=62, label=_("Stranded visits to assign to a household"), **DELIVERY)
def stranded_visits(county, day):
    return Delivery.objects.waiting().filter(outcome=DeliveryOutcome.STRANDED)


@waiting_kind("visits-second", order=63, label=_("Second versions of visits to decide about"), **DELIVERY)
def second_versions(county, day):
    return Delivery.objects.waiting().filter(outcome=DeliveryOutcome.SECOND)


@waiting_kind(
    "visits-differing", order=64, label=_("Differing answers to decide between"), permission=Permission.VISIT_REVIEW,
    roles=TOWNSHIP_ROLES, not_for="visit__visited_by", since=TruncDate("observed_at", tzinfo=SHANGHAI),
    shown=HouseholdShown(url=lambda observation: reverse("visits:unsettled", query={"what": "differing"})),
)  # fmt: skip
def differing_answers(county, day):
    return Observation.objects.differing()


@waiting_kind(
    "visits-overdue", order=90, label=_("Households to visit: past the visit interval"),
    permission=Permission.VISIT_LOG, roles=VILLAGE_ROLES, place="village__path", shown=HouseholdShown(household=""),
    since=LAST_VISIT_FIELD, until="visit_due_on", address=("visits:today", {}), at_once=_("Open “Today”"),
)  # fmt: skip
def households_past_interval(county, day):
    """Return the households nobody visited within the county's interval, with the day until when they should have
    been; never visited ones have no such day."""
    p = parameters.parameters_asked_once(day, county)
    late = overdue_visit_households(Household.objects.all(), p)
    again = attempts.households_to_try_again(Household.objects.all(), day)
    return late.exclude(pk__in=again.values("pk")).annotate(visit_due_on=visit_due_day(p))


@waiting_kind(
    "visits-again", order=89, label=_("Households where nobody was met: try again"), permission=Permission.VISIT_LOG,
    roles=VILLAGE_ROLES, place="village__path", since="last_tried", until="visit_due_on",
    shown=HouseholdShown(household="", note=attempts.tried_in_words_lazy),
    address=("visits:today", {}), at_once=_("Open “Today”"),
)  # fmt: skip
def households_to_try_again(county, day):
    """Return the households where nobody was met since the last visit; the visit that is due keeps its day."""
    p = parameters.parameters_asked_once(day, county)
    found = attempts.households_to_try_again(Household.objects.all(), day)
    return found.annotate(visit_due_on=visit_due_day(p))


@waiting_kind(
    "visits-unreached", order=65, label=_("Households that cannot be reached: decide"),
    permission=Permission.VISIT_REVIEW, roles=TOWNSHIP_ROLES, place="village__path", since="last_tried",
    shown=HouseholdShown(
        household="", url=lambda home: reverse("visits:unreached", args=[home.pk]), note=attempts.tried_in_words_lazy
    ),
)  # fmt: skip
def households_that_cannot_be_reached(county, day):
    return attempts.unreached_households(Household.objects.all())


def visit_due_day(p):
    """Return the last day of the interval after the last visit."""
    whens = [
        When(Q(who), then=day_after(LAST_VISIT_FIELD, p.values[key]))
        for key, who in (("visit_days_followed", due.IS_FOLLOWED), ("visit_days_lifted", due.IS_CLEARED_OR_LIFTED))
        if p.in_force(key)
    ]
    return Case(*whens, default=None, output_field=DateField())
