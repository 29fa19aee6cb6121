"""The income panel of a household: month by month against the monitoring line, and a table of twelve full months.

net = wages + business + property + transfers - production cost; reference = net + claims - medical costs paid by the
family; both divided by the people who share them, in yuan (county form 2023). The rules compare the same facts."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import (
    MonthWindow,
    add_months,
    last_of_month,
    month_number,
    month_of_number,
    twelve_full_months,
    years_before,
)
from core.text import rounded_half_up
from households.choices import (
    BESIDE_NET_INCOME,
    BUSINESS,
    COSTS,
    EARNINGS,
    PROPERTY,
    TOPIC_OF_ITEM,
    TOPICS_OF_NET_INCOME,
    TRANSFERS,
    WAGES,
    IncomeItem,
)
from households.facts import FACT_GROUPS, stale_months
from policy import parameters

from .income_picture import income_picture

INCOME_GROUPS = {
    gettext_lazy("Wages"): WAGES,
    gettext_lazy("Business"): BUSINESS,
    gettext_lazy("Property"): PROPERTY,
    gettext_lazy("Transfers"): TRANSFERS,
    gettext_lazy("Production cost"): COSTS,
}
BESIDE_INCOME = gettext_lazy("Beside income")


@dataclass(frozen=True)
class MonthAmount:
    """Yuan of one item in one month, of a member (their key) or of the household. Without an item it says that the
    topic was told of."""

    month: int
    topic: int
    item: str
    yuan: Decimal
    member: int | None
    is_carried: bool


class MonthlyIncome:
    """A household's income month by month, as its records say it, and who shared it when."""

    def __init__(self, records, members, window, stale_months):
        self.members = {member.pk: member for member in members}
        self.amounts = list(amounts_by_month(records, window, stale_months))

    def shares(self, amount, day) -> bool:
        """Whether an amount belongs to people who share the income on `day`."""
        member = self.members.get(amount.member)
        return amount.member is None or (member is not None and is_present(member, day))

    def within(self, window, items):
        first, end = month_number(window.start), month_number(window.end)
        return [one for one in self.amounts if one.item in items and first <= one.month < end]

    def total(self, items, window, day):
        """Return the yuan of these items in the window, of those who share them on `day`: zero when they were told of
        and there are none, None when nobody told of them, or of a group of net income not in every month."""
        found = total_yuan(one for one in self.within(window, items) if self.shares(one, day))
        topics = {TOPIC_OF_ITEM[item] for item in items}
        told = {one.month for one in self.within(window, [""]) if one.topic in topics}
        is_part = len(told) < month_number(window.end) - month_number(window.start)
        if is_part and topics <= {*TOPICS_OF_NET_INCOME}:
            return None
        return Decimal(0) if found is None and told else found

    def earned_by_leavers(self, window, day):
        """Return what people earned in the window who do not share the income on `day` any more; None without any."""
        return total_yuan(one for one in self.within(window, EARNINGS) if one.yuan and not self.shares(one, day))

    def net_per_person(self, month, *, carried):
        """Return earnings less cost of a month per person then present, of its known or of its carried part; None when
        nobody told of that part."""
        found = [one for one in self.net_amounts(month) if one.is_carried == carried]
        return self.per_person(found, month) if found else None

    def net_if_known(self, month):
        """Return (net income per person, whether any of it is carried forward) of a month; (None, False) where a group
        of net income was not told of, or nobody lived here."""
        told = {one.topic for one in self.within(MonthWindow(month, add_months(month, 1)), [""])}
        found = self.net_amounts(month)
        yuan = self.per_person(found, month) if {*TOPICS_OF_NET_INCOME} <= told else None
        return yuan, yuan is not None and any(one.is_carried for one in found)

    def net_amounts(self, month) -> list[MonthAmount]:
        """Return earnings and cost of a month of those who shared them at its end."""
        within = self.within(MonthWindow(month, add_months(month, 1)), ("", *EARNINGS, *COSTS))
        day = last_of_month(month)
        return [one for one in within if one.topic in TOPICS_OF_NET_INCOME and self.shares(one, day)]

    def per_person(self, amounts, month):
        """Return earnings less cost in whole yuan per person present at the end of a month."""
        people = sum(is_present(member, last_of_month(month)) for member in self.members.values())
        net = sum((-one.yuan if one.item in COSTS else one.yuan for one in amounts), Decimal(0))
        return whole_yuan(amount_per_person(net, people))


def amounts_by_month(records, window, stale_months):
    """Yield the amounts of every month in the window, and which topics were told of."""
    first, end = month_number(window.start), month_number(window.end)
    for row in records.between(*window):
        until = min(row.end, end, end if row.told_until is None else row.told_until + stale_months)
        for month in range(max(row.start, first), until):
            yield MonthAmount(month, row.topic, row.item, row.amount, row.member_id, row.told_until is not None)


def total_yuan(amounts):
    found = [one.yuan for one in amounts]
    return sum(found, Decimal(0)) if found else None


