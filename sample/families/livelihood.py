"""What a family lives on: the house, the income per person and its items, and who works where for what wage."""

import datetime as dt

from cases.choices import IN_CLEARING, CaseState, CaseType
from core.dates import add_months, first_of_month
from households.choices import HouseholdKind, IncomeItem, WorkChannel, WorkPlace

from ..chance import Chance, Peak
from ..distributions import livelihood as shares
from .family import Family, Job, Person

WINDOWS = 2  # years of income that every family has
CAPACITY = {"skilled": 0, "ordinary": 1, "weak": 2}
HARDSHIP_BILL, HARDSHIP_CLAIMED = Peak(15_000, 80_000, 24_000), (0.3, 0.7)  # around the identification


def furnish_house(family: Family, rng: Chance) -> None:
    """Give the family a house and land."""
    family.lifted_year = rng.draw(shares.LIFTED_YEARS) if family.kind == HouseholdKind.LIFTED else None
    family.house_grade = rng.draw(shares.HOUSE_GRADES)
    family.is_relocated, family.has_road = rng.draw(shares.RELOCATED), rng.draw(shares.HAS_ROAD)
    family.land_mu = round(min(shares.MOST_LAND, rng.draw(shares.LAND)), 1)
    family.forest_mu = round(min(shares.MOST_FOREST, rng.draw(shares.FOREST)), 1)


def set_level(family: Family, today, rng: Chance) -> None:
    """Set the income per person this year, and that of earlier years."""
    case = family.case
    family.growth = (1 / rng.draw(shares.GROWTH),)
    if case is None:
        family.level = today.line * usual_level(rng)
    elif case.state == CaseState.CLEARED or case.state in IN_CLEARING:
        family.level = today.line * max(shares.LEAST_CLEARED, case.income_cleared * rng.draw(shares.CLEARED_LEVEL))
        if case.cleared_on and (today.on - case.cleared_on).days < shares.RECENTLY:
            family.growth = (rng.draw(shares.POOR_YEAR_BEFORE),)
    else:
        family.level = today.line * case.income_then * rng.draw(shares.MONITORED_LEVEL)
        family.is_safety_net = not family.able


def usual_level(rng) -> float:
    """Return the income of a family without trouble, as a share of the monitoring line."""
    while True:
        level = shares.MEDIAN_LEVEL * rng.draw(shares.LEVEL) / shares.USUAL_LINE
        if level >= shares.LEAST_LEVEL:
            return level


def earn_income(family: Family, today, rng: Chance) -> None:
    """Add jobs, business and transfers that make up the level, costs beside them, and the bills of a sudden
    hardship."""
    wanted = family.level * len(family.present)
    yearly = yearly_transfers(family, wanted, rng)
    rest = wanted - sum(yearly.values())
    wages = find_jobs(family, rest * draw_wage_share(family, rng), rng) if rest > 0 else 0
    add_rest_of_income(family, yearly, max(0.0, rest - wages), rng)
    family.yearly = {item: amount for item, amount in yearly.items() if amount >= 1}
    keep_monthly_income(family)
    pay_small_bills(family, rng)
    pay_case_bills(family, today, rng)


def draw_wage_share(family, rng) -> float:
    if family.wage_share is not None:
        return family.wage_share
    return rng.draw(shares.WAGE_SHARES[bool(family.case)]) if rng.draw(shares.WAGES) else 0


def yearly_transfers(family, wanted, rng) -> dict:
    """Return regular transfers, at most three quarters of the intended income."""
    retired = sum(person.age >= 60 for person in family.present)
    allowed = sum(person.has_allowance for person in family.present)
    destitute = sum(person.is_destitute for person in family.present)
    paid = {
        IncomeItem.PENSION: retired * shares.PENSION * rng.draw(shares.PENSION_SPREAD),
        IncomeItem.ALLOWANCE: allowed * shares.ALLOWANCE * rng.draw(shares.ALLOWANCE_SPREAD),
        IncomeItem.DESTITUTE: destitute * shares.DESTITUTE,
        IncomeItem.SUBSIDIES: shares.SUBSIDY * family.land_mu * rng.draw(shares.SUBSIDISED),
        IncomeItem.ECOLOGICAL: shares.ECOLOGICAL * family.forest_mu * rng.draw(shares.COMPENSATED),
    }
    if retired and rng.draw(shares.HAS_EMPLOYEE_PENSION):
        paid[IncomeItem.PENSION] += shares.EMPLOYEE_PENSION
    part = min(1, shares.MOST_TRANSFERS * wanted / (sum(paid.values()) or 1))
    return {item: amount * part for item, amount in paid.items()}


def add_rest_of_income(family, yearly, rest, rng) -> None:
    """Add what wages and transfers leave: support from children, property, and the family's own business (a main
    branch, often a second) with its costs."""
    retired = any(person.age >= 60 for person in family.present)
    support = rest * support_share(family, retired, rng)
    yearly[IncomeItem.CHILDREN if retired else IncomeItem.TRANSFER_OTHER] = support
    yearly[IncomeItem.LAND_TRANSFER] = property_income = (rest - support) * rng.draw(shares.PROPERTY)
    if not family.has_business or (net := rest - support - property_income) <= 0:
        return
    first, second = rng.draw(shares.BRANCHES), rng.draw(shares.BRANCHES)
    for branch, part in ((first, 1),) if first == second else ((first, 0.7), (second, 0.3)):
        yearly[branch] = net * part * (1 + shares.COST)
    yearly[shares.COST_OF[first]] = net * shares.COST


