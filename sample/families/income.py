"""Statements of income from what a family lives on in a year, as counties hear of it: most families are asked once a
year, from October to December, about the year to September; those that are followed or in trouble month by month."""

import datetime as dt
import json
from collections import defaultdict

from core.dates import add_months, first_of_month, month_number
from households.choices import TOPIC_OF_ITEM, TOPICS_OF_NET_INCOME, IncomeItem, Teller, WorkChannel

from ..distributions.livelihood import (
    ASKED_LONG,
    BOTH_TOLD,
    CALENDAR,
    DAYS_OF_UPDATE,
    DEPARTMENT_TOLD,
    EVERY_MONTH,
    LONG_YEARS,
    UNDIVIDED,
    WOBBLE,
)
from .family import Family, Job

STATEMENT_COLUMNS = (
    "county", "household", "member", "teller", "told_on", "first_month", "months", "asked", "lines", "recorded_at",
)  # fmt: skip
ALL_ASKED = tuple(map(int, TOPICS_OF_NET_INCOME))
TOO_OLD = 16  # months: further than a year is carried forward


class IncomeLedger:
    """Turns families into rows of the table of statements. Months are counted back from the last full one (1)."""

    def __init__(self, county, day: dt.date):
        self.county, self.day, self.end = county, day, first_of_month(day)

    def text(self, family: Family) -> str:
        """Return every statement of one family, as text for COPY."""
        if not family.present:
            return ""
        told = self.monthly(family) if is_told_monthly(family) else self.yearly(family)
        return "".join(self.row(family, *statement) for statement in told)

    def row(self, family, teller, told_on, back, months, lines, asked=ALL_ASKED, member=None) -> str:
        topics = sorted({*asked, *(int(TOPIC_OF_ITEM[line["item"]]) for line in lines)})
        told_on = min(told_on, self.day)
        cells = (
            self.county.pk, family.id, member or r"\N", teller, told_on, add_months(self.end, -back), months,
            json.dumps(topics), json.dumps(lines), f"{told_on} 17:30+08",
        )  # fmt: skip
        return "\t".join(map(str, cells)) + "\n"

    # Month by month, on visits

    def monthly(self, family):
        """Yield what a family says each month of the one before."""
        years, factors = 1 + len(family.growth), self.factors(family)
        wages, bills = self.wages(family, 12 * years), self.bills(family)
        for back in range(12 * years, family.income_until, -1):
            factor, month = factors[(back - 1) // 12], add_months(self.end, -back)
            lines = [
                line_of(item, yuan * CALENDAR.get(item, EVERY_MONTH)[month.month] * factor)
                for item, yuan in family.yearly.items()
                if month.month in CALENDAR.get(item, EVERY_MONTH)
            ]
            for (person, item), paid in wages.items():
                wobble = 1 if item == IncomeItem.WAGES_VILLAGE else WOBBLE[(family.serial - back) % 12]
                lines.append(line_of(item, paid[-back] * factor * wobble, person))
            told_on = add_months(month, 1) + dt.timedelta(family.serial % 20)
            yield Teller.VISIT, told_on, back, 1, lines + bills.get(back, [])

    # Once a year

    def yearly(self, family):
        """Yield what a family says of each year to September, and of its bills since."""
        last = self.last_year_told(family)
        years = LONG_YEARS if family.turn % ASKED_LONG == 0 else 2
        factors, bills = self.factors(family), self.bills(family)
        for before in range(years):
            back = self.months_back(dt.date(last - before - 1, 10, 1))
            factor = factors[min(before, len(factors) - 1)] ** max(1, before)
            lines = [line_of(item, yuan * factor) for item, yuan in family.yearly.items()]
            lines += self.wages_of_year(family, back, factor)
            lines += [line for ago in range(back - 11, back + 1) for line in bills.pop(ago, [])]
            yield Teller.UPDATE, self.day_of_update(family, last - before), back, 12, lines
        for back, lines in bills.items():
            yield Teller.VISIT, add_months(self.end, 1 - back) + dt.timedelta(9), back, 1, lines, ()
        yield from self.of_departments(family)

    def last_year_told(self, family) -> int:
        """Return the last year that this family has been asked about; that of a family nobody asked for long is too
        old to be carried to today."""
        year = self.day.year
        while self.day_of_update(family, year) > self.day:
            year -= 1
        while family.income_until and self.months_back(dt.date(year, 9, 1)) < TOO_OLD:
            year -= 1
        return year

    def day_of_update(self, family, year) -> dt.date:
        return dt.date(year, 10, 1) + dt.timedelta(family.turn * 37 % DAYS_OF_UPDATE)

    def wages_of_year(self, family, back, factor) -> list:
        """Return the wages of the twelve months from `back` on: by earner, undivided, or (a contradiction) both."""
        wages = self.wages(family, max(back, 12))
        by_earner = [
            (item, sum(paid[len(paid) - back : len(paid) - back + 12]) * factor, person)
            for (person, item), paid in wages.items()
        ]
        if family.turn % UNDIVIDED and family.turn % BOTH_TOLD:
            return [line_of(*line) for line in by_earner]
        together = defaultdict(float)
        for item, yuan, _person in by_earner:
            together[item] += yuan
        undivided = [line_of(item, yuan) for item, yuan in together.items()]
        return undivided + ([] if family.turn % BOTH_TOLD else [line_of(*line) for line in by_earner[:1]])

    def of_departments(self, family):
        """Yield what the labour office knows of one earner's last full month, for some families."""
        person = next((person for person in family.present if person.job), None)
        if family.turn % DEPARTMENT_TOLD == 0 and person and family.turn % UNDIVIDED:
            item, paid = item_of(person.job), self.monthly_wages(person.job, 1)[0]
            yield Teller.DEPARTMENT, self.end + dt.timedelta(4), 1, 1, [line_of(item, paid, person.id)], (), person.id

    # Amounts

    def factors(self, family) -> list[float]:
        """Return the factors for this year's amounts in each window, this year's first. Growth is per person, so people
        who joined or left in between count."""
        now, factors = len(family.present), [1.0]
        for years_back, grown in enumerate(family.growth, start=1):
            day = add_months(self.end, -12 * years_back)
            factors.append(grown * max(1, sum(person.is_present(day) for person in family.people)) / now)
        return factors

    def wages(self, family, count) -> dict:
        """Return {(a person's key, item): wages of each of the last `count` months}; no work is a zero."""
        return {
            (person.id, item_of(person.job)): self.monthly_wages(person.job, count)
            for person in family.people
            if person.job
        }

    def monthly_wages(self, job: Job, count: int) -> list[int]:
        """Return what the job paid in each of the last `count` months, the oldest first. A month is paid when it was
        worked on the fifteenth."""
        paid = [0] * count
        for first, last in job.spells:
            start = max(0, count - self.months_back(first) + (first.day > 15))
            stop = count if last is None else min(count, count - self.months_back(last) + (last.day >= 15))
            if start < stop:
                paid[start:stop] = [job.wage] * (stop - start)
        return paid

    def months_back(self, day) -> int:
        return month_number(self.end) - month_number(day)

    def bills(self, family) -> dict:
        """Return {months back: lines}: two bills in a month are added."""
        together = defaultdict(int)
        for bill in family.bills:
            together[bill.months_ago + 1, bill.item, bill.person and bill.person.id] += bill.amount
        found = defaultdict(list)
        for (back, item, person), amount in together.items():
            found[back].append(line_of(item, amount, person))
        return found


def is_told_monthly(family) -> bool:
    """Whether a family is asked every month: those with a case, in trouble, or with a story to tell."""
    return bool(family.case or family.trouble or family.story)


def line_of(item, yuan, person=None) -> dict:
    """Return a line of a statement in whole yuan; `person` is the key of an earner."""
    return {"item": str(item), "amount": f"{yuan:.0f}.00", **({"member": person} if person else {})}


def item_of(job) -> str:
    return IncomeItem.WAGES_VILLAGE if job.channel == WorkChannel.PUBLIC_POST else IncomeItem.WAGES_LABOUR