def is_present(member, day) -> bool:
    """Whether this person belonged to the household on `day`."""
    joined = member.joined_on is None or member.joined_on <= day
    return joined and member.left_reason != "error" and (member.left_on is None or member.left_on > day)


def income_context(household, records, members, day) -> dict:
    """Return what the income panel shows of a household's `records` and `members` on `day`."""
    now, before = twelve_full_months(day), twelve_full_months(day, years_back=1)
    p = parameters.parameters_on(day, household.county)
    monitoring_line, found = p.values.get("line"), income_results(household, p)
    days = {now: day, before: years_before(day, 1)}
    window = MonthWindow(before.start, now.end)
    monthly = MonthlyIncome(records, members, window, stale_months(p))
    months = [month_of_number(n) for n in range(month_number(window.start), month_number(window.end))]
    yearly_lines = parameters.parameter_over_time("line", months, household.county)
    return {
        "chart": income_chart(monthly, months, yearly_lines),
        "picture": income_picture(monthly, now, yearly_lines[-12:]),
        "groups": [income_group(label, items, monthly, days) for label, items in INCOME_GROUPS.items()],
        "beside": income_group(BESIDE_INCOME, BESIDE_NET_INCOME, monthly, days),
        "results": found,
        "of_leavers": monthly.earned_by_leavers(now, day),
        "now": window_words(now),
        "before": window_words(before),
        "monitoring_line": monitoring_line,
        "times_line": times_line(found.get("per_capita"), monitoring_line),
        "line_source": p.sources.get("line"),
        "line_since": monitoring_line and dt.date.fromisoformat(p.sources["line"]["since"]),
        "has_records": bool(monthly.amounts),
    }


def times_line(per_capita, monitoring_line) -> Decimal | None:
    """Return how many times the line an income per person is; None without either, and where there is no income."""
    return per_capita / monitoring_line if monitoring_line and per_capita and per_capita > 0 else None


def income_results(household, p) -> dict:
    """Return the household's income facts of the day, with the people they are divided by; empty when not known."""
    found = {}
    try:
        for one in (FACT_GROUPS["income"], FACT_GROUPS["members"]):
            for _household, *values in one.rows(p, pk=household.pk):
                found |= dict(zip(one.facts, values, strict=True))
    except parameters.NotInForce:
        return {}
    found["per_capita"] = amount_per_person(found.get("net"), found.get("people"))
    found["per_capita_before"] = amount_per_person(found.get("net_before"), found.get("people_before"))
    if found.get("out_of_pocket") is not None and found.get("net") is not None:
        reference = found["net"] + (found["claims"] or 0) - found["out_of_pocket"]
        found["reference"] = amount_per_person(reference, found.get("people"))
    return found


def amount_per_person(amount, people):
    """Divide an amount in yuan by the people, to the cent, half up as the database rounds; unknown when the amount is
    unknown or there are no people."""
    return None if amount is None or not people else rounded_half_up(amount / people, 2)


def income_group(label, items, monthly, days) -> dict:
    """Return one block of the income table: its items that have records in either year, and their sums. `days` are the
    windows, this year's first, each with the day on which its people shared."""
    (now, today), (before, then) = days.items()
    rows = [
        {
            "label": IncomeItem(item).label,
            "now": monthly.total([item], now, today),
            "before": monthly.total([item], before, then),
        }
        for item in items
    ]
    return {
        "label": label,
        "now": monthly.total(items, now, today),
        "before": monthly.total(items, before, then),
        "rows": [row for row in rows if row["now"] or row["before"]],
    }


def income_chart(monthly, months, yearly_lines) -> dict:
    """Return net income per person in each month, known and carried apart, beside a twelfth of the monitoring line in
    force then."""
    return {
        "id": "income-by-month",
        "type": "stacked",
        "title": _("Net income per person and month, beside a twelfth of the monitoring line"),
        "unit": _("yuan"),
        "x_label": _("Month"),
        "x": [f"{month:%Y-%m}" for month in months],
        "series": [
            {
                "name": _("Net income per person"),
                "values": [monthly.net_per_person(month, carried=False) for month in months],
            },
            {
                "name": _("Carried forward"),
                "values": [monthly.net_per_person(month, carried=True) for month in months],
                "colour": "soft",
            },
            {
                "name": _("A twelfth of the line"),
                "dashed": True,
                "colour": "ink",
                "values": [whole_yuan(yearly and yearly / 12) for yearly in yearly_lines],
            },
        ],
    }


def whole_yuan(yuan):
    """Return whole yuan as a plain number, half up, for the chart."""
    return None if yuan is None else int(rounded_half_up(yuan))


def window_words(window) -> str:
    """Return a window in words: 2025-06 to 2026-05."""
    last = add_months(window.end, -1)
    return _("%(first)s to %(last)s") % {"first": f"{window.start:%Y-%m}", "last": f"{last:%Y-%m}"}
