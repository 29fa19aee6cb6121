"""The past months of a sample county, closed one after the other as the schedule would have closed them."""

import datetime as dt

from core.dates import add_months, first_of_month, today
from core.jobs.actions import ask_job
from households.models import Household
from reports.models import MonthlyReport
from reports.month import actions as month_actions

CLOSED_MONTHS = 10


def months_waiting(county) -> list[dt.date]:
    """Return the first days of the past months that nobody closed or opened yet, oldest first; none in a county with
    real households."""
    homes = Household.objects.filter(county=county)
    if not homes.exists() or homes.filter(is_sample=False).exists():
        return []
    past = [add_months(first_of_month(today()), -back) for back in range(CLOSED_MONTHS, 0, -1)]
    held = set(MonthlyReport.objects.filter(county=county, month__in=past).values_list("month", flat=True))
    return [month for month in past if month not in held]


def close_past_months(county):
    """Close the waiting months and yield each report, and let a worker count what measures led to, as it does on
    Sundays. Closed months stay closed when this is interrupted."""
    waiting = months_waiting(county)
    for month in waiting:
        yield month_actions.close_report_month(county, month)
    if waiting:
        ask_job("count_effects_of_county", key=f"effects {county.code}", county=county.code)
