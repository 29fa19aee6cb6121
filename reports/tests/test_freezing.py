"""A month that is frozen stays as it is; the same data give the same digest; every figure is the length of its list."""

import datetime as dt
from decimal import Decimal

import pytest
import time_machine
from django.db import InternalError, ProgrammingError, connection, transaction

from accounts.areas.changes import enter_area_change
from cases.choices import CaseStep
from core import sql
from core.database_roles import as_owner
from core.workflow import ActionRefused
from povwatch.tests import factories
from reports.counting import rows
from reports.models import MonthlyReport
from reports.month import actions as month_actions
from reports.month.verify import verify_report
from reports.sheets import REPORT_SHEETS
from reports.sheets.table import ReportFigures, count_listed_households, fill_sheet, rows_behind_figure

pytestmark = pytest.mark.usefixtures("few_countings")
MAY = dt.date(2026, 5, 1)


@pytest.fixture
def clock(db):
    with time_machine.travel("2026-06-01T00:30+08:00", tick=False) as c:
        yield c


@pytest.fixture
def families(clock, heyi, shuikou):
    """Two in Heyi, one of them cleared in May; one in Shuikou, identified in May."""
    first = factories.case(factories.household(heyi, people=3))
    second = factories.case(factories.household(heyi), cleared_on=dt.date(2026, 5, 20))
    third = factories.case(factories.household(shuikou, people=4), identified_on=dt.date(2026, 5, 4))
    return first, second, third


def overall(report, area, row, column="month_households"):
    filled = fill_sheet(ReportFigures(report, [area]), REPORT_SHEETS["T1"])
    names = [one.key for one in REPORT_SHEETS["T1"].columns]
    return next(one for one in filled.rows if one.key == row).cells[names.index(column)].value


def test_a_closed_month_says_what_stood_at_its_end(families, county, heyi):
    report = month_actions.close_report_month(county, MAY)
    assert (report.state, report.as_of, len(report.digest)) == ("frozen", dt.date(2026, 5, 31), 64)
    told = [overall(report, county, row) for row in ("stock", "cleared", "uncleared", "identified", "share")]
    assert told == [3, 1, 2, 1, Decimal(1) / 3]
    told = [overall(report, county, row, "month_people") for row in ("stock", "uncleared")]
    assert told == [9, 7]
    assert overall(report, heyi, "stock") == 2


def test_the_same_data_give_the_same_digest_whenever_they_are_counted(families, county, clock):
    report = month_actions.close_report_month(county, MAY)
    clock.shift(dt.timedelta(days=40))
    factories.move(families[0], CaseStep.END, "active", "ended", dt.date(2026, 7, 1))
    again = MonthlyReport.objects.create(county=county, month=MAY, version=2, as_of=report.as_of)
    rows.count_report_rows(again)
    assert rows.report_digest(again) == report.digest == month_actions.close_report_month(county, MAY).digest


def test_other_data_give_another(families, county, heyi):
    report = month_actions.close_report_month(county, MAY)
    factories.case(factories.household(heyi), identified_on=dt.date(2026, 5, 30))
    again = MonthlyReport.objects.create(county=county, month=MAY, version=2, as_of=report.as_of)
    rows.count_report_rows(again)
    assert rows.report_digest(again) != report.digest


def test_every_cell_is_as_long_as_its_list(families, county):
    report = month_actions.close_report_month(county, MAY)
    figures = ReportFigures(report, [county])
    seen = 0
    for sheet in REPORT_SHEETS.values():
        for row in fill_sheet(figures, sheet).rows:
            for cell in row.cells:
                if cell.basis == "households":
                    listed = rows_behind_figure(report, cell.codes, [cell.area or county])
                    assert (cell.value or 0) == count_listed_households(listed), (sheet.code, row.label, cell.label)
                    seen += bool(cell.value)
    assert seen > 20


def to(values):
    return lambda report: MonthlyReport.objects.filter(pk=report.pk).update(**values)


def moved(report):
    """Move its rows to a draft."""
    report.rows.update(
        report=MonthlyReport.objects.create(county=report.county, month="2026-06-01", as_of=report.as_of)
    )


