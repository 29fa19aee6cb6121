"""Faults in the records of about 15 per cent of the households, so that the lists of what to mend have work. Most leave
something unknown that the nightly run must know."""

import datetime as dt
import random

from .families import Family


def apply(families: list[Family], rng: random.Random, day: dt.date) -> None:
    """Spoil the records of as many families as the table says; stories and troubles stay as they are."""
    free = [family for family in families if not family.story and not family.trouble and family.present]
    rng.shuffle(free)
    rest = iter(free)
    for name, (per_mille, spoil) in FAULTS.items():
        for _ in range(round(len(families) * per_mille / 1_000)):
            family = next((each for each in rest if spoil(each, rng, day) is not False), None)
            if family is None:
                return
            family.fault = name


def _grown(family):
    return [person for person in family.present if person.age >= 16 and person.school == "none"]


def birth_missing(family, rng, day):
    rng.choice(family.present).born = None


def capacity_missing(family, rng, day):
    for person in _grown(family)[:1] or [None]:
        if person is None:
            return False
        person.labour = ""


def insurance_missing(family, rng, day):
    for person in family.present[: rng.randint(1, 3)]:
        person.insurance = ""


def income_missing(family, rng, day):
    family.income_until = rng.randint(4, 9)


def two_heads(family, rng, day):
    if len(family.present) < 2:
        return False
    family.present[-1].relation = "head"


def no_head(family, rng, day):
    family.people[0].relation = "other"


def wage_mistyped(family, rng, day):
    jobs = [person.job for person in family.present if person.job]
    if not jobs:
        return False
    jobs[0].typed = jobs[0].wage * 10 if jobs[0].wage > 3_000 else 250


def work_twice(family, rng, day):
    jobs = [person.job for person in family.present if person.job and not person.job.stopped]
    if not jobs:
        return False
    newest = jobs[0].spells[0]
    jobs[0].spells.append((newest[0] + dt.timedelta(days=10), newest[1]))


def land_mistyped(family, rng, day):
    family.land = rng.randint(101, 900)


def phone_short(family, rng, day):
    family.phone = family.phone[:-1]


def spouse_sex(family, rng, day):
    spouse = next((person for person in family.present if person.relation == "spouse"), None)
    if spouse is None:
        return False
    spouse.sex = family.people[0].sex


def both_educations(family, rng, day):
    pupil = next((person for person in family.present if person.school in ("primary", "junior", "senior")), None)
    if pupil is None:
        return False
    pupil.education = "primary"


def child_able(family, rng, day):
    child = next((person for person in family.present if 12 <= person.age < 16), None)
    if child is None:
        return False
    child.labour = "weak"


FAULTS = {  # name: (per mille of all households, what is spoilt)
    # What leaves something unknown
    "birth date missing": (28, birth_missing),
    "capacity missing": (32, capacity_missing),
    "insurance missing": (36, insurance_missing),
    "income missing": (14, income_missing),
    "two heads": (4, two_heads),
    "no head": (4, no_head),
    # What is implausible
    "wage mistyped": (6, wage_mistyped),
    "work twice": (5, work_twice),
    "land mistyped": (6, land_mistyped),
    "phone short": (6, phone_short),
    "spouse's sex": (4, spouse_sex),
    "two educations": (4, both_educations),
    "child able to work": (3, child_able),
}
