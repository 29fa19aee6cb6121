"""The people of whom departments speak: some of the registry, and some nobody knows."""

import datetime as dt
from dataclasses import dataclass

from accounts.models import Area
from core.crypto.fields import keyed_hash
from departments.batches.stage import person_key
from departments.feeds import FEEDS
from households.models import Member, UnknownPerson, UnknownPersonState
from households.unknown.actions import DEPARTMENT

from ..chance import Chance
from ..distributions import departments as shares
from ..families.members import IdNumbers, anybodys_name
from ..families.stories import story_numbers
from ..rows import Row, copy_rows, recorded_at

NEXT_DOOR = "420528"  # strangers have numbers of another county


@dataclass(slots=True)
class ToldPerson:
    """Somebody of whom a department speaks, with what it says of them. `member` is 0 when nobody knows them."""

    said: dict
    key: str
    id_hash: str
    member: int | None = None
    household: int = 0
    born: dt.date | None = None
    is_severely_disabled: bool = False


SEVERE = (1, 2)  # levels
COLUMNS = ("pk", "household", "name", "id_number", "id_hash", "birth_date", "disability_level")


def told_person(pk, household, name, number, id_hash, born, level) -> ToldPerson:
    said = {"name": name, "id_number": number}
    return ToldPerson(said, person_key(said), id_hash, pk, household, born, level in SEVERE)


def people_of_registry(**members) -> list[ToldPerson]:
    """Return the people of the registry who are present and have an ID number, as departments speak of them."""
    found = Member.objects.filter(left_on=None, birth_date__isnull=False, **members).exclude(id_hash="")
    return [told_person(*row) for row in found.order_by("pk").values_list(*COLUMNS)]


def some_people(county, rng: Chance, count: int) -> list[ToldPerson]:
    """Return people of households that no story tells of, in random order."""
    found = Member.objects.filter(household__county=county, household__state="active", left_on=None).exclude(id_hash="")
    found = found.exclude(household__number__in=story_numbers(county.code)).order_by("pk")
    keys = list(found.values_list("pk", flat=True))
    people = people_of_registry(pk__in=rng.sample(keys, min(count, len(keys))))
    rng.shuffle(people)
    return people


class Strangers:
    """People nobody knows, each spoken of in a few months."""

    def __init__(self, county, day: dt.date, rng: Chance):
        self.county, self.day, self.rng, self.told, self.again = county, day, rng, [], []
        self.numbers = IdNumbers(NEXT_DOOR, rng)
        self.villages = list(Area.objects.within(county).villages().select_related("parent").order_by("code"))

    def next(self, feed: str, happened_on) -> ToldPerson:
        """Return somebody who was spoken of before, or somebody new."""
        if self.again:
            return self.again.pop()
        person, village = self.somebody()
        self.again = [person] * self.rng.randint(0, shares.STRANGER_MONTHS[1] - 1)
        self.told.append(self.unknown(person, village, feed, happened_on))
        return person

    def somebody(self):
        rng, village = self.rng, self.rng.choice(self.villages)
        born = self.day - rng.days(20 * 365, 80 * 365)
        said = {"name": anybodys_name(rng), "township": village.parent.name, "village": village.name}
        if rng.draw(0.7):
            said["id_number"] = self.numbers.next(born, "male")
        else:
            said["birth_date"] = f"{born}"
        return ToldPerson(said, person_key(said), keyed_hash(said.get("id_number", "")), None, 0, born), village

    def unknown(self, person, village, feed, happened_on) -> Row:
        number = person.said.get("id_number", "")
        return Row(
            id=0, county=self.county, area=village, name=person.said["name"], id_number=number, id_hash=person.id_hash,
            birth_date=None if number else person.born, told_by=DEPARTMENT, told_key=person.key, told_on=happened_on,
            note=str(FEEDS[feed].title),
        )  # fmt: skip

    def write(self, settled_by: int) -> None:
        """Write who waits in the registry's list; those told of long ago were settled: they are of another county."""
        oldest = self.day - dt.timedelta(shares.SETTLED_AFTER)
        copy_rows(UnknownPerson, [one for one in self.told if one.told_on > oldest])
        gone = {"state": UnknownPersonState.OUTSIDE.value, "settled_by": settled_by}
        copy_rows(UnknownPerson, [one for one in self.told if one.told_on <= oldest], **gone,
                  settled_at=recorded_at(oldest))  # fmt: skip
