"""The month is closed by the schedule and by hand; both give the same report."""

import datetime as dt
import io
import json

import pytest
import time_machine
from django.core.management import CommandError, call_command

from povwatch.schedule import TIMETABLE
from povwatch.tests import factories
from povwatch.tests.jobs import do_job, do_open_jobs
from reports.models import MonthlyReport
from reports.month import actions as month_actions

pytestmark = pytest.mark.usefixtures("few_countings")
FIRST_OF_JUNE = dt.datetime(2026, 6, 1, 0, 5, tzinfo=dt.timezone(dt.timedelta(hours=8)))


@pytest.fixture
def family(county, heyi):
    with time_machine.travel(FIRST_OF_JUNE, tick=False):
        yield factories.case(factories.household(heyi))


def closed_by_the_schedule():
    """The digest of what the schedule froze."""
    do_job("close_months")
    [one] = do_open_jobs()
    return one.result


def said(*args):
    out = io.StringIO()
    call_command("close_month", *args, stdout=out)
    return out.getvalue()


def test_the_schedule_closes_the_month_that_is_over(family, county):
    assert "close_months" in TIMETABLE
    digest = closed_by_the_schedule()
    report = MonthlyReport.objects.get(county=county)
    assert (report.month, report.state, report.digest) == (dt.date(2026, 5, 1), "frozen", digest)
    assert report.transitions.get().by is None


def test_the_schedule_runs_every_night_and_leaves_a_correction_to_who_began_it(family, county, qin):
    closed_by_the_schedule()
    month_actions.correct_report(MonthlyReport.objects.get(), by=qin, why="A case was recorded late")
    assert closed_by_the_schedule() == ""
    assert MonthlyReport.objects.get(version=2).state == "draft"


def test_by_hand_it_is_the_same(family, county):
    digest = closed_by_the_schedule()
    told = json.loads(said("2026-05", "--json"))
    assert told[0]["digest"] == digest and told[0]["version"] == 1 and told[0]["as_of"] == "2026-05-31"
    assert digest in said("2026-05", "--county", county.code)


@pytest.mark.parametrize(
    "args,words",
    [
        (["May"], "must look like 2026-10"),
        (["2026-13"], "must look like 2026-10"),
        (["2026-06"], "not over yet"),
        (["2027-01"], "not over yet"),
        (["2026-05", "--county", "123456"], "There is no county 123456"),
    ],
)
def test_what_makes_no_sense_is_told(family, args, words):
    with pytest.raises(CommandError, match=words):
        said(*args)
    assert not MonthlyReport.objects.sealed().exists()


def test_without_households_there_is_nothing_to_close(db):
    with pytest.raises(CommandError, match="No county has households yet"):
        said("2026-05")


def test_a_correction_is_frozen_by_who_began_it_and_says_what_differs(family, county, qin, heyi):
    first = month_actions.close_report_month(county, dt.date(2026, 5, 1))
    factories.case(factories.household(heyi), identified_on=dt.date(2026, 5, 30))
    correction = month_actions.correct_report(first, by=qin, why="A case was recorded late")
    assert json.loads(said("2026-05", "--json"))[0]["digest"] == first.digest
    second = month_actions.take_report_step(correction, "freeze", by=qin)
    told = json.loads(said("2026-05", "--json"))[0]
    assert told["version"] == 2 and told["digest"] == second.digest != first.digest
    changed = {one["code"]: (one["before"], one["after"]) for one in second.difference}
    assert changed["stock.unstable.uncleared"] == ([1, 2, 1, "0"], [2, 4, 2, "0"])
    assert changed["month.identified"] == (None, [1, 2, 1, "0"])
    assert MonthlyReport.objects.get(pk=first.pk).digest == first.digest
