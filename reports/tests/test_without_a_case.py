"""The month counts what households got without a case, told apart from what cases brought, and no figure about cases
changes by it."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import transaction

from cases.models import Case, Measure
from core.database_roles import as_owner
from core.sql import execute_sql
from povwatch.tests import factories
from reports.counting import rows
from reports.indicators.figures import Indicators
from reports.models import MonthlyReport
from reports.month import actions as month_actions
from reports.month import verify
from reports.sheets import REPORT_SHEETS
from reports.sheets.table import ReportFigures, fill_sheet

from . import busy
from .busy import june


@pytest.fixture
def xiangs(heyi):
    return factories.household(heyi, people=3)


@pytest.fixture
def told(today, county):
    """told("helped."): {code: (households, people, times, yuan)} of June so far."""

    def count(prefix):
        draft = MonthlyReport.objects.filter(county=county).first() or month_actions.draft_report(county, busy.JUNE)
        rows.count_report_rows(draft)
        return busy.rows_by_code(draft, prefix)

    return count


@transaction.atomic
def without_a_case(home, group, by, *, delivered_on, **fields):
    done = {"state": "delivered", "delivered_on": delivered_on, "planned_on": dt.date(2026, 1, 5)}
    made = Measure.objects.create(household=home, group=group, title="For the family", by=by, **done, **fields)
    made.transitions.create(step="deliver", source="started", target="delivered", effective_on=delivered_on)
    return made


def figures_of(county, code) -> dict:
    """{row: {column: value}} of a sheet; of a sheet by village, of the county alone."""
    sheet = REPORT_SHEETS[code]
    filled = fill_sheet(ReportFigures(MonthlyReport.objects.get(county=county), [county]), sheet)
    keys = [column.key for column in sheet.columns]
    return {row.key: dict(zip(keys, (cell.value for cell in row.cells), strict=True)) for row in filled.rows}


def test_measures_without_a_case_are_a_kind_of_their_own(told, xiangs, heyi, qin):
    monitored = factories.case(factories.household(heyi, people=2))
    busy.measure(monitored, "industry", qin, delivered_on=june(2), cost=Decimal(500))
    without_a_case(xiangs, "industry", qin, delivered_on=june(3), cost=Decimal(40))
    without_a_case(xiangs, "water", qin, delivered_on=june(-30))
    assert told("measures.") | told("helped.") == {
        "measures.month.industry.unstable": (1, 2, 1, Decimal(500)),
        "measures.month.industry.no_case": (1, 3, 1, Decimal(40)),
        "measures.year.industry.unstable": (1, 2, 1, Decimal(500)),
        "measures.year.industry.no_case": (1, 3, 1, Decimal(40)),
        "measures.year.water.no_case": (1, 3, 1, None),
        "helped.month.unstable": (1, 2, 1, Decimal(500)),
        "helped.month.no_case": (1, 3, 1, Decimal(40)),
        "helped.year.unstable": (1, 2, 1, Decimal(500)),
        "helped.year.no_case": (1, 3, 2, Decimal(40)),
    }


def test_the_sheet_tells_them_apart_and_adds_them_up(told, county, xiangs, heyi, qin):
    busy.measure(factories.case(factories.household(heyi)), "industry", qin, delivered_on=june(2))
    without_a_case(xiangs, "industry", qin, delivered_on=june(3))
    told("helped.")
    found = {row: cells["month_households"] for row, cells in figures_of(county, "T9").items()}
    for group in ("all", "industry"):
        assert (found[group], found[f"{group}_unstable"], found[f"{group}_no_case"]) == (2, 1, 1)


def test_the_row_behind_a_figure_names_village_and_household(told, county, xiangs, heyi, qin):
    without_a_case(xiangs, "industry", qin, delivered_on=june(3))
    told("helped.")
    row = MonthlyReport.objects.get().rows.get(code="measures.month.industry.no_case")
    assert (row.village, row.household, row.details["risk"]) == (heyi, xiangs, "")


def test_posts_of_cases_and_posts_without_one(told, county, xiangs, heyi, qin):
    monitored = factories.case(factories.household(heyi, people=1))
    busy.road_cleaner(monitored.household, qin, case=monitored)
    for person in (0, 0, 1):  # one has two posts
        busy.road_cleaner(xiangs, qin, member=person)
    found = told("work.post")
    assert (found["work.post"][1], found["work.post_without_case"][1]) == (1, 2)
    row = figures_of(county, "T11")[""]
    assert (row["post"], row["post_of_case"], row["post_without_case"]) == (3, 1, 2)


def test_figures_about_cases_stay_as_they_are(today, county, xiangs, heyi, qin):
    family = factories.household(heyi)
    factories.case(family, identified_on=june(1), risks=["07"])
    before = Indicators([county], june(15)).total
    without_a_case(family, "employment", qin, delivered_on=june(3))
    without_a_case(xiangs, "employment", qin, delivered_on=june(3))
    after = Indicators([county], june(15)).total
    assert before["assistance"] == after["assistance"] and before["assistance"]["delivered"] == 0
    assert before == after


# ------------------------------------------------------------------------------------------------------ frozen months


@pytest.fixture
def frozen(transactional_db, county, xiangs, heyi, zhao):
    """June, frozen with one measure without a case. Every statement is a transaction, so that what follows is later."""
    factories.case(factories.household(heyi))
    without_a_case(xiangs, "industry", zhao, delivered_on=june(3))
    busy.road_cleaner(xiangs, zhao)
    return month_actions.close_report_month(county, busy.JUNE)


def test_a_frozen_month_is_counted_again_as_it_was(frozen, xiangs, heyi, zhao):
    """Moved to another household since, ended, renamed."""
    other = factories.household(heyi)
    for one in Measure.objects.all():
        with transaction.atomic():
            Measure.objects.filter(pk=one.pk).update(household=other, title="Renamed")
    assert frozen.rows.filter(code="helped.month.no_case", household=xiangs).exists()
    assert frozen.rows.filter(code="work.post_without_case").exists()
    assert verify.verify_report(frozen).holds


def test_a_month_of_before_is_counted_of_the_household_that_the_case_had(transactional_db, county, heyi, zhao):
    """A version of a measure from before the upgrade has the household of its case now; the case still knows which it
    was then."""
    chens, wangs = factories.household(heyi), factories.household(heyi)
    monitored = factories.case(chens)
    busy.measure(monitored, "industry", zhao, delivered_on=june(3))
    made = month_actions.close_report_month(county, busy.JUNE)
    with as_owner(), transaction.atomic():
        execute_sql("SET LOCAL session_replication_role = replica")  # no version: as before the upgrade
        Measure.objects.update(household=wangs)
    Case.objects.filter(pk=monitored.pk).update(household=wangs)
    assert made.rows.filter(code="helped.month.unstable", household=chens).exists()
    assert verify.verify_report(made).holds
