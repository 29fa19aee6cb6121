"""Who of the registry may be meant by somebody told of: proposed by ID number, by name and birth, and by phone, never
taken without a person who says so."""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Permission
from core.crypto.fields import keyed_hash
from core.folding import folded_text
from core.text import Label
from households.choices import LeftReason
from households.models import Member

MOST_FOUND = 200  # people looked at for one page
MOST_SHOWN = 5  # for each person told of
REASONS: dict[str, Label] = {  # the surest first
    "id": _("same ID number"),
    "birth": _("same name and birth date"),
    "year": _("same name, born in the same year"),
    "phone": _("same phone as the household"),
    "name": _("same name; a birth date is not known"),
}


@dataclass(frozen=True)
class Told:
    """What is known of somebody told of, as it is compared."""

    name: str
    id_hash: str = ""
    birth: str = ""
    phone_hash: str = ""


@dataclass(frozen=True)
class Candidate:
    """A member who may be meant, and in words what is the same."""

    member: Member
    code: str

    @property
    def why(self):
        return REASONS[self.code]


def told_of_values(values) -> Told:
    """Return what is compared of a person as changes keep them."""
    id_hash, phone_hash = (keyed_hash(values.get(name) or "") for name in ("id_number", "phone"))
    return Told(folded_text(values.get("name") or ""), id_hash, values.get("birth_date") or "", phone_hash)


def told_of_row(person) -> Told:
    """Return what is compared of a person of a table."""
    return Told(person.name_folded, person.id_hash, person.born, getattr(person, "phone_hash", ""))


def find_candidates(told: dict, user, *, but=()) -> dict:
    """Return {key: [Candidate]} for {key: Told}, the surest first, of those whom `user` may see; `but` are keys of
    members who are not meant. One query."""
    people = people_like(told.values(), user).exclude(pk__in=list(but))[:MOST_FOUND] if told else []
    people = list(people)
    return {key: candidates_among(people, one) for key, one in told.items()}


def candidates(person, user) -> list[Candidate]:
    """Return who may be meant by one person of a table."""
    return find_candidates({0: told_of_row(person)}, user)[0]


def people_like(told, user):
    """Return the people who share an ID number, a name, or the phone of their household with somebody told of."""
    ids, names, phones = ({getattr(one, name) for one in told} - {""} for name in ("id_hash", "name", "phone_hash"))
    same = Q(id_hash__in=ids) | Q(name_folded__in=names) | Q(household__phone_hash__in=phones)
    found = Member.objects.within(*user.areas_where(Permission.HOUSEHOLD_VIEW)).filter(same)
    found = found.exclude(left_reason=LeftReason.ERROR).select_related("household__village")
    return found.order_by("left_on", "pk")


def candidates_among(people, told) -> list[Candidate]:
    found = [Candidate(member, code) for member in people if (code := likeness(member, told))]
    order = list(REASONS)
    return sorted(found, key=lambda one: (order.index(one.code), one.member.pk))[:MOST_SHOWN]


def likeness(member, told) -> str:
    """Return by what somebody may be the one told of: the code of a reason; empty when by nothing."""
    if told.id_hash and member.id_hash == told.id_hash:
        return "id"
    if member.name_folded == told.name:
        if told.id_hash and member.id_hash:
            return ""  # both are known, and differ
        return likeness_of_birth(member.born, told.birth)
    return "phone" if told.phone_hash and member.household.phone_hash == told.phone_hash else ""


def likeness_of_birth(born, told) -> str:
    if not born or not told:
        return "name"
    if born == told:
        return "birth"
    return "year" if born[:4] == told[:4] and 4 in (len(born), len(told)) else ""
