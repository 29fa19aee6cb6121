"""What departments and families said of a household, as the oracle counts it from the papers."""

import datetime as dt
from decimal import Decimal


def of_departments(home, day):
    """All unknown where no department says anything that counts on the day; else a count of nothing is zero."""
    here = [one for one in home.records if counts(home, one, day)]
    if not here:
        return dict.fromkeys(READ)
    return {name: read(here, day) for name, read in READ.items()}


def counts(home, one, day):
    """Whether a record holds, says something of somebody known, and is about a time that the day is in."""
    if one.is_withdrawn or one.is_replaced or one.person is None:
        return False
    is_mistake = home.people[one.person].left_reason == "error"
    return not is_mistake and one.on <= day and (one.until is None or day <= one.until)


def days(here, feed, *words):
    return [one.on for one in here if one.feed == feed and (not words or one.word in words)]


def yuan(here, feed, which, *words):
    said = [getattr(one, which) for one in here if one.feed == feed and (not words or one.word in words)]
    return [Decimal(fen) / 100 for fen in said if fen is not None]


def highest(found):
    return max(found, default=None)


def lowest(found):
    return min(found, default=None)


def total(found):
    return sum(found) if found else None


def outpatient(here, day):
    """Only bills of this month and the one before."""
    month_before = (day.replace(day=1) - dt.timedelta(1)).replace(day=1)
    late = [one for one in here if one.month >= month_before]
    return highest(yuan(late, "medical_insurance", "further"))


READ = {
    "insured_self_paid": lambda here, day: highest(yuan(here, "medical_insurance", "amount")),
    "outpatient_paid": outpatient,
    "illness_told_on": lambda here, day: highest(days(here, "serious_illness", "serious")),
    "dropouts_told": lambda here, day: len(days(here, "dropouts")),
    "schooling_told": lambda here, day: total(yuan(here, "schooling", "amount")),
    "support_stopped_on": lambda here, day: highest(days(here, "support", "allowance_stopped", "destitute_stopped")),
    "support_new_on": lambda here, day: highest(days(here, "support", "allowance_new", "destitute_new")),
    "reliefs": lambda here, day: len(days(here, "support", "relief")),
    "certificate_told_on": lambda here, day: highest(days(here, "disability")),
    "severe_told": lambda here, day: len(days(here, "disability", "1", "2")),
    "unsafe_houses_told": lambda here, day: len(days(here, "housing")),
    "water_out_told_since": lambda here, day: lowest(days(here, "water")),
    "house_lost_on": lambda here, day: highest(days(here, "disasters", "house")),
    "crop_lost_percent": lambda here, day: highest(yuan(here, "disasters", "further", "crop")),
    "work_ended_told_on": lambda here, day: lowest(days(here, "work_ended")),
    "grave_accident_on": lambda here, day: highest(days(here, "accidents", "death", "disability")),
    "injury_on": lambda here, day: highest(days(here, "accidents", "injury")),
    "project_failed_on": lambda here, day: highest(days(here, "projects", "failed")),
    "business_loss": lambda here, day: total(yuan(here, "projects", "amount")),
    "credit_overdue_since": lambda here, day: lowest(days(here, "microcredit")),
    "asked_for_help_on": lambda here, day: highest(days(here, "hotlines")),
}


def of_asking(home, day):
    """What was entered of the family itself and waits for an answer."""
    asking = ("declaration", "hotline", "petition")
    waits = [one.on for one in home.asked if one.channel in asking and not one.is_answered and not one.is_gone]
    return {"declared_on": highest([on for on in waits if on <= day])}
