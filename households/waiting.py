"""What waits of the registry: changes that somebody else is to confirm, people nobody knows yet, and who may be in it
twice."""

from dataclasses import dataclass

from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from accounts.waiting.declare import WaitingRow, waiting_kind
from core import masks
from core.dates import SHANGHAI
from households.changes.declare import CHANGE_KINDS
from households.models import ChangeState, DataRequest, Household, RegistryChange, RequestState, UnknownPerson
from households.registry.columns import head_name, prefetch_heads
from households.registry.waiting import HouseholdShown
from households.twice.pairs import homes_twice, people_twice
from households.unknown.actions import teller_words

THOSE_WHO_KEEP_IT = ("village_clerk", "township_official", "county_staff")  # the registry


@dataclass(frozen=True)
class ChangeShown:
    """A registry change as a row: of whose household, and what changes."""

    def related(self, rows):
        return rows.select_related("household", "village").prefetch_related(prefetch_heads("household"))

    def row(self, change) -> WaitingRow:
        home = change.household
        head = head_name(home) if home else ""
        return WaitingRow(
            name=masks.name(head) if head else _("A family that is not in the registry"),
            number=home.number if home else "",
            place=change.village.name,
            since=change.waits_since,
            until=change.waits_until,
            url=change.get_absolute_url(),
            note=CHANGE_KINDS[change.kind].label,
            household=change.household_id,
        )


@waiting_kind(
    "registry-changes", order=15, label=_("Registry changes to confirm"), permission=Permission.REGISTRY_CONFIRM,
    roles=("village_clerk", "township_official"), shown=ChangeShown(), place="village__path",
    since=TruncDate("proposed_at", tzinfo=SHANGHAI), not_for="proposed_by",
    address=("households:changes", {}), at_once=_("Confirm several at once"),
)  # fmt: skip
def changes_to_confirm(county, day):
    """Return the changes that nobody has confirmed or refused; nobody decides about their own."""
    return RegistryChange.objects.waiting()


class UnknownPersonShown:
    """Somebody nobody knows yet, by the masked name and who spoke of them."""

    def related(self, rows):
        return rows.select_related("area")

    def row(self, person) -> WaitingRow:
        until, since, url = (
            person.waits_until,
            person.waits_since,
            reverse("households:unknown-person", args=[person.pk]),
        )
        return WaitingRow(masks.name(person.name), "", person.area.name, since, until, url, teller_words(person))


@waiting_kind(
    "people-unknown", order=68, label=_("People nobody knows yet: find them, or enter them as new"),
    permission=Permission.REGISTRY_CONFIRM, roles=THOSE_WHO_KEEP_IT, place="area__path",
    shown=UnknownPersonShown(), since="told_on", address=("households:unknown", {}), at_once=_("Open the list"),
)  # fmt: skip
def people_to_find(county, day):
    """Return those nobody knows yet; who waits for a proposed change is counted there."""
    return UnknownPerson.objects.open().filter(county=county).exclude(change__state=ChangeState.PROPOSED)


TWICE = {"permission": Permission.REGISTRY_CONFIRM, "roles": ("township_official", "county_staff"),
         "address": ("households:twice", {}), "at_once": _("Open the list")}  # fmt: skip


@waiting_kind(
    "people-twice",
    order=92,
    label=_("People who may be in the registry twice"),
    shown=HouseholdShown(url=lambda _member: reverse("households:twice")),
    **TWICE,
)
def people_in_twice(county, day):
    return people_twice(Household.objects.filter(county=county))


@waiting_kind(
    "households-twice", order=93, label=_("Households that may be in the registry twice"), place="village__path",
    shown=HouseholdShown(household="", url=lambda _home: reverse("households:twice")), **TWICE,
)  # fmt: skip
def households_in_twice(county, day):
    return homes_twice(Household.objects.filter(county=county))


@waiting_kind(
    "data-requests-decide", order=55, label=_("Requests of people about their own data: decide"),
    permission=Permission.DATA_DECIDE, shown=HouseholdShown(note=lambda one: one.get_kind_display()),
    place="household__village__path", since="asked_on", until="due_on", not_for="recorded_by",
    address=("households:data-requests", {}), at_once=_("Open the list"),
)  # fmt: skip
def data_requests_to_decide(county, day):
    return DataRequest.objects.filter(household__county=county, state=RequestState.RECEIVED)


@waiting_kind(
    "data-requests-do", order=56, label=_("Requests of people about their own data: granted, to be done"),
    permission=Permission.DATA_KEEP, shown=HouseholdShown(note=lambda one: one.get_kind_display()),
    place="household__village__path", since="asked_on", until="due_on",
    address=("households:data-requests", {}), at_once=_("Open the list"),
)  # fmt: skip
def data_requests_to_do(county, day):
    """Return what was granted; an erasure is done by the night, and waits to be told."""
    return DataRequest.objects.filter(household__county=county, state=RequestState.GRANTED)
