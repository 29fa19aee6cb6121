"""Monthly income records, from what a family lives on in a year: when in the year each item comes in."""

import datetime as dt
from operator import add

from core.dates import add_months, first_of_month
from households.choices import IncomeItem, Source, WorkChannel

from .families import Family
from .work import monthly_wages

CALENDAR = {  # item: {month of the year: share of the year's amount}; what is missing here comes every month
    IncomeItem.CROPS: {6: 0.35, 10: 0.65},
    IncomeItem.LIVESTOCK: {1: 0.55, 9: 0.45},
    IncomeItem.FOREST_FRUIT: {1: 0.3, 3: 0.2, 12: 0.5},
    IncomeItem.COST_CROPS: {4: 1.0},
    IncomeItem.COST_LIVESTOCK: {3: 1.0},
    IncomeItem.COST_FOREST_FRUIT: {5: 1.0},
    IncomeItem.COST_OTHER: {6: 1.0},
    IncomeItem.DIVIDENDS: {12: 1.0},
    IncomeItem.LAND_TRANSFER: {12: 1.0},
    IncomeItem.SUBSIDIES: {6: 1.0},
    IncomeItem.ECOLOGICAL: {9: 1.0},
    IncomeItem.CHILDREN: {2: 0.4, 5: 0.2, 9: 0.4},
}
EVERY_MONTH = dict.fromkeys(range(1, 13), 1 / 12)
# Wages differ a little from month to month; twelve in a row add up to twelve.
WOBBLE = [1.04, 0.97, 0.99, 1.02, 0.98, 1.0, 1.01, 0.96, 1.03, 1.0, 0.98, 1.02]
TAIL = f"\t{Source.REGISTRY.value}\t\\N\n"  # from the registry, no visit


class Ledger:
    """Turns families into lines of the income table, for the full months before the month of `day`."""

    def __init__(self, day: dt.date):
        self.end = first_of_month(day)
        self._plans = {}

    def text(self, family: Family) -> str:
        """Every record of one family, as text for COPY. A county has more than a million, so the parts that repeat are
        made once, in `_plan`."""
        if not family.present:
            return ""
        years, until = 1 + len(family.growth), family.income_until
        factors, head = self._factors(family), f"{family.pk}\t\\N\t"
        lines = [
            f"{head}{record}{amount * share * factors[years_back]:.0f}{TAIL}"
            for item, amount in family.yearly.items()
            for record, years_back, share in self._plan(item, years, until)
        ]
        for item, paid in self._wages(family, 12 * years).items():
            wobble = [1] * 12 if item == IncomeItem.WAGES_VILLAGE else WOBBLE[family.serial % 12 :] + WOBBLE
            lines += [
                f"{head}{record}{amount * factors[years_back] * wobble[index % 12]:.0f}{TAIL}"
                for index, ((record, years_back, _share), amount) in enumerate(
                    zip(self._plan(item, years, until), paid, strict=False)
                )
            ]
        return "".join(lines) + "".join(self._bills(family))

    def _factors(self, family):
        """What to multiply this year's amounts with in each window, this year's first. Growth is by person, so people
        who joined or left in between count."""
        now = len(family.present)
        factors = [1.0]
        for years_back, grown in enumerate(family.growth, start=1):
            day = add_months(self.end, -12 * years_back)
            factors.append(grown * max(1, sum(person.present(day) for person in family.people)) / now)
        return factors

    def _plan(self, item, years, until):
        """When an item comes in, the oldest month first: (month and item as text, years back, share of the year); the
        last `until` months are left out."""
        key = (item, years, until)
        if key not in self._plans:
            shares = CALENDAR.get(item, EVERY_MONTH)
            months = [add_months(self.end, back) for back in range(-12 * years, -until)]
            self._plans[key] = [
                (f"{month}\t{item.value}\t", years - 1 - index // 12, shares[month.month])
                for index, month in enumerate(months)
                if month.month in shares
            ]
        return self._plans[key]

    def _wages(self, family, count):
        """The wages of all members together by month, posts paid by the village apart; no work is a zero."""
        paid = {}
        for person in family.people:
            if job := person.job:
                item = IncomeItem.WAGES_VILLAGE if job.channel == WorkChannel.PUBLIC_POST else IncomeItem.WAGES_LABOUR
                so_far = paid.get(item) or [0] * count
                paid[item] = list(map(add, so_far, monthly_wages(job, self.end, count)))
        return paid

    def _bills(self, family):
        """One amount a member, month and item: two bills in a month are one."""
        together = {}
        for bill in family.bills:
            key = (bill.item.value, bill.person.pk if bill.person else r"\N", bill.months_ago)
            together[key] = together.get(key, 0) + bill.amount
        for (item, member, months_ago), amount in together.items():
            yield f"{family.pk}\t{member}\t{add_months(self.end, -1 - months_ago)}\t{item}\t{amount}{TAIL}"
