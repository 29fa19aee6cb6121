"""The past months of a sample county: each closed once, oldest first, and never those of a real county."""

import datetime as dt
import io

import pytest
import time_machine
from django.core.management import CommandError, call_command

from core.jobs.models import Job
from households.models import Household
from povwatch.tests import factories
from reports.models import MonthlyReport
from reports.month import actions as month_actions

pytestmark = pytest.mark.usefixtures("few_countings")


@pytest.fixture(autouse=True)
def clock(db):
    with time_machine.travel("2026-11-23T10:00+08:00", tick=False):
        yield


@pytest.fixture
def sample(heyi, county):
    factories.case(
        factories.household(heyi, is_sample=True), identified_on=dt.date(2025, 12, 5), cleared_on=dt.date(2026, 3, 5)
    )
    return county


def said(county):
    out = io.StringIO()
    call_command("sample_months", county=county.code, stdout=out)
    return out.getvalue()


def test_ten_months_are_closed_and_those_that_stand_are_left(sample):
    month_actions.close_report_month(sample, dt.date(2026, 4, 1))
    told = said(sample)
    months = list(MonthlyReport.objects.sealed().order_by("month").values_list("month__month", flat=True))
    assert months == list(range(1, 11)) and told.count("\n") == 9 and "2026-04" not in told
    cleared = MonthlyReport.objects.filter(rows__code="stock.unstable.cleared").order_by("month")
    assert cleared.first().month == dt.date(2026, 3, 1)
    assert "Nothing to do" in said(sample) and MonthlyReport.objects.count() == 10
    assert Job.objects.filter(kind="count_effects_of_county", county=sample.code).count() == 1


def test_a_real_county_closes_its_own_months(sample, heyi):
    Household.objects.filter(county=sample).update(is_sample=False)
    assert "Nothing to do" in said(sample) and not Job.objects.filter(kind="count_effects_of_county").exists()
    with pytest.raises(CommandError, match="There is no county 420999"):
        call_command("sample_months", county="420999")
