"""Troubles of some families, so that every rule of the nightly run finds somebody, and faults in the data of others, so
that the lists of corrections have work. Families with a story, or monitored now, have their own."""

import datetime as dt
from typing import NamedTuple

from households.choices import WorkPlace

from ..chance import Chance
from .family import Family, Job, Person
from .members import birth_date


class SampleDay(NamedTuple):
    """The sample's day and the monitoring line in force on it."""

    on: dt.date
    line: float

    def month_of_this_year(self, rng: Chance) -> int:
        """Return a full month of this calendar year, counted back from the last one."""
        return rng.randrange(max(1, self.on.month - 1))


class Trouble(NamedTuple):
    """One kind of trouble: `prepare` runs before the family's income is made, `strike` after it, each with its
    arguments."""

    per_mille: float
    whom: str
    prepare: tuple = ()
    strike: tuple = ()


def choose_troubled(families: list[Family], rng: Chance, whole: int) -> None:
    """Choose who is hit, in the proportions of the table to `whole` households; nobody is hit twice."""
    free = list(families)
    rng.shuffle(free)
    for name, trouble in TROUBLES.items():
        left = round(whole * trouble.per_mille / 1_000)
        for family in free:
            if left and not family.trouble and WHOM[trouble.whom](family):
                family.trouble, left = name, left - 1


def befall(moment: str, family: Family, day: SampleDay, rng: Chance) -> None:
    """Apply a family's trouble before (`prepare`) or after (`strike`) its income is made."""
    if family.trouble and (happening := getattr(TROUBLES[family.trouble], moment)):
        happen, *how = happening
        happen(family, day, rng, *how)


def first_member(family, **wanted):
    """Return the first member whose attributes all have one of the wanted values."""
    return next((p for p in family.present if all(getattr(p, name) in of for name, of in wanted.items())), None)


PUPIL = {"age": range(10, 15)}
WHOM = {
    "any": lambda family: True,
    "earner": lambda family: any(20 <= person.age < 60 for person in family.able),
    "able": lambda family: family.able,
    "unable": lambda family: not family.able,
    "pupil": lambda family: first_member(family, **PUPIL),
    # without the steady support that would keep income above the line anyway
    "modest": lambda family: not any(person.is_destitute or person.has_allowance for person in family.present),
}


def set_one_of(family, day, rng, name, *values):
    setattr(family, name, rng.choice(values))


def set_income(family, day, rng, least, most):
    """Set the income to `least` to `most` times the monitoring line."""
    family.level = day.line * rng.uniform(least, most)


def let_income_fall(family, day, rng, least, most):
    """Let the income fall by a share of `least` to `most`, to little above the monitoring line."""
    family.level = day.line * rng.uniform(1.16, 1.42)
    family.growth = tuple(earlier / (1 - rng.uniform(least, most)) for earlier in family.growth)


def pay_bill(family, day, rng, least, most):
    """Add one person's hospital bill this year."""
    person, paid = rng.choice(family.present), rng.randint(least, most)
    family.pay_hospital(person, paid, day.month_of_this_year(rng), claimed=rng.uniform(0.6, 1.4))


def pay_ruinously(family, day, rng):
    """Add a bill that leaves less than the monitoring line."""
    spare = (family.level - day.line) * len(family.present)
    family.eldest.has_serious_illness = True
    paid = (spare + rng.uniform(2_000, 9_000)) / 0.8
    family.pay_hospital(family.eldest, paid, day.month_of_this_year(rng), claimed=0.2)


def live_on_wages(family, day, rng):
    family.level, family.wage_share = max(family.level, 1.9 * day.line), 0.97


def stop_work(family, day, rng, least, most):
    """Let nobody work for so many days."""
    days = rng.randint(least, most)
    for job in family.jobs:
        job.stopped = days


def stay_at_home(family, day, rng):
    family.wage_share, family.has_business = 0, False


def lose_support(family, day, rng):
    for person in family.people:
        person.has_allowance = person.is_destitute = False


def lose_earner(family, day, rng):
    """Let an earner die, move away or split off in the last months; the wages stay in the year's income."""
    days, age = rng.randint(6, 84), rng.randint(30, 57)
    relation = "son" if family.people[0].age - age >= 18 else "sibling"
    person = Person(relation, "male", age, birth_date(age, day.on, rng), labour="ordinary", education="junior")
    person.left_on = day.on - dt.timedelta(days)
    person.left_reason = rng.choice(["died", "died", "separated", "moved"])
    person.job = Job(3_200, WorkPlace.PROVINCE, gap=2, phase=rng.randint(3, 8), stopped=days + rng.randint(0, 20))
    family.people.append(person)


def lose_insurance(family, day, rng):
    rng.choice(family.present).insurance = "none"


def drop_out(family, day, rng):
    child = first_member(family, **PUPIL)
    child.school_stage, child.education = "none", "primary"
    child.out_of_school_reason = rng.choice(["dropped_out", "dropped_out", "other"])


