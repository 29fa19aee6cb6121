"""Frozen months with chosen lines, for stories about several months; counting them would take seconds each."""

import datetime as dt

from django.db import transaction

from core.dates import last_of_month
from povwatch.tests import factories
from reports.counting import rows
from reports.models import MonthlyReport

LIST = "/dashboard/months/periods/999001/"


def line(code, home, *, people=2, times=1, on=None, **more) -> dict:
    """A line of a month: a household under a code."""
    told = {"code": code, "village": home.village, "household": home}
    return told | {"people": people, "times": times, "on": on, **more}


@transaction.atomic
def kept(county, month, *lines, version=1, year=2026) -> MonthlyReport:
    """A month that was frozen with these lines."""
    first = dt.date(year, month, 1)
    as_of, counted = last_of_month(first), dt.datetime(year, month, 28, tzinfo=dt.UTC)
    report = MonthlyReport.objects.create(county=county, month=first, version=version, as_of=as_of, counted_at=counted)
    for one in lines:
        report.rows.create(**one)
    rows.write_report_sums(report)
    return factories.stand(report, "frozen", digest="0" * 64)
