"""What some families have gone through, so that every rule of the nightly run finds somebody, and the faults in the
records of others, so that the lists of what to mend have work. Families with a story, or under monitoring now, have
troubles of their own."""

import datetime as dt
from dataclasses import dataclass

from households.choices import WorkPlace

from ..chance import Chance
from .family import Family, Job, Person
from .members import birth_date


@dataclass(frozen=True)
class SampleDay:
    """The sample's day and the line in force on it."""

    on: dt.date
    line: float

    def month_of_this_year(self, rng: Chance) -> int:
        """A full month of this calendar year, counted back from the last one."""
        return rng.randrange(max(1, self.on.month - 1))


@dataclass(frozen=True)
class Trouble:
    """`prepare` runs before the family's income is made up, `strike` afterwards."""

    per_mille: float
    fits: object
    prepare: object = None
    strike: object = None


def choose_troubled(families: list[Family], rng: Chance, whole: int) -> None:
    """Choose who is hit, in the proportions of the table to `whole` households; nobody is hit twice."""
    free = list(families)
    rng.shuffle(free)
    for name, trouble in TROUBLES.items():
        left = round(whole * trouble.per_mille / 1_000)
        for family in free:
            if left and not family.trouble and trouble.fits(family):
                family.trouble, left = name, left - 1


def befall(moment: str, family: Family, day: SampleDay, rng: Chance) -> None:
    """What a family's trouble does to it, before (`prepare`) or after (`strike`) its income is made up."""
    if family.trouble and (happen := getattr(TROUBLES[family.trouble], moment)):
        happen(family, day, rng)


# Whom it befalls


def anyone(family):
    return True


def has_earner(family):
    return any(20 <= person.age < 60 for person in family.able)


def has_capacity(family):
    return bool(family.able)


def has_none(family):
    return not family.able


def first_pupil(family):
    return next((person for person in family.present if 10 <= person.age <= 14), None)


def lives_modestly(family):
    """Without the steady support that would keep income above the line anyway."""
    return not any(person.is_destitute or person.has_allowance for person in family.present)


# What happens


def sets(name, *values):
    """An attribute of the family becomes one of these values."""
    return lambda family, day, rng: setattr(family, name, rng.choice(values))


def earns(least, most):
    """Income of `least` to `most` times the line."""
    return lambda family, day, rng: setattr(family, "level", day.line * rng.uniform(least, most))


def falls(least, most):
    """Income fell by a share of `least` to `most`, to little above the line."""

    def prepare(family, day, rng):
        family.level = day.line * rng.uniform(1.16, 1.42)
        family.growth = tuple(earlier / (1 - rng.uniform(least, most)) for earlier in family.growth)

    return prepare


def pays(least, most):
    """One person's hospital bill this year."""

    def strike(family, day, rng):
        person, paid = rng.choice(family.present), rng.randint(least, most)
        family.pay_hospital(person, paid, day.month_of_this_year(rng), claimed=rng.uniform(0.6, 1.4))

    return strike


def pays_ruinously(family, day, rng):
    """What remains after the bill is below the line."""
    spare = (family.level - day.line) * len(family.present)
    family.eldest.has_serious_illness = True
    paid = (spare + rng.uniform(2_000, 9_000)) / 0.8
    family.pay_hospital(family.eldest, paid, day.month_of_this_year(rng), claimed=0.2)


def lives_on_wages(family, day, rng):
    family.level, family.wage_share = max(family.level, 1.9 * day.line), 0.97


def stops(least, most):
    """Nobody has worked for so many days."""

    def strike(family, day, rng):
        days = rng.randint(least, most)
        for job in (person.job for person in family.people if person.job):
            job.stopped = days

    return strike


def stays_at_home(family, day, rng):
    family.wage_share, family.has_business = 0, False


def loses_support(family, day, rng):
    for person in family.people:
        person.has_allowance = person.is_destitute = False


def loses_earner(family, day, rng):
    """An earner died, moved away or split off in the last months; the wages stay in the income of the year."""
    days, age = rng.randint(6, 84), rng.randint(30, 57)
    relation = "son" if family.people[0].age - age >= 18 else "sibling"
    person = Person(relation, "male", age, birth_date(age, day.on, rng), labour="ordinary", education="junior")
    person.left_on = day.on - dt.timedelta(days)
    person.left_reason = rng.choice(["died", "died", "separated", "moved"])
    person.job = Job(3_200, WorkPlace.PROVINCE, gap=2, phase=rng.randint(3, 8), stopped=days + rng.randint(0, 20))
    family.people.append(person)


def is_uninsured(family, day, rng):
    rng.choice(family.present).insurance = "none"


def drops_out(family, day, rng):
    child = first_pupil(family)
    child.school_stage, child.education = "none", "primary"
    child.out_of_school_reason = rng.choice(["dropped_out", "dropped_out", "other"])


def lacks_water(least, most):
    """For so many days."""

    def strike(family, day, rng):
        family.water_problem, family.water_out_days = "out", rng.randint(least, most)

    return strike


