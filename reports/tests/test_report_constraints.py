"""What the database promises about monthly reports; each promise is broken once."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from reports.models import MonthlyReport, ReportRow, ReportSum, ReportTransition

MAY = dt.date(2026, 5, 1)


def report(county, **fields):
    return MonthlyReport.objects.create(**{"county": county, "month": MAY, "as_of": MAY, **fields})


BROKEN = {
    "one_report_a_version": lambda county: report(county, state="frozen", digest="d"),
    "one_open_report_a_month": lambda county: report(county, version=2),
    "report_state_known": lambda county: report(county, month=dt.date(2026, 4, 1), state="lost"),
    "a_month_is_its_first_day": lambda county: report(county, month=dt.date(2026, 4, 2)),
    "frozen_reports_have_a_digest": lambda county: report(county, month=dt.date(2026, 4, 1), state="frozen"),
}


@pytest.mark.parametrize("promise", BROKEN)
def test_the_database_keeps(promise, county):
    report(county)
    with pytest.raises(IntegrityError, match=promise), transaction.atomic():
        BROKEN[promise](county)


def test_a_word_has_one_sum_a_village(county, heyi):
    draft, numbers = report(county), {"households": 1, "people": 2, "times": 1}
    draft.sums.create(code="stock", village=heyi, **numbers)
    with pytest.raises(IntegrityError, match="one_sum_a_word_and_village"), transaction.atomic():
        draft.sums.create(code="stock", village=heyi, **numbers)


def test_every_promise_is_broken_once():
    models = (MonthlyReport, ReportRow, ReportSum, ReportTransition)
    told = {promise.name for model in models for promise in model._meta.constraints}
    assert told == set(BROKEN) | {"one_sum_a_word_and_village"}
