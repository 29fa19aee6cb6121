"""From levels to lives: the house, what a family earns, who works where, and at last names and numbers."""

import datetime as dt
import random

from accounts.models import Area
from cases.choices import IN_CLEARING, CaseState, CaseType
from households.choices import HouseholdKind

from . import means, names, stories, work
from .county import spread
from .families import Family

LIFTED_YEARS = {2014: 4, 2015: 8, 2016: 12, 2017: 14, 2018: 18, 2019: 28, 2020: 16}
RECENTLY = 480  # days since clearing during which the year before was still a poor one
ASKED_ABOUT = 0.8  # of the families in clearing: what they pay for medicine
WINDOWS = 2  # years of income that every family has


def house(family: Family, rng: random.Random) -> None:
    """House and land."""
    if family.kind == HouseholdKind.LIFTED:
        family.lifted_year = rng.choices(list(LIFTED_YEARS), LIFTED_YEARS.values())[0]
    family.house_grade = "A" if rng.random() < 0.58 else "B"
    family.is_relocated = rng.random() < 0.12
    family.has_road = rng.random() < 0.97
    family.land = min(40, rng.lognormvariate(1.1, 0.6))
    family.forest = min(150, rng.lognormvariate(2.1, 0.8))


def set_level(family: Family, today, rng: random.Random) -> None:
    """Income a person this year, and how the years before compare."""
    family.growth = means.growth(WINDOWS - 1, rng)
    case = family.case
    if case is None:
        family.level = means.usual_level(today.line, rng)
    elif case.state == CaseState.CLEARED or case.state in IN_CLEARING:
        family.level = today.line * max(1.03, case.income_cleared * rng.uniform(0.97, 1.15))
        if case.cleared_on and (today.on - case.cleared_on).days < RECENTLY:
            family.growth = (rng.uniform(0.64, 0.85),)
    else:
        family.level = today.line * case.income_then * rng.uniform(0.95, 1.25)
        family.is_safety_net = not family.able


def earn(family: Family, today, rng: random.Random) -> None:
    """Jobs, business and transfers that make up the level; costs beside them; the bills of a sudden hardship."""
    means.furnish(family, rng)
    means.small_bills(family, rng)
    case = family.case
    if case and case.case_type == CaseType.SUDDEN:
        _hardship_bill(family, case, today, rng)
    if case and case.state in IN_CLEARING and rng.random() < ASKED_ABOUT:
        means.check_up(family, rng)


def _hardship_bill(family, case, today, rng):
    """What made it a sudden hardship: 15,000 to 80,000 yuan around the identification."""
    months_ago = max(0, (today.on.year - case.identified_on.year) * 12 + today.on.month - case.identified_on.month - 1)
    if months_ago < 12 * WINDOWS:
        person = max(family.present, key=lambda person: person.age)
        paid = int(rng.triangular(15_000, 80_000, 24_000))
        means.hospital_bill(family, person, paid, months_ago, claimed=rng.uniform(0.3, 0.7))


def settle(families: list[Family], county, day: dt.date, stream) -> None:
    """Villages, names, numbers, cases of stories, and the employment account."""
    spread(families, list(Area.objects.villages().filter(path__startswith=county.path)), stream("villages"))
    _identify(families, county, stream)
    rng = stream("work")
    for family in families:
        if family.story:
            house(family, rng)
            stories.follow(family, day, rng)
        months = 12 * (1 + len(family.growth))
        for person in family.people:
            if person.job:
                person.job.spells = work.spells(person.job, day, months, rng)


def _identify(families, county, stream):
    rng, numbers = stream("names"), names.IdNumbers(county.code, stream("ID numbers"))
    phones = names.phones(county.code, len(families), stream("phones"))
    for family, phone in zip(families, phones, strict=True):
        family.phone = phone
        family.bank_account = f"62000000{rng.randrange(10**11):011d}"
        ethnicity = rng.choice(names.words("ethnicity"))
        if not family.story:
            names.name_family(family.people, rng)
        for person in family.people:
            person.ethnicity = ethnicity
            person.id_number = numbers.next(person.born, person.sex)
