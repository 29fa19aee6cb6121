"""Monthly income records from what a family lives on in a year, with the months in which each item comes in."""

import datetime as dt
from operator import add

from core.dates import add_months, first_of_month
from households.choices import IncomeItem, Source, WorkChannel

from ..distributions.livelihood import CALENDAR, EVERY_MONTH, WOBBLE
from .family import Family, Job

TAIL = f"\t{Source.REGISTRY.value}\t\\N\n"  # from the registry, no visit
INCOME_COLUMNS = ("household", "member", "month", "item", "amount", "source", "source_visit")


class IncomeLedger:
    """Turns families into rows of the income table, for the full months before the month of `day`. A county has more
    than a million, so repeated parts are made once, in `plan`."""

    def __init__(self, day: dt.date):
        self.end = first_of_month(day)
        self.plans = {}

    def text(self, family: Family) -> str:
        """Return every record of one family, as text for COPY."""
        if not family.present:
            return ""
        years, until = 1 + len(family.growth), family.income_until
        factors, head = self.factors(family), f"{family.id}\t\\N\t"
        lines = [
            f"{head}{record}{amount * share * factors[years_back]:.0f}{TAIL}"
            for item, amount in family.yearly.items()
            for record, years_back, share in self.plan(item, years, until)
        ]
        for item, paid in self.wages(family, 12 * years).items():
            wobble = [1] * 12 if item == IncomeItem.WAGES_VILLAGE else WOBBLE[family.serial % 12 :] + WOBBLE
            lines += [
                f"{head}{record}{amount * factors[years_back] * wobble[index % 12]:.0f}{TAIL}"
                for index, ((record, years_back, _share), amount) in enumerate(
                    zip(self.plan(item, years, until), paid, strict=False)
                )
            ]
        return "".join(lines) + "".join(self.bills(family))

    def factors(self, family) -> list[float]:
        """Return the factors for this year's amounts in each window, this year's first. Growth is per person, so people
        who joined or left in between count."""
        now, factors = len(family.present), [1.0]
        for years_back, grown in enumerate(family.growth, start=1):
            day = add_months(self.end, -12 * years_back)
            factors.append(grown * max(1, sum(person.is_present(day) for person in family.people)) / now)
        return factors

    def plan(self, item, years, until) -> list:
        """Return when an item comes in, the oldest month first: (month and item as text, years back, share of the
        year); the last `until` months are left out."""
        key = (item, years, until)
        if key not in self.plans:
            shares = CALENDAR.get(item, EVERY_MONTH)
            months = [add_months(self.end, back) for back in range(-12 * years, -until)]
            self.plans[key] = [
                (f"{month}\t{item}\t", years - 1 - index // 12, shares[month.month])
                for index, month in enumerate(months)
                if month.month in shares
            ]
        return self.plans[key]

    def wages(self, family, count) -> dict:
        """Return the wages of all members together by month, without posts paid by the village; no work is a zero."""
        paid = {}
        for job in family.jobs:
            post = job.channel == WorkChannel.PUBLIC_POST
            item = IncomeItem.WAGES_VILLAGE if post else IncomeItem.WAGES_LABOUR
            paid[item] = list(map(add, paid.get(item) or [0] * count, self.monthly_wages(job, count)))
        return paid

    def monthly_wages(self, job: Job, count: int) -> list[int]:
        """Return what the job paid in each of the last `count` months, the oldest first. A month is paid when it was
        worked on the fifteenth."""
        paid = [0] * count
        for first, last in job.spells:
            start = max(0, count - self.months_ago(first) + (first.day > 15))
            stop = count if last is None else min(count, count - self.months_ago(last) + (last.day >= 15))
            if start < stop:
                paid[start:stop] = [job.wage] * (stop - start)
        return paid

    def months_ago(self, day) -> int:
        return (self.end.year - day.year) * 12 + self.end.month - day.month

    def bills(self, family):
        """Yield one amount for each member, month and item: two bills in a month are added."""
        together = {}
        for bill in family.bills:
            key = (bill.item, bill.person.id if bill.person else r"\N", bill.months_ago)
            together[key] = together.get(key, 0) + bill.amount
        for (item, member, months_ago), amount in together.items():
            yield f"{family.id}\t{member}\t{add_months(self.end, -1 - months_ago)}\t{item}\t{amount}{TAIL}"
