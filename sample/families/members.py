"""Who lives in a family, their health, names and numbers (shares: distributions/people.py)."""

import datetime as dt
from functools import cache

from stdnum.cn import ric

from ..chance import Chance, data_rows, row_of_age
from ..distributions import people as shares
from .family import Family, Person


def populate(family: Family, day: dt.date, rng: Chance, *, monitored: bool) -> None:
    """Return the people who live together on a day, the head first; sometimes one who has left."""
    shape = rng.draw(shares.SHAPE_SHARES[monitored][family.size]).split()
    family.people = [head_of_family(shape, rng)]
    for letter in shape[1:]:
        family.people.append(relative_of(shares.ROLES[letter], family.people, rng))
    for person in family.people:
        person.birth_date = birth_date(person.age, day, rng)
        person.joined_on = person.birth_date if person.age < 3 else None
        describe_person(person, rng, monitored)
    grant_support(family, rng, monitored)
    if rng.draw(shares.LEFT_SOMEBODY):
        family.people.append(departed_person(day, rng))


def head_of_family(shape, rng) -> Person:
    kind = next(kind for kind in shares.HEADS if set(kind) <= set(shape))
    woman = rng.draw(shares.WOMAN_WITH_SPOUSE if "s" in shape else shares.WOMAN_ALONE)
    return Person("head", "female" if woman else "male", int(rng.draw(shares.HEADS[kind])))


def relative_of(role, people, rng) -> Person:
    """Return a person whose age follows from that of another member."""
    other = next((one for one in people if one.relation in ("son", "daughter")), people[0])
    other = other if role.other == "child" else people[0]
    first = next((one for one in people if one.relation in (role.man, role.woman)), None)
    is_pair = role.men is None or (first and role.man == "father")  # a couple, or the other parent
    man = (first or other).sex == "female" if is_pair else rng.draw(role.men)
    least, most = role.ages
    age = min(most, max(least, other.age + rng.draw(role.years)))
    return Person(role.man if man else role.woman, "male" if man else "female", age)


def birth_date(age: int, day: dt.date, rng: Chance) -> dt.date:
    """Return a birth date that makes a person `age` years old on `day`."""
    newest = dt.date(day.year - age, day.month, min(day.day, 28))
    return newest - dt.timedelta(int(rng.random() * 364))


def departed_person(day, rng) -> Person:
    """Return a person who belonged to the family and left at least half a year ago."""
    age = int(rng.draw(shares.DEPARTED_AGES))
    reason = rng.draw(shares.LEFT_REASONS) if age < 60 else "died"
    who = ("father", "male") if age >= 60 else ("daughter", "female")
    born, gone = birth_date(age, day, rng), day - rng.days(180, 900)
    return Person(*who, age, born, left_on=gone, left_reason=reason)


def describe_person(person: Person, rng: Chance, monitored: bool) -> None:
    """Give a person school or education, health, capacity to work, and insurance."""
    age = person.age
    person.school_stage = rng.of_age(shares.SCHOOL_STAGES, age) or "none"
    if person.school_stage == "none":
        person.out_of_school_reason = "finished" if age == 15 else ""
        person.education = rng.of_age(shares.EDUCATIONS, age) or ""
    chronic, serious, disabled = row_of_age(shares.HEALTH, age)[monitored]
    person.has_chronic_illness, person.has_serious_illness = rng.draw(chronic), rng.draw(serious)
    if rng.draw(disabled):
        disable_person(person, rng)
    if (row := row_of_age(shares.LABOUR, age)) and person.school_stage == "none":
        person.labour = rng.draw(row[health_condition(person)])
    person.insurance = "employee" if person.labour == "skilled" and rng.draw(shares.EMPLOYEE_INSURED) else "resident"
    grown = age >= 16 and person.school_stage == "none"
    person.has_pension = age >= 60 or (grown and rng.draw(shares.PENSION_INSURED))


def health_condition(person: Person) -> str:
    """Return the kind of health by which capacity to work is drawn."""
    if person.has_serious_illness or (person.disability_level or 9) <= 2:
        return "grave"
    return "ill" if person.disability_level or person.has_chronic_illness else "well"


def disable_person(person: Person, rng: Chance) -> None:
    person.disability_type = rng.draw(shares.DISABILITIES)
    person.disability_level = rng.draw(shares.DISABILITY_LEVELS)


def grant_support(family: Family, rng: Chance, monitored: bool) -> None:
    """Give the family subsistence allowance or destitute support; a family without capacity to work has one of them."""
    alone_and_old = family.size == 1 and family.people[0].age >= 60
    if not family.able and alone_and_old and rng.draw(shares.DESTITUTE_ALONE[monitored]):
        family.people[0].is_destitute = True
    elif not family.able or rng.draw(shares.ALLOWANCE_ABLE[monitored]):
        for person in family.people:
            person.has_allowance = True


# Names and numbers


@cache
def surnames() -> list[str]:
    return [row["surname"] for row in data_rows("surnames.csv") for _ in range(int(row["weight"]))]


@cache
def name_characters(sex: str, era: str, position: str) -> list[str]:
    wanted = {"sex": sex, "era": era, "position": position}
    return next(row["characters"].split() for row in data_rows("given_names.csv") if wanted.items() <= row.items())


def given_name(sex: str, age: int, rng: Chance) -> str:
    era = "young" if age < shares.YOUNG_NAMES else "old"
    second = "" if rng.draw(shares.SHORT_NAMES) else rng.choice(name_characters(sex, era, "second"))
    return rng.choice(name_characters(sex, era, "first")) + second


def name_family(people: list[Person], rng: Chance) -> None:
    """Give children the family's name; members who married in keep their own."""
    surname = rng.choice(surnames())
    for person in people:
        own = rng.choice(surnames()) if person.relation in shares.OWN_SURNAME else surname
        person.name = own + given_name(person.sex, person.age, rng)


def anybodys_name(rng: Chance) -> str:
    """Return the name of an adult who belongs to no household, such as a helper."""
    return rng.choice(surnames()) + given_name(rng.choice(("male", "female")), 40, rng)


class IdNumbers:
    """ID numbers of a county with valid check digits, none given twice."""

    def __init__(self, county_code: str, rng: Chance):
        self.county_code, self.rng, self.given = county_code, rng, set()

    def next(self, born: dt.date, sex: str) -> str:
        """Return the next ID number: odd serial numbers for men, even ones for women."""
        while True:
            serial = 2 * int(self.rng.random() * 500) + (sex == "male")
            body = f"{self.county_code}{born:%Y%m%d}{serial:03d}"
            if body not in self.given:
                self.given.add(body)
                return body + ric.calc_check_digit(body + "0")


def register_families(families: list[Family], county, stream) -> None:
    """Give names, ID numbers, bank accounts, and different phones from 154 on, a range of no operator."""
    rng, numbers = stream("names"), IdNumbers(county.code, stream("ID numbers"))
    phones = stream("phones").sample(range(10_000_000), len(families))
    for family, phone in zip(families, phones, strict=True):
        family.phone = f"154{county.code[-1]}{phone:07d}"
        family.bank_account = f"62000000{rng.randrange(10**11):011d}"
        ethnicity = rng.word("ethnicity")
        if not family.story:
            name_family(family.people, rng)
        for person in family.people:
            person.ethnicity, person.id_number = ethnicity, numbers.next(person.birth_date, person.sex)