def support_share(family, retired, rng) -> float:
    if not family.has_business:
        return shares.SUPPORT_WITHOUT_BUSINESS
    if not family.able:
        return rng.draw(shares.SUPPORT_UNABLE)
    return rng.draw(shares.SUPPORT_RETIRED) if retired else 0.0


def keep_monthly_income(family) -> None:
    """Make sure that something is recorded every month, so that income counts as known: wages, transfers, or sales at
    the market."""
    if shares.MONTHLY & family.yearly.keys() or family.jobs:
        return
    if seasonal := max(family.yearly, key=family.yearly.get, default=None):
        family.yearly[IncomeItem.BUSINESS_OTHER] = 0.3 * family.yearly[seasonal]
        family.yearly[seasonal] *= 0.7


def pay_small_bills(family, rng) -> None:
    """Add ordinary costs: a visit to the clinic, school fees beyond compulsory school."""
    for person in family.present:
        if person.has_chronic_illness and rng.draw(shares.CLINIC):
            family.pay(IncomeItem.OUT_OF_POCKET, person, rng.randrange(24), 10 * rng.draw(shares.CLINIC_BILL))
        if person.is_student:
            in_school = person.school_stage in ("senior", "vocational")
            fee = 50 * rng.draw(shares.SCHOOL_FEES if in_school else shares.COLLEGE_FEES)
            for months_ago in ((0, 5), (6, 11), (12, 23)):
                family.pay(IncomeItem.SCHOOLING, person, rng.draw(months_ago), fee)


def pay_case_bills(family, today, rng) -> None:
    """Add the bills that made it a sudden hardship, and those that the check visit before a clearing heard of."""
    case = family.case
    if case and case.case_type == CaseType.SUDDEN:
        on = case.identified_on
        months_ago = max(0, (today.on.year - on.year) * 12 + today.on.month - on.month - 1)
        if months_ago < 12 * WINDOWS:
            claimed = rng.draw(HARDSHIP_CLAIMED)
            family.pay_hospital(family.eldest, rng.draw(HARDSHIP_BILL), months_ago, claimed=claimed)
    if case and case.state in IN_CLEARING and rng.draw(shares.CHECK_UP):
        family.pay(IncomeItem.OUT_OF_POCKET, family.eldest, rng.randrange(6), 10 * rng.draw(shares.CHECK_UP_BILL))


# Work


def find_jobs(family: Family, wanted: float, rng: Chance) -> float:
    """Give members jobs whose wages come to about `wanted` yuan a year, never much more; return the sum."""
    earners = sorted(
        (p for p in family.able if p.age in shares.EARNING_AGES), key=lambda p: (CAPACITY[p.labour], p.age)
    )
    found, total = [], 0
    for person in earners:
        job = work_away(person, rng)
        year = job.wage * (12 - job.gap)
        if total + 0.55 * year <= wanted:
            person.job, total = job, total + year
            found.append(job)
    if not found:
        return work_nearby(family, wanted, rng)
    for job in found:
        wage = job.wage * min(shares.MOST_SCALED, wanted / total)
        job.wage = 10 * round(min(shares.MOST_WAGE, max(shares.LEAST_WAGE, wage)) / 10)
    return sum(job.wage * (12 - job.gap) for job in found)


def work_away(person: Person, rng: Chance) -> Job:
    """Return a job away for six to eleven months a year; people not at full strength earn less."""
    wage = rng.draw(shares.WAGE_SPREAD) * shares.MEDIAN_WAGE * (shares.WEAK_WAGE if person.labour == "weak" else 1)
    gap = 1 + int(6 * rng.random() ** 0.6)
    channel = WorkChannel.ORGANISED if rng.draw(shares.ORGANISED) else WorkChannel.OWN
    return Job(int(wage), rng.draw(shares.PLACES), channel, gap, rng.randint(1, 11 - gap))


def work_nearby(family: Family, wanted: float, rng: Chance) -> float:
    """Return a paid post in the village, or day labour, when nobody can go away."""
    wage = 50 * int(wanted / 600)
    person = next((p for p in family.able if p.age in shares.POST_AGES), None)
    if person is None or wage < shares.LEAST_WAGE:
        return 0
    channel = WorkChannel.PUBLIC_POST if wage <= shares.MOST_POST_WAGE else WorkChannel.OWN
    wage = min(wage, shares.MOST_NEARBY_WAGE)
    person.job = Job(wage, WorkPlace.VILLAGE, channel, 0, rng.randint(14, 60))
    return wage * 12


def work_spells(job: Job, day: dt.date, months: int, rng: Chance) -> list:
    """Return the times worked in the last `months` months, newest first, each (first day, last day or None)."""
    end = None if job.stopped is None else day - dt.timedelta(job.stopped)
    month, starts_on = first_of_month(end or day), 1 + int(rng.random() * 12)
    if not job.gap:
        return [(add_months(month, -max(job.phase, 1)).replace(day=starts_on), end)]
    found, start, start_of_all = [], add_months(month, -job.phase), add_months(first_of_month(day), -months)
    while True:
        found.append((start.replace(day=starts_on), end))
        if start <= start_of_all:
            return found
        end = add_months(start, -job.gap).replace(day=1) - dt.timedelta(1)
        start = add_months(start, -12)
