"""What some families have gone through, so that every rule of the nightly run finds somebody: how many in a thousand,
whom it can befall, and what it does. Families with a story, or under monitoring now, have troubles of their own."""

import datetime as dt
import random
from dataclasses import dataclass

from households.choices import WorkPlace

from .families import Family, Job, Person, Water
from .means import hospital_bill
from .roster import born


@dataclass(frozen=True)
class Day:
    """The sample's day and the line in force on it."""

    on: dt.date
    line: float

    def month_of_this_year(self, rng: random.Random) -> int:
        """A full month of this calendar year, counted back from the last one."""
        return rng.randrange(max(1, self.on.month - 1))


@dataclass(frozen=True)
class Trouble:
    """`prepare` runs before the family's income is made up, `strike` afterwards."""

    per_mille: float
    fits: object
    prepare: object = None
    strike: object = None


def hit(families: list[Family], rng: random.Random, whole: int) -> None:
    """Choose who is hit, in the proportions of the table to `whole` households; nobody is hit twice."""
    free = list(families)
    rng.shuffle(free)
    for name, trouble in TROUBLES.items():
        wanted = round(whole * trouble.per_mille / 1_000)
        chosen = []
        for family in free:
            if len(chosen) == wanted:
                break
            if trouble.fits(family):
                chosen.append(family)
        for family in chosen:
            family.trouble = name
        free = [family for family in free if not family.trouble]


def prepare(family: Family, day: Day, rng: random.Random) -> None:
    if family.trouble and (step := TROUBLES[family.trouble].prepare):
        step(family, day, rng)


def strike(family: Family, day: Day, rng: random.Random) -> None:
    if family.trouble and (step := TROUBLES[family.trouble].strike):
        step(family, day, rng)


# ----------------------------------------------------------------------------------------------------- whom it befalls


def anyone(family):
    return True


def has_earner(family):
    return any(20 <= person.age < 60 for person in family.able)


def has_capacity(family):
    return bool(family.able)


def has_none(family):
    return not family.able


def has_pupil(family):
    return any(10 <= person.age <= 14 for person in family.present)


def lives_modestly(family):
    """Without the steady support that would keep income above the line anyway."""
    return not any(person.destitute or person.allowance for person in family.present)


# -------------------------------------------------------------------------------------------------------- what happens


def at(least, most):
    """Income of `least` to `most` times the line."""

    def prepare(family, day, rng):
        family.level = day.line * rng.uniform(least, most)

    return prepare


def fall(least, most):
    """Income fell by a share of `least` to `most`, to little above the line."""

    def prepare(family, day, rng):
        family.level = day.line * rng.uniform(1.16, 1.42)
        family.growth = tuple(earlier / (1 - rng.uniform(least, most)) for earlier in family.growth)

    return prepare


def bill(least, most):
    """One person's hospital bill this year."""

    def strike(family, day, rng):
        person = rng.choice(family.present)
        claimed = rng.uniform(0.6, 1.4)
        hospital_bill(family, person, rng.randint(least, most), day.month_of_this_year(rng), claimed=claimed)

    return strike


def ruinous_bill(family, day, rng):
    """What remains after the bill is below the line."""
    spare = (family.level - day.line) * len(family.present)
    paid = (spare + rng.uniform(2_000, 9_000)) / 0.8
    person = max(family.present, key=lambda person: person.age)
    person.serious = True
    hospital_bill(family, person, int(paid), day.month_of_this_year(rng), claimed=0.2)


def live_on_wages(family, day, rng):
    family.level = max(family.level, 1.9 * day.line)
    family.wage_share = 0.97


def stop(least, most):
    """Nobody has worked for so many days."""

    def strike(family, day, rng):
        days = rng.randint(least, most)
        for person in family.people:
            if person.job:
                person.job.stopped = days

    return strike


def stay_at_home(family, day, rng):
    family.wage_share, family.has_business = 0, False


def lose_support(family, day, rng):
    for person in family.people:
        person.allowance = person.destitute = False


def lose_earner(family, day, rng):
    """An earner died, moved away or split off in the last months; the wages stay in the income of the year."""
    days = rng.randint(6, 84)
    age = rng.randint(30, 57)
    relation = "son" if family.people[0].age - age >= 18 else "sibling"
    person = Person(relation, "male", age, born(age, day.on, rng), labour="ordinary", education="junior")
    person.left_on = day.on - dt.timedelta(days=days)
    person.left_reason = rng.choice(["died", "died", "separated", "moved"])
    person.job = Job(3_200, WorkPlace.PROVINCE, gap=2, phase=rng.randint(3, 8), stopped=days + rng.randint(0, 20))
    family.people.append(person)


def uninsure(family, day, rng):
    rng.choice(family.present).insurance = "none"


def drop_out(family, day, rng):
    child = next(person for person in family.present if 10 <= person.age <= 14)
    child.school, child.out_of_school = "none", rng.choice(["dropped_out", "dropped_out", "other"])
    child.education = "primary"


def endanger_house(family, day, rng):
    family.house_grade = rng.choice("CCD")


def water(*problems, days=None):
    def strike(family, day, rng):
        family.water = Water(rng.choice(problems), rng.randint(*days) if days else None)

    return strike


def see(*risks):
    """Seen on the latest visit."""

    def strike(family, day, rng):
        family.shocks = (rng.choice(risks),)

    return strike


TROUBLES = {
    # name                  per mille  whom         before the income          after it
    "child out of school": Trouble(0.3, has_pupil, None, drop_out),
    "no safety net": Trouble(0.35, has_none, None, lose_support),
    "wages stopped long": Trouble(0.9, has_earner, live_on_wages, stop(96, 170)),
    "wages stopped": Trouble(8, has_earner, live_on_wages, stop(33, 85)),
    "nobody works": Trouble(6, has_capacity, stay_at_home),
    "earner lost": Trouble(1.5, anyone, None, lose_earner),
    "below the line": Trouble(4.5, lives_modestly, at(0.72, 0.99)),
    "near the line": Trouble(15, lives_modestly, at(1.01, 1.09)),
    "income halved": Trouble(0.6, lives_modestly, fall(0.52, 0.58)),
    "income fell": Trouble(7, lives_modestly, fall(0.33, 0.46)),
    "hardship": Trouble(1.1, anyone, at(1.15, 1.5), ruinous_bill),
    "heavy bill": Trouble(0.9, anyone, at(2.2, 3.2), bill(15_500, 26_000)),
    "bill": Trouble(15, anyone, None, bill(5_100, 13_000)),
    "uninsured": Trouble(1.0, anyone, None, uninsure),
    "unsafe house": Trouble(1.0, anyone, None, endanger_house),
    "water out long": Trouble(0.25, anyone, None, water("out", days=(33, 70))),
    "water out": Trouble(0.4, anyone, None, water("out", days=(3, 25))),
    "poor water": Trouble(3, anyone, None, water("quality", "distance")),
    "seen, grave": Trouble(0.4, anyone, None, see("05", "10", "0202")),
    "seen": Trouble(6, anyone, None, see("01", "01", "07", "0201", "0205", "06", "09")),
}
