"""What a family lives on: how much a person, and from which items."""

import math
import random

from households.choices import IncomeItem

from .families import Bill, Family
from .work import find_jobs

USUAL_LINE = 8_800  # the line that the published incomes below belong to; other lines scale them
MEDIAN_LEVEL, LEVEL_SIGMA = 13_700, 0.45  # before the lowest are drawn again: the median that results is 15,500
LEAST_LEVEL = 1.13  # times the line, for a family without trouble
SHARES = {  # main business of a family, how common, and which cost it has
    IncomeItem.FOREST_FRUIT: (46, IncomeItem.COST_FOREST_FRUIT),
    IncomeItem.CROPS: (24, IncomeItem.COST_CROPS),
    IncomeItem.LIVESTOCK: (22, IncomeItem.COST_LIVESTOCK),
    IncomeItem.BUSINESS_OTHER: (8, IncomeItem.COST_OTHER),
}
PENSION, EMPLOYEE_PENSION, ALLOWANCE, DESTITUTE = 2_280, 24_000, 4_100, 11_400  # yuan a person and year
COST = 0.38  # production cost of one yuan of net business income


def usual_level(line: float, rng: random.Random) -> float:
    """Yuan a person and year of a family without trouble, as a share of the line that holds."""
    while True:
        level = MEDIAN_LEVEL * math.exp(rng.gauss(0, LEVEL_SIGMA)) / USUAL_LINE
        if level >= LEAST_LEVEL:
            return level * line


def growth(years: int, rng: random.Random) -> tuple:
    """Income a person of each earlier window, divided by this year's: a little less each year back."""
    factors, product = [], 1.0
    for _ in range(years):
        product /= rng.lognormvariate(0.055, 0.07)
        factors.append(product)
    return tuple(factors)


def furnish(family: Family, rng: random.Random) -> None:
    """Find the jobs and amounts that make up the family's level. Wages follow from the jobs alone."""
    wanted = family.level * len(family.present)
    yearly = _transfers(family, wanted, rng)
    rest = wanted - sum(yearly.values())
    wages = find_jobs(family, rest * _wage_share(family, rng), rng) if rest > 0 else 0
    _spread_rest(family, yearly, max(0.0, rest - wages), rng)
    family.yearly = {item: amount for item, amount in yearly.items() if amount >= 1}
    _keep_monthly(family)


def _wage_share(family, rng):
    if family.wage_share is not None:
        return family.wage_share
    least, most = (0.80, 0.98) if family.case else (0.62, 0.92)
    return rng.uniform(least, most) if rng.random() < 0.95 else 0


def _transfers(family, wanted, rng):
    """What is paid regularly; never more than three quarters of the income that was meant."""
    people = family.present
    retired = sum(1 for person in people if person.age >= 60)
    paid = {
        IncomeItem.PENSION: retired * PENSION * rng.uniform(0.9, 1.7),
        IncomeItem.ALLOWANCE: sum(person.allowance for person in people) * ALLOWANCE * rng.uniform(0.8, 1.2),
        IncomeItem.DESTITUTE: sum(person.destitute for person in people) * DESTITUTE,
        IncomeItem.SUBSIDIES: round(70 * family.land) * (rng.random() < 0.8),
        IncomeItem.ECOLOGICAL: round(12 * family.forest) * (rng.random() < 0.6),
    }
    if retired and rng.random() < 0.09:
        paid[IncomeItem.PENSION] += EMPLOYEE_PENSION
    most = 0.75 * wanted
    total = sum(paid.values())
    return {item: amount * min(1, most / total) for item, amount in paid.items()} if total else paid


def _spread_rest(family, yearly, rest, rng):
    """What wages and transfers leave: the family's own business, property, and support from children."""
    retired = any(person.age >= 60 for person in family.present)
    property_share = rng.choice([0, 0, 0.2, 0.4])
    support = _support_share(family, retired, rng)
    yearly[IncomeItem.LAND_TRANSFER] = rest * property_share * (1 - support)
    yearly[IncomeItem.CHILDREN if retired else IncomeItem.TRANSFER_OTHER] = rest * support
    if family.has_business:
        _business(yearly, rest * (1 - support) * (1 - property_share), rng)


def _support_share(family, retired, rng):
    if not family.has_business:
        return 0.9
    if not family.able:
        return rng.uniform(0.7, 0.95)
    return rng.uniform(0.3, 0.7) if retired else 0.0


def _business(yearly, net, rng):
    """One main branch, often a second; what it costs to produce is recorded beside what it earns."""
    if net <= 0:
        return
    branches = list(dict.fromkeys(rng.choices(list(SHARES), [share for share, _cost in SHARES.values()], k=2)))
    parts = [0.7, 0.3] if len(branches) == 2 else [1]
    for branch, part in zip(branches, parts, strict=True):
        yearly[branch] = net * part * (1 + COST)
    yearly[SHARES[branches[0]][1]] = net * COST


MONTHLY = {
    IncomeItem.PENSION,
    IncomeItem.ALLOWANCE,
    IncomeItem.DESTITUTE,
    IncomeItem.BUSINESS_OTHER,
    IncomeItem.TRANSFER_OTHER,
}


def _keep_monthly(family):
    """Something is recorded every month, so that income counts as known: wages, transfers, or sales at the market."""
    if MONTHLY & family.yearly.keys() or any(person.job for person in family.people):
        return
    seasonal = max(family.yearly, key=family.yearly.get, default=None)
    if seasonal:
        family.yearly[IncomeItem.BUSINESS_OTHER] = 0.3 * family.yearly[seasonal]
        family.yearly[seasonal] *= 0.7


def small_bills(family: Family, rng: random.Random) -> None:
    """Ordinary costs beside the income: a visit to the clinic, school fees beyond compulsory school."""
    for person in family.present:
        if person.chronic and rng.random() < 0.35:
            family.bills.append(Bill(IncomeItem.OUT_OF_POCKET, person, rng.randrange(24), rng.randint(20, 260) * 10))
        if person.is_student:
            fee = rng.randint(20, 45) if person.school in ("senior", "vocational") else rng.randint(40, 80)
            for months_ago in (rng.randrange(6), rng.randrange(6, 12), rng.randrange(12, 24)):
                family.bills.append(Bill(IncomeItem.SCHOOLING, person, months_ago, 100 * fee // 2))


def check_up(family: Family, rng: random.Random) -> None:
    """What the check visit before a clearing heard of: the little that the eldest pays for medicine."""
    eldest = max(family.present, key=lambda person: person.age)
    family.bills.append(Bill(IncomeItem.OUT_OF_POCKET, eldest, rng.randrange(6), rng.randint(5, 60) * 10))


def hospital_bill(family: Family, person, paid: int, months_ago: int, *, claimed: float) -> None:
    """A stay in hospital: what the family paid, and what the insurance paid back as a multiple of it."""
    family.bills.append(Bill(IncomeItem.OUT_OF_POCKET, person, months_ago, paid))
    if claimed:
        family.bills.append(Bill(IncomeItem.CLAIM, None, months_ago, int(paid * claimed)))
