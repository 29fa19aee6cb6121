"""How people are: school, health, capacity to work, insurance, allowances (shares: see docs/sample.md)."""

import random

from .families import Family, Person

STAGES = {range(3, 6): "preschool", range(6, 12): "primary", range(12, 15): "junior"}
HEALTH = {  # shares of chronic illness, disability and serious illness, in general and among monitored people
    False: {"young": (0.01, 0.01, 0.002), "grown": (0.09, 0.045, 0.008), "old": (0.27, 0.10, 0.018)},
    True: {"young": (0.03, 0.04, 0.012), "grown": (0.19, 0.15, 0.045), "old": (0.42, 0.20, 0.07)},
}
DISABILITIES = ["physical"] * 10 + ["sight", "hearing", "hearing", "speech", "intellectual", "mental", "multiple"]


def describe(family: Family, rng: random.Random, *, monitored: bool) -> None:
    """Fill in everything about each member, then what only the whole family shows."""
    for person in family.people:
        school(person, rng)
        health(person, rng, monitored)
        labour(person, rng)
        insurance(person, rng)
    support(family, rng, monitored)


def school(person: Person, rng: random.Random) -> None:
    """A school stage for who is in school, an education for everybody else, never both."""
    age = person.age
    person.school = next((stage for ages, stage in STAGES.items() if age in ages), "none")
    if 15 <= age <= 17 and rng.random() < 0.94:
        person.school = "junior" if age == 15 and rng.random() < 0.4 else rng.choice(["senior", "senior", "vocational"])
    elif 18 <= age <= 21 and rng.random() < 0.5:
        person.school = rng.choice(["college", "college", "university"])
    elif age == 15:
        person.out_of_school = "finished"
    if person.school == "none" and age >= 15:
        person.education = _education(age, rng)


def _education(age, rng):
    if age < 35:
        return rng.choices(["junior", "senior", "college", "university"], [40, 32, 18, 10])[0]
    if age < 60:
        return rng.choices(["primary", "junior", "senior", "college"], [30, 55, 13, 2])[0]
    return rng.choices(["illiterate", "primary", "junior", "senior"], [20, 58, 19, 3])[0]


def health(person: Person, rng: random.Random, monitored: bool) -> None:
    group = "young" if person.age < 16 else "grown" if person.age < 60 else "old"
    chronic, disabled, serious = HEALTH[monitored][group]
    person.chronic = rng.random() < chronic
    person.serious = rng.random() < serious
    if rng.random() < disabled:
        disable(person, rng)


def disable(person: Person, rng: random.Random) -> None:
    person.disability = rng.choice(DISABILITIES)
    person.disability_level = rng.choices([1, 2, 3, 4], [10, 22, 34, 34])[0]


def labour(person: Person, rng: random.Random) -> None:
    """Nobody under 16 or in school; a healthy adult of 16 to 59 has some; fewer with age."""
    if person.age < 16 or person.school != "none":
        person.labour = "none"
    elif person.age < 60:
        person.labour = _grown(person, rng)
    elif person.age < 80:
        share = {6: 0.92, 7: 0.68}[person.age // 10] * (0.55 if person.serious or person.disability_level else 1)
        person.labour = "weak" if rng.random() < share else "none"


def _grown(person, rng):
    if person.serious or (person.disability_level or 9) <= 2:
        return rng.choices(["weak", "lost", "none"], [66, 27, 7])[0]
    if person.disability_level or person.chronic:
        return rng.choices(["ordinary", "weak", "lost"], [45, 49, 6])[0]
    return rng.choices(["ordinary", "skilled", "weak"], [85, 7, 8])[0]


def insurance(person: Person, rng: random.Random) -> None:
    person.insurance = "employee" if person.labour == "skilled" and rng.random() < 0.4 else "resident"
    person.pension = person.age >= 60 or (person.age >= 16 and person.school == "none" and rng.random() < 0.9)


def support(family: Family, rng: random.Random, monitored: bool) -> None:
    """Subsistence allowance or destitute support; a family without capacity to work has one of them."""
    if not family.able:
        alone_and_old = len(family.present) == 1 and family.people[0].age >= 60
        if alone_and_old and rng.random() < (0.5 if monitored else 0.3):
            family.people[0].destitute = True
        else:
            grant(family)
    elif rng.random() < (0.31 if monitored else 0.055):
        grant(family)


def grant(family: Family) -> None:
    for person in family.present:
        person.allowance = True
