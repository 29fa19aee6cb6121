"""The income panel of a household: month by month against the monitoring line, and a table of twelve full months.

net = wages + business + property + transfers - production cost; reference = net + claims - medical costs paid by the
family; both divided by the people who share them, in yuan (county form 2023). The rules compare the same facts."""

import datetime as dt
from decimal import Decimal

from django.db.models import Sum
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.dates import MonthWindow, add_months, twelve_full_months
from households.choices import BESIDE_NET_INCOME, BUSINESS, COSTS, EARNINGS, PROPERTY, TRANSFERS, WAGES, IncomeItem
from households.facts import FACT_GROUPS
from policy import parameters

CENT = Decimal("0.01")
INCOME_GROUPS = {
    gettext_lazy("Wages"): WAGES,
    gettext_lazy("Business"): BUSINESS,
    gettext_lazy("Property"): PROPERTY,
    gettext_lazy("Transfers"): TRANSFERS,
    gettext_lazy("Production cost"): COSTS,
}
BESIDE_INCOME = gettext_lazy("Beside income")


def income_context(household, records, members, day) -> dict:
    """Return what the income panel shows of a household's `records` and `members` on `day`."""
    now, before = twelve_full_months(day), twelve_full_months(day, years_back=1)
    amounts = amounts_by_month_and_item(records.between(before.start, now.end))
    p = parameters.parameters_on(day, household.county)
    monitoring_line, found = p.values.get("line"), income_results(household, p)
    return {
        "chart": income_chart(amounts, members, MonthWindow(before.start, now.end), household.county),
        "groups": [income_group(label, items, amounts, now, before) for label, items in INCOME_GROUPS.items()],
        "beside": income_group(BESIDE_INCOME, BESIDE_NET_INCOME, amounts, now, before),
        "results": found,
        "now": window_words(now),
        "before": window_words(before),
        "monitoring_line": monitoring_line,
        "times_line": monitoring_line and found.get("per_capita") and found["per_capita"] / monitoring_line,
        "line_source": p.sources.get("line"),
        "line_since": monitoring_line and dt.date.fromisoformat(p.sources["line"]["since"]),
        "has_records": bool(amounts),
    }


def amounts_by_month_and_item(records) -> dict:
    """Return {(month, item): yuan}; what was not asked is missing."""
    summed = records.values_list("month", "item").annotate(total=Sum("amount")).order_by("month", "item")
    return {(month, item): total for month, item, total in summed}


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
    """Divide an amount in yuan by the people, to the cent; unknown when the amount is unknown or there are no
    people."""
    return None if amount is None or not people else (amount / people).quantize(CENT)


def income_group(label, items, amounts, now, before) -> dict:
    """Return one block of the income table: its items that have records in either year, and their sums."""
    rows = [
        {
            "label": IncomeItem(item).label,
            "now": total_amount([item], amounts, now),
            "before": total_amount([item], amounts, before),
        }
        for item in items
    ]
    return {
        "label": label,
        "now": total_amount(items, amounts, now),
        "before": total_amount(items, amounts, before),
        "rows": [row for row in rows if row["now"] is not None or row["before"] is not None],
    }


def total_amount(items, amounts, window):
    """Return the sum of these items in the window, in yuan; None when none of them has a record."""
    found = [yuan for (month, item), yuan in amounts.items() if item in items and window.start <= month < window.end]
    return sum(found) if found else None


def income_chart(amounts, members, window, county) -> dict:
    """Return net income per person in each month, beside a twelfth of the monitoring line in force then."""
    months = []
    while (month := add_months(window.start, len(months))) < window.end:
        months.append(month)
    monitoring_lines = parameters.parameter_over_time("line", months, county)
    return {
        "id": "income-by-month",
        "type": "bar",
        "title": _("Net income per person and month, beside a twelfth of the monitoring line"),
        "unit": _("yuan"),
        "x_label": _("Month"),
        "x": [f"{month:%Y-%m}" for month in months],
        "series": [
            {
                "name": _("Net income per person"),
                "values": [monthly_net_per_person(amounts, members, month) for month in months],
            },
            {
                "name": _("A twelfth of the line"),
                "dashed": True,
                "colour": "ink",
                "values": [whole_yuan(yearly and yearly / 12) for yearly in monitoring_lines],
            },
        ],
    }


def monthly_net_per_person(amounts, members, month):
    """Return earnings less cost of one month, per person then present; None for a month without records."""
    window = MonthWindow(month, add_months(month, 1))
    earned, spent = total_amount(EARNINGS, amounts, window), total_amount(COSTS, amounts, window)
    if earned is None and spent is None:
        return None
    people = sum(was_present(member, window) for member in members)
    return whole_yuan(amount_per_person((earned or Decimal(0)) - (spent or Decimal(0)), people))


def was_present(member, window) -> bool:
    """Whether this person belonged to the household at the end of the window."""
    joined = member.joined_on is None or member.joined_on < window.end
    return joined and (member.left_on is None or member.left_on >= window.end)


def whole_yuan(yuan):
    """Return whole yuan as a plain number, for the chart."""
    return None if yuan is None else round(yuan)


def window_words(window) -> str:
    """Return a window in words: 2025-06 to 2026-05."""
    last = add_months(window.end, -1)
    return _("%(first)s to %(last)s") % {"first": f"{window.start:%Y-%m}", "last": f"{last:%Y-%m}"}
