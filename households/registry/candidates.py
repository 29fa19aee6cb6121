"""Who of the registry may be meant by somebody told of: proposed by ID number, by name and birth, by phone, and by a
name that differs in one letter or sounds the same; never taken without a person who says so."""

from dataclasses import dataclass

from django.db.models import Case, Q, When
from django.utils.translation import gettext_lazy as _
from rapidfuzz.distance import Levenshtein

from accounts.permissions import Permission
from core.crypto.fields import keyed_hash
from core.folding import folded_text
from core.pinyin import name_initials, name_reading
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
    "alike": _("similar name, same birth date"),
    "near": _("similar name, lives in this village"),
}


@dataclass(frozen=True)
class Told:
    """What is known of somebody told of, as it is compared."""

    name: str
    id_hash: str = ""
    birth: str = ""
    phone_hash: str = ""
    village: int = 0  # the key of the place where the person is said to live


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
    phone, place = getattr(person, "phone_hash", ""), getattr(person, "area_id", 0)
    return Told(person.name_folded, person.id_hash, person.born, phone, place)


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
    """Return the people who share an ID number, a name, or the phone of their household with somebody told of, and
    those whose name may be a misspelt one: born on the same day, or of the same village with the same initials."""
    ids, names, phones = ({getattr(one, name) for one in told} - {""} for name in ("id_hash", "name", "phone_hash"))
    days = {one.birth for one in told if len(one.birth) == len("2026-01-01")}
    here = {(one.village, name_initials(one.name)) for one in told if one.village and one.name}
    same = Q(id_hash__in=ids) | Q(name_folded__in=names) | Q(household__phone_hash__in=phones) | Q(birth_date__in=days)
    for village, initials in here:
        same |= Q(household__village=village, name_initials=initials)
    found = Member.objects.within(*user.areas_where(Permission.HOUSEHOLD_VIEW)).filter(same)
    found = found.exclude(left_reason=LeftReason.ERROR).select_related("household__village")
    surest = Case(When(id_hash__in=ids, then=0), When(name_folded__in=names, then=1), default=2)
    return found.order_by(surest, "left_on", "pk")


def candidates_among(people, told) -> list[Candidate]:
    found = [Candidate(member, code) for member in people if (code := likeness(member, told))]
    order = list(REASONS)
    return sorted(found, key=lambda one: (order.index(one.code), one.member.pk))[:MOST_SHOWN]


def likeness(member, told) -> str:
    """Return by what somebody may be the one told of: the code of a reason; empty when by nothing."""
    if told.id_hash and member.id_hash == told.id_hash:
        return "id"
    if told.id_hash and member.id_hash:
        return ""  # both are known, and differ
    if member.name_folded == told.name:
        return likeness_of_birth(member.born, told.birth)
    if told.phone_hash and member.household.phone_hash == told.phone_hash:
        return "phone"
    return likeness_of_name(member, told)


def likeness_of_birth(born, told) -> str:
    if not born or not told:
        return "name"
    if born == told:
        return "birth"
    return "year" if born[:4] == told[:4] and 4 in (len(born), len(told)) else ""


def likeness_of_name(member, told) -> str:
    """Return whether a name may be the same one misspelt: the birth date, or the village where none is known, must
    agree."""
    if not told.name or not are_names_alike(member.name_folded, told.name):
        return ""
    if member.born and told.birth:
        return "alike" if member.born == told.birth else ""
    return "near" if told.village == member.household.village_id else ""


def are_names_alike(one, other) -> bool:
    """Whether two names differ by one letter at most, or are read the same."""
    return Levenshtein.distance(one, other, score_cutoff=1) <= 1 or name_reading(one) == name_reading(other)