def lack_water(family, day, rng, least, most):
    """Take away safe water for so many days."""
    family.water_problem, family.water_out_days = "out", rng.randint(least, most)


GRAVE, OTHER = [("05",), ("10",), ("0202",)], [("01",), ("01",), ("07",), ("0201",), ("0205",), ("06",), ("09",)]
TROUBLES = {  # name: per mille of households, which ones, before the income, after it
    "child out of school": Trouble(0.3, "pupil", (), (drop_out,)),
    "no safety net": Trouble(0.35, "unable", (), (lose_support,)),
    "wages stopped long": Trouble(0.9, "earner", (live_on_wages,), (stop_work, 96, 170)),
    "wages stopped": Trouble(8, "earner", (live_on_wages,), (stop_work, 33, 85)),
    "nobody works": Trouble(6, "able", (stay_at_home,)),
    "earner lost": Trouble(1.5, "any", (), (lose_earner,)),
    "below the line": Trouble(4.5, "modest", (set_income, 0.72, 0.99)),
    "near the line": Trouble(15, "modest", (set_income, 1.01, 1.09)),
    "income halved": Trouble(0.6, "modest", (let_income_fall, 0.52, 0.58)),
    "income fell": Trouble(7, "modest", (let_income_fall, 0.33, 0.46)),
    "hardship": Trouble(1.1, "any", (set_income, 1.15, 1.5), (pay_ruinously,)),
    "heavy bill": Trouble(0.9, "any", (set_income, 2.2, 3.2), (pay_bill, 15_500, 26_000)),
    "bill": Trouble(15, "any", (), (pay_bill, 5_100, 13_000)),
    "uninsured": Trouble(1.0, "any", (), (lose_insurance,)),
    "unsafe house": Trouble(1.0, "any", (), (set_one_of, "house_grade", "C", "C", "D")),
    "water out long": Trouble(0.25, "any", (), (lack_water, 33, 70)),
    "water out": Trouble(0.4, "any", (), (lack_water, 3, 25)),
    "poor water": Trouble(3, "any", (), (set_one_of, "water_problem", "quality", "distance")),
    "seen, grave": Trouble(0.4, "any", (), (set_one_of, "shocks", *GRAVE)),  # seen on the latest visit
    "seen": Trouble(6, "any", (), (set_one_of, "shocks", *OTHER)),
}

# Faults


def spoil_records(families: list[Family], rng: Chance) -> None:
    """Add faults to the data of as many families as the table says; stories and troubles stay as they are."""
    free = [family for family in families if not family.story and not family.trouble and family.present]
    rng.shuffle(free)
    rest = iter(free)
    for name, (per_mille, find, spoil, *how) in FAULTS.items():
        for _ in range(round(len(families) * per_mille / 1_000)):
            found = next(((family, thing) for family in rest if (thing := find(family))), None)
            if found:
                family, thing = found
                spoil(thing, None, rng, *how)
                family.fault = name


def forget_insurance(family, day, rng):
    for person in family.present[: rng.randint(1, 3)]:
        person.insurance = ""


def mistype_wage(job, day, rng):
    job.typed = job.wage * 10 if job.wage > 3_000 else 250


def work_twice(job, day, rng):
    started, ended = job.spells[0]
    job.spells.append((started + dt.timedelta(10), ended))


def take_other_sex(person, day, rng):
    person.sex = "male" if person.sex == "female" else "female"


def shorten_phone(family, day, rng):
    family.phone = family.phone[:-1]


def family_itself(family):
    return family


def find_member(**wanted):
    return lambda family: first_member(family, **wanted)


SCHOOLS = ["primary", "junior", "senior"]
FAULTS = {  # name: (per mille of all households, which records, which fault)
    # What leaves something unknown
    "birth date missing": (
        28,
        lambda family: family.present[family.serial % len(family.present)],
        set_one_of,
        "birth_date",
        None,
    ),
    "capacity missing": (32, find_member(age=range(16, 120), school_stage=["none"]), set_one_of, "labour", ""),
    "insurance missing": (36, family_itself, forget_insurance),
    "income missing": (14, family_itself, set_one_of, "income_until", *range(4, 10)),
    "two heads": (4, lambda family: len(family.present) > 1 and family.present[-1], set_one_of, "relation", "head"),
    "no head": (4, lambda family: family.people[0], set_one_of, "relation", "other"),
    # What is implausible
    "wage mistyped": (6, lambda family: next(iter(family.jobs), None), mistype_wage),
    "work twice": (5, lambda family: next((job for job in family.jobs if not job.stopped), None), work_twice),
    "land mistyped": (6, family_itself, set_one_of, "land_mu", *range(101, 901)),
    "phone short": (6, family_itself, shorten_phone),
    "spouse's sex": (4, find_member(relation=["spouse"]), take_other_sex),
    "two educations": (
        4,
        find_member(school_stage=["primary", "junior", "senior"]),
        set_one_of,
        "education",
        "primary",
    ),
    "child able to work": (3, find_member(age=range(12, 16)), set_one_of, "labour", "weak"),
}