def emptied(table):
    return lambda report: sql.execute_sql(f"TRUNCATE {table} CASCADE")


BROKEN = {
    "a number": lambda report: MonthlyReport.objects.filter(pk=report.pk).update(digest="0" * 64),
    "its parameters": lambda report: MonthlyReport.objects.filter(pk=report.pk).update(parameters={}),
    "a line": lambda report: report.rows.update(people=99),
    "a line less": lambda report: report.rows.all().delete(),
    "one more": lambda report: report.rows.create(code="stock.unstable.cleared", village=report.county),
    "its lines go elsewhere": moved,
    "its cover": to({"cover_en": "All is well."}),
    "when it was counted": to({"counted_at": None}),
    "what differs": to({"difference": []}),
    "what was missing": to({"findings": [{"code": "overdue"}]}),
    "all lines": emptied("reports_reportrow"),
    "all sums": emptied("reports_reportsum"),
    "all reports": emptied("reports_monthlyreport"),
    "a sum": lambda report: report.sums.update(people=99),
    "a sum less": lambda report: report.sums.all().delete(),
    "the report": lambda report: report.delete(),
    "back to draft": lambda report: MonthlyReport.objects.filter(pk=report.pk).update(state="draft", digest=""),
}


@pytest.mark.parametrize("what", BROKEN)
def test_nothing_of_a_frozen_month_changes(what, families, county):
    report = month_actions.close_report_month(county, MAY)
    connection.check_constraints()  # as at the end of that transaction
    with pytest.raises((InternalError, ProgrammingError)), transaction.atomic():
        BROKEN[what](report)
    with as_owner(), pytest.raises(InternalError), transaction.atomic():
        BROKEN[what](report)


def test_a_month_that_is_not_over_is_not_closed(clock, county):
    with pytest.raises(ActionRefused, match="not over yet"):
        month_actions.close_report_month(county, dt.date(2026, 6, 1))
    with pytest.raises(ActionRefused, match="is in the future"):
        month_actions.draft_report(county, dt.date(2026, 7, 1))


def test_closing_twice_gives_the_same_report(families, county):
    assert month_actions.close_report_month(county, MAY).pk == month_actions.close_report_month(county, MAY).pk


@pytest.mark.parametrize("kind", ["name", "code", "merge"])
def test_changes_of_villages_leave_a_frozen_month_as_it_was(families, county, anping, heyi, qin, clock, kind):
    hekou = factories.area("999001101202", "Hekou Village", anping)
    report = month_actions.close_report_month(county, MAY)
    told = places_and_figures(report, county)
    clock.move_to("2027-06-01T00:30+08:00")  # after the moment by the clock of the database
    values = {
        "name": {"name": "Xinhe Village", "official_name": "Xinhe"},
        "code": {"code": "999001101299"},
        "merge": {"into": hekou},
    }
    enter_area_change(heyi, kind, by=qin, on=dt.date(2026, 5, 2), document="Order 12", **values[kind])
    report = MonthlyReport.objects.get(pk=report.pk)
    assert places_and_figures(report, county) == told
    assert verify_report(report).holds


def places_and_figures(report, area):
    filled = fill_sheet(
        ReportFigures(report, [area]), next(one for one in REPORT_SHEETS.values() if one.by == "village")
    )
    return sorted((row.label, [cell and cell.value for cell in row.cells]) for row in filled.rows)


def test_the_lists_of_a_frozen_month_name_the_village_as_it_was_called(families, county, heyi, qin, clock, client_of):
    report = month_actions.close_report_month(county, MAY)
    clock.move_to("2027-06-01T00:30+08:00")
    values = {"name": "Xinhe Village", "official_name": "Xinhe"}
    enter_area_change(heyi, "name", by=qin, on=dt.date(2026, 5, 2), document="Order 12", **values)
    page = client_of(qin).get(f"{report.get_absolute_url()}T6/").content.decode()
    assert "Heyi Village" in page and "Xinhe Village" not in page.partition("<main")[2].partition("pw-crumb")[0]
