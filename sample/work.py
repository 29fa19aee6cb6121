"""Who works where, since when, and for what wage: the employment account of invented people."""

import datetime as dt
import random

from core.dates import add_months, first_of_month
from households.choices import WorkChannel, WorkPlace

from .families import Family, Job, Person

MEDIAN_WAGE = 4_000  # yuan a month, log-normal; those at full strength, so that the median of all is 3,800
WAGE_SIGMA = 0.3
LEAST_WAGE, MOST_WAGE = 400, 30_000
EARNING_AGES = range(20, 65)  # so that nobody was under 16 in the first spell kept
POST_AGES = range(24, 68)
AWAY = [WorkPlace.OUTSIDE] * 32 + [WorkPlace.PROVINCE] * 28 + [WorkPlace.COUNTY] * 25 + [WorkPlace.TOWNSHIP] * 15
CAPACITY = {"skilled": 0, "ordinary": 1, "weak": 2}


def find_jobs(family: Family, wanted: float, rng: random.Random) -> float:
    """Give members jobs whose wages come to about `wanted` yuan a year, never much more; returns what they come to."""
    earners = sorted((p for p in family.able if p.age in EARNING_AGES), key=lambda p: (CAPACITY[p.labour], p.age))
    total = 0
    for person in earners:
        job = _work_away(person, rng)
        year = job.wage * (12 - job.gap)
        if total + 0.55 * year <= wanted:
            person.job, total = job, total + year
    if not total:
        return _work_nearby(family, wanted, rng)
    return _scale(family, wanted / total)


def _work_away(person: Person, rng: random.Random) -> Job:
    """Six to eleven months a year; who is not at full strength earns less."""
    wage = rng.lognormvariate(0, WAGE_SIGMA) * MEDIAN_WAGE * (0.75 if person.labour == "weak" else 1)
    gap = 1 + int(6 * rng.random() ** 0.6)
    channel = WorkChannel.ORGANISED if rng.random() < 0.25 else WorkChannel.OWN
    return Job(int(wage), rng.choice(AWAY), channel, gap, rng.randint(1, 11 - gap))


def _scale(family: Family, factor: float) -> float:
    """Wages as the family's income needs them, within what is paid."""
    total = 0
    for person in family.present:
        if job := person.job:
            wage = min(MOST_WAGE, max(LEAST_WAGE, job.wage * min(1.5, factor)))
            job.wage = 10 * round(wage / 10)
            total += job.wage * (12 - job.gap)
    return total


def _work_nearby(family: Family, wanted: float, rng: random.Random) -> float:
    """A paid post in the village, or day labour: what remains when nobody can go away."""
    wage = 50 * int(wanted / 600)
    person = next((p for p in family.able if p.age in POST_AGES), None)
    if person is None or wage < LEAST_WAGE:
        return 0
    post = wage <= 1_200
    channel = WorkChannel.PUBLIC_POST if post else WorkChannel.OWN
    person.job = Job(min(wage, 2_500), WorkPlace.VILLAGE, channel, 0, rng.randint(14, 60))
    return person.job.wage * 12


def spells(job: Job, day: dt.date, months: int, rng: random.Random) -> list:
    """The times worked in the last `months` months, newest first, each (first day, last day or None)."""
    end = None if job.stopped is None else day - dt.timedelta(days=job.stopped)
    month = first_of_month(end or day)
    start_of_all = add_months(first_of_month(day), -months)
    starts_on = 1 + int(rng.random() * 12)
    if not job.gap:
        return [(add_months(month, -max(job.phase, 1)).replace(day=starts_on), end)]
    found = []
    start = add_months(month, -job.phase)
    while True:
        found.append((start.replace(day=starts_on), end))
        if start <= start_of_all:
            return found
        end = add_months(start, -job.gap).replace(day=1) - dt.timedelta(days=1)
        start = add_months(start, -12)


def monthly_wages(job: Job, end: dt.date, count: int) -> list[int]:
    """What the job paid in each of the `count` months before the month `end`, the oldest first. A month is paid when it
    was worked on the fifteenth."""
    paid = [0] * count
    for first, last in job.spells:
        start = max(0, count - _months(first, end) + (first.day > 15))
        stop = count if last is None else count - _months(last, end) + (last.day >= 15)
        if start < stop:
            paid[start:stop] = [job.wage] * (min(stop, count) - start)
    return paid


def _months(day, end):
    return (end.year - day.year) * 12 + end.month - day.month
