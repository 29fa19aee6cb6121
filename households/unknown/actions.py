"""What is done with people nobody knows yet: told of, found in the registry, entered as new, put aside."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.log import record_access
from accounts.models import Area
from accounts.permissions import Permission, must
from core.catalogue import Catalogue
from core.crypto.fields import keyed_hash
from core.dates import parse_birth, today
from core.workflow import ActionRefused, StaleState
from households.models import ChangeState, Member, UnknownPerson, UnknownPersonState
from households.signals import unknown_settled

TELLERS = Catalogue("teller of people nobody knows yet")  # apps above add theirs
TELLERS.add("visit", gettext_lazy("A visit"))
TELLERS.add("import", gettext_lazy("A registry file"))
TELLERS.add("declaration", gettext_lazy("A declaration"))
DEPARTMENT = "department"
TELLERS.add(DEPARTMENT, gettext_lazy("A department"))

LONGEST_REASON = 300


def teller_words(person) -> str:
    return str(TELLERS.get(person.told_by, person.told_by))


def tell_of_unknown_person(area, *, told_by, key, name, told_on=None, birth="", **who) -> UnknownPerson:
    """Keep somebody told of who is not known; the same told again is the same row, whatever became of it. `birth` is a
    day or a year, `who` may hold id_number, sex, phone and note."""
    if told_by not in TELLERS:
        raise ValueError(f"Add {told_by} to TELLERS first.")
    day, year_only = parse_birth(birth)
    values = {"area": area, "name": name, "told_on": told_on or today(), "birth_date": day, **who}
    county = Area.objects.get(code=area.county_code)
    told, _is_new = UnknownPerson.objects.get_or_create(
        county=county, told_by=told_by, told_key=keyed_hash(key), defaults=values | {"birth_year_only": year_only}
    )
    return told


@transaction.atomic
def settle_unknown_person(person, state, *, by, reason="", member=None, change=None) -> None:
    """Say what became of somebody told of. Raises StaleState when somebody else was quicker."""
    needed = Permission.REGISTRY_PROPOSE if state == UnknownPersonState.ENTERED else Permission.REGISTRY_CONFIRM
    must(by, needed, person.area)
    if state == UnknownPersonState.ASIDE and not reason.strip():
        raise ActionRefused(_("Please give a reason, so that the next person who reads it knows why."))
    said = {"reason": reason.strip()[:LONGEST_REASON], "settled_at": timezone.now(), "settled_by": by}
    still_open = UnknownPerson.objects.open().filter(pk=person.pk)
    if not still_open.update(state=state, member=member, change=change, **said):
        raise StaleState(_("Somebody else settled this first. Please look at it again."))
    person.refresh_from_db()
    record_access(by, f"unknown_person_{state}", person, area=person.area)
    unknown_settled.send(UnknownPerson, person=person)


def entered_member(person, change) -> Member | None:
    """Return the member whom a change entered for somebody told of; None while it waits to be confirmed."""
    if change.member_id or not change.household_id or change.state != ChangeState.CONFIRMED:
        return change.member
    people = change.household.members.filter(name_folded=person.name_folded)
    return people.order_by("-pk").first() or change.household.members.order_by("pk").first()


def find_unknown_person(person, member: Member, *, by) -> None:
    """Say that somebody told of is this member. Nothing of the registry is changed by it."""
    if not Member.objects.visible_to(by).filter(pk=member.pk).exists():
        raise ActionRefused(_("This person lies outside your territory. Ask the township or the county."))
    settle_unknown_person(person, UnknownPersonState.FOUND, by=by, member=member)


@transaction.atomic
def reopen_unknown_person(person, *, by=None) -> None:
    """Let somebody wait again who was settled by mistake, or whose entry was refused."""
    if by is not None:
        must(by, Permission.REGISTRY_CONFIRM, person.area)
    nothing = {"member": None, "change": None, "reason": "", "settled_at": None, "settled_by": None}
    settled = UnknownPerson.objects.filter(pk=person.pk).exclude(state=UnknownPersonState.OPEN)
    if settled.update(state=UnknownPersonState.OPEN, **nothing):
        person.refresh_from_db()
        record_access(by, "unknown_person_open", person, area=person.area)
        unknown_settled.send(UnknownPerson, person=person)
