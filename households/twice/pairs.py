"""Who stands in the registry twice, perhaps: people of the same name and birth date, households with the same phone.
Pairs that somebody looked at are left out until one of the two changes."""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from core.dates import today
from households.models import Household, Member, NotTheSame, TwiceKind
from households.registry.columns import prefetch_heads

MOST_SHOWN = 100  # of each kind, on one page


@dataclass(frozen=True)
class Pair:
    """Two rows that may be one; `second` may lie outside one's territory and is then not shown."""

    kind: str
    first: Member | Household
    second: Member | Household

    @property
    def key(self) -> str:
        return f"{self.first.pk}-{self.second.pk}"


def settled(kind):
    """Return what was said of a pair since both were changed last; for use two levels below the first of it."""
    said = NotTheSame.objects.filter(kind=kind, first=OuterRef(OuterRef("pk")), second=OuterRef("pk"))
    return said.filter(at__gte=OuterRef("updated_at")).filter(at__gte=OuterRef(OuterRef("updated_at")))


def second_people():
    """Return the people who may be the one of the outer query: same name and birth date, no other ID number."""
    same = {name: OuterRef(name) for name in ("name_folded", "birth_date", "household__county")}
    found = Member.objects.present(today()).filter(household__state="active", pk__gt=OuterRef("pk"), **same)
    no_other_number = Q(id_hash="") | Q(id_hash=OuterRef("id_hash")) | Exists(nobody_with_number())
    return found.filter(no_other_number, ~Exists(settled(TwiceKind.PERSON)))


def nobody_with_number():
    """Whether the first of the pair has no ID number on file."""
    return Member.objects.filter(pk=OuterRef(OuterRef("pk")), id_hash="")


def people_twice(homes):
    """Return the first of each pair of people, of these households."""
    first = Member.objects.present(today()).filter(
        household__in=homes, household__state="active", birth_year_only=False
    )
    return first.filter(Exists(second_people())).exclude(birth_date=None)


def second_homes():
    found = Household.objects.active().filter(phone_hash=OuterRef("phone_hash"), county=OuterRef("county"))
    return found.filter(~Exists(settled(TwiceKind.HOUSEHOLD)), pk__gt=OuterRef("pk"))


def homes_twice(homes):
    """Return the first of each pair of households with the same phone."""
    return homes.filter(state="active").exclude(phone_hash="").filter(Exists(second_homes()))


def pairs_of_people(homes) -> list[Pair]:
    first = people_twice(homes).select_related("household__village").order_by("name_folded", "pk")
    first = first.prefetch_related(prefetch_heads("household"))[:MOST_SHOWN]
    return pair_up(TwiceKind.PERSON, list(first), second_people, ("name_folded", "birth_date"), "household__village")


def pairs_of_homes(homes) -> list[Pair]:
    first = homes_twice(homes).with_head().select_related("village").order_by("number")[:MOST_SHOWN]
    return pair_up(TwiceKind.HOUSEHOLD, list(first), second_homes, ("phone_hash",), "village")


def pair_up(kind, first, seconds, same, village) -> list[Pair]:
    """Return each first with those that may be the same. Two queries for all."""
    if not first:
        return []
    model = type(first[0])
    alike = Q(**{f"{name}__in": {getattr(one, name) for one in first} for name in same})
    here = Member.objects.present(today()).prefetch_related(prefetch_heads("household"))
    others = model.objects.with_head() if kind == TwiceKind.HOUSEHOLD else here
    others = list(others.filter(alike).select_related(village).order_by("pk"))
    said = set(
        NotTheSame.objects.filter(kind=kind, first__in=[one.pk for one in first]).values_list("first", "second", "at")
    )
    return [
        Pair(kind, one, other)
        for one in first
        for other in others
        if is_pair(kind, one, other, same) and not is_settled(one, other, said)
    ]


def is_pair(kind, one, other, same) -> bool:
    if other.pk <= one.pk or any(getattr(one, name) != getattr(other, name) for name in same):
        return False
    if kind == TwiceKind.HOUSEHOLD:
        return other.state == "active" and other.county_id == one.county_id
    numbers = {one.id_hash, other.id_hash} - {""}
    return (
        len(numbers) < 2 and other.household.state == "active" and other.household.county_id == one.household.county_id
    )


def is_settled(one, other, said) -> bool:
    return any(
        (first, second) == (one.pk, other.pk) and at >= max(one.updated_at, other.updated_at)
        for first, second, at in said
    )