def saw(*risks):
    """Seen on the latest visit."""
    return sets("shocks", *((risk,) for risk in risks))


TROUBLES = {
    # name                  per mille  whom         before the income          after it
    "child out of school": Trouble(0.3, first_pupil, None, drops_out),
    "no safety net": Trouble(0.35, has_none, None, loses_support),
    "wages stopped long": Trouble(0.9, has_earner, lives_on_wages, stops(96, 170)),
    "wages stopped": Trouble(8, has_earner, lives_on_wages, stops(33, 85)),
    "nobody works": Trouble(6, has_capacity, stays_at_home),
    "earner lost": Trouble(1.5, anyone, None, loses_earner),
    "below the line": Trouble(4.5, lives_modestly, earns(0.72, 0.99)),
    "near the line": Trouble(15, lives_modestly, earns(1.01, 1.09)),
    "income halved": Trouble(0.6, lives_modestly, falls(0.52, 0.58)),
    "income fell": Trouble(7, lives_modestly, falls(0.33, 0.46)),
    "hardship": Trouble(1.1, anyone, earns(1.15, 1.5), pays_ruinously),
    "heavy bill": Trouble(0.9, anyone, earns(2.2, 3.2), pays(15_500, 26_000)),
    "bill": Trouble(15, anyone, None, pays(5_100, 13_000)),
    "uninsured": Trouble(1.0, anyone, None, is_uninsured),
    "unsafe house": Trouble(1.0, anyone, None, sets("house_grade", "C", "C", "D")),
    "water out long": Trouble(0.25, anyone, None, lacks_water(33, 70)),
    "water out": Trouble(0.4, anyone, None, lacks_water(3, 25)),
    "poor water": Trouble(3, anyone, None, sets("water_problem", "quality", "distance")),
    "seen, grave": Trouble(0.4, anyone, None, saw("05", "10", "0202")),
    "seen": Trouble(6, anyone, None, saw("01", "01", "07", "0201", "0205", "06", "09")),
}


# Faults


def spoil_records(families: list[Family], rng: Chance) -> None:
    """Spoil the records of as many families as the table says; stories and troubles stay as they are."""
    free = [family for family in families if not family.story and not family.trouble and family.present]
    rng.shuffle(free)
    rest = iter(free)
    for name, (per_mille, find, spoil) in FAULTS.items():
        for _ in range(round(len(families) * per_mille / 1_000)):
            family, thing = next(((family, thing) for family in rest if (thing := find(family))), (None, None))
            if thing:
                spoil(thing, rng)
                family.fault = name


def itself(family):
    return family


def with_two(family):
    return family.present[-1] if len(family.present) > 1 else None


def someone(**wanted):
    """The first member of whom each attribute is one of the values wanted."""

    def find(family):
        return next((p for p in family.present if all(getattr(p, name) in of for name, of in wanted.items())), None)

    return find


def first_job(family):
    return next((person.job for person in family.present if person.job), None)


def newest_job(family):
    return next((person.job for person in family.present if person.job and not person.job.stopped), None)


def becomes(name, *values):
    return lambda thing, rng: setattr(thing, name, rng.choice(values))


def forgets_insurance(family, rng):
    for person in family.present[: rng.randint(1, 3)]:
        person.insurance = ""


def mistypes_wage(job, rng):
    job.typed = job.wage * 10 if job.wage > 3_000 else 250


def works_twice(job, rng):
    started, ended = job.spells[0]
    job.spells.append((started + dt.timedelta(10), ended))


def takes_other_sex(person, rng):
    person.sex = "male" if person.sex == "female" else "female"


FAULTS = {  # name: (per mille of all households, of what, how it is spoilt)
    # What leaves something unknown
    "birth date missing": (28, itself, lambda family, rng: setattr(rng.choice(family.present), "birth_date", None)),
    "capacity missing": (32, someone(age=range(16, 120), school_stage=["none"]), becomes("labour", "")),
    "insurance missing": (36, itself, forgets_insurance),
    "income missing": (14, itself, becomes("income_until", 4, 5, 6, 7, 8, 9)),
    "two heads": (4, with_two, becomes("relation", "head")),
    "no head": (4, lambda family: family.people[0], becomes("relation", "other")),
    # What is implausible
    "wage mistyped": (6, first_job, mistypes_wage),
    "work twice": (5, newest_job, works_twice),
    "land mistyped": (6, itself, lambda family, rng: setattr(family, "land_mu", rng.randint(101, 900))),
    "phone short": (6, itself, lambda family, rng: setattr(family, "phone", family.phone[:-1])),
    "spouse's sex": (4, someone(relation=["spouse"]), takes_other_sex),
    "two educations": (4, someone(school_stage=["primary", "junior", "senior"]), becomes("education", "primary")),
    "child able to work": (3, someone(age=range(12, 16)), becomes("labour", "weak")),
}
